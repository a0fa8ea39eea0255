/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.resilience.healing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Turns values into what JSON knows, and those into one line of it. Whatever the values
 * are, what comes out is bounded and can be read again.
 */
final class JsonText {

	private static final int MAX_DEPTH = 4;

	private static final int MAX_ELEMENTS = 50;

	private static final String CUT = "…";

	private JsonText() {
	}

	/**
	 * Returns a text that is not longer than it may be.
	 * @param text the text
	 * @param max the longest text, in characters
	 * @return the text or its beginning
	 */
	static String cut(String text, int max) {
		return (text.length() <= max) ? text : text.substring(0, max - CUT.length()) + CUT;
	}

	/**
	 * Copies facts.
	 * @param facts the facts by name
	 * @return an unmodifiable copy with nothing in it but texts, numbers, booleans, lists
	 * and maps, in the same order
	 */
	static Map<String, Object> plain(Map<String, ?> facts) {
		return plain(facts, MAX_DEPTH);
	}

	private static Map<String, Object> plain(Map<?, ?> facts, int depth) {
		Map<String, Object> copy = new LinkedHashMap<>();
		for (Map.Entry<?, ?> fact : facts.entrySet()) {
			if (copy.size() == MAX_ELEMENTS) {
				break;
			}
			Object value = fact.getValue();
			if (value != null) {
				copy.put(cut(describe(fact.getKey()), HealingEvent.MAX_NAME), readable(value, depth - 1));
			}
		}
		return Collections.unmodifiableMap(copy);
	}

	// Collections of the user may fail too
	private static Object readable(Object value, int depth) {
		try {
			return plain(value, depth);
		}
		catch (Throwable ex) {
			return unwritable(value);
		}
	}

	private static Object plain(Object value, int depth) {
		if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
			return value;
		}
		if (value instanceof Double number && Double.isFinite(number)) {
			return value;
		}
		if (depth > 0 && value instanceof Map<?, ?> map) {
			return plain(map, depth);
		}
		if (depth > 0 && value instanceof Iterable<?> elements) {
			List<Object> copy = new ArrayList<>();
			for (Object element : elements) {
				if (copy.size() == MAX_ELEMENTS) {
					break;
				}
				copy.add((element != null) ? readable(element, depth - 1) : "");
			}
			return Collections.unmodifiableList(copy);
		}
		return cut(describe(value), HealingEvent.MAX_TEXT);
	}

	private static String describe(@Nullable Object value) {
		try {
			return String.valueOf(value);
		}
		catch (Throwable ex) {
			return unwritable(value);
		}
	}

	private static String unwritable(@Nullable Object value) {
		return (value != null) ? "(" + value.getClass().getName() + ", which cannot be written)" : "";
	}

	/**
	 * Writes a value that holds nothing but what JSON knows.
	 * @param value the value
	 * @return its text, without an end of line
	 */
	static String write(Object value) {
		StringBuilder json = new StringBuilder(256);
		write(value, json);
		return json.toString();
	}

	private static void write(Object value, StringBuilder json) {
		if (value instanceof Map<?, ?> map) {
			char separator = '{';
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				json.append(separator);
				quote(String.valueOf(entry.getKey()), json);
				json.append(':');
				write(entry.getValue(), json);
				separator = ',';
			}
			json.append((separator == '{') ? "{}" : "}");
		}
		else if (value instanceof List<?> list) {
			char separator = '[';
			for (Object element : list) {
				json.append(separator);
				write(element, json);
				separator = ',';
			}
			json.append((separator == '[') ? "[]" : "]");
		}
		else if (value instanceof Number || value instanceof Boolean) {
			json.append(value);
		}
		else {
			quote(String.valueOf(value), json);
		}
	}

	private static void quote(String text, StringBuilder json) {
		json.append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			switch (character) {
				case '"' -> json.append("\\\"");
				case '\\' -> json.append("\\\\");
				case '\n' -> json.append("\\n");
				case '\r' -> json.append("\\r");
				case '\t' -> json.append("\\t");
				default -> {
					if (isPlain(text, i)) {
						json.append(character);
					}
					else {
						json.append(String.format("\\u%04x", (int) character));
					}
				}
			}
		}
		json.append('"');
	}

	// Control characters are no JSON, some line separators end lines elsewhere, and half
	// of a pair would not survive UTF-8.
	private static boolean isPlain(String text, int index) {
		char character = text.charAt(index);
		if (character < 0x20 || character == 0x7f || character == 0x85 || character == 0x2028 || character == 0x2029) {
			return false;
		}
		if (Character.isHighSurrogate(character)) {
			return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
		}
		if (Character.isLowSurrogate(character)) {
			return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
		}
		return true;
	}

}
