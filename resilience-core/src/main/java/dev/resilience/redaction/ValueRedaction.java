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

package dev.resilience.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Masks what is secret in one value and in what it holds. Bounded in depth and number, so
 * that values that hold themselves come to an end. Not safe for use by many threads.
 */
final class ValueRedaction {

	private static final int MAX_DEPTH = 32;

	private static final int MAX_VALUES = 100_000;

	private final Redactor redactor;

	private final SensitiveNames names;

	private int valuesLeft = MAX_VALUES;

	ValueRedaction(Redactor redactor, SensitiveNames names) {
		this.redactor = redactor;
		this.names = names;
	}

	@Nullable Object redact(String name, @Nullable Object value) {
		return redact(name, value, 0);
	}

	private @Nullable Object redact(String name, @Nullable Object value, int depth) {
		if (value == null || value instanceof Boolean) {
			return value;
		}
		if (depth > MAX_DEPTH || --this.valuesLeft < 0 || this.names.isSensitive(name)) {
			return Redactor.MASK;
		}
		try {
			return redactContent(name, value, depth);
		}
		catch (RuntimeException ex) {
			// A map or collection of the user that cannot be read is not shown
			return Redactor.MASK;
		}
	}

	private Object redactContent(String name, Object value, int depth) {
		if (value instanceof String text) {
			return this.redactor.redact(text);
		}
		if (value instanceof CharSequence || value instanceof Number) {
			String text = value.toString();
			String redacted = this.redactor.redact(text);
			return redacted.equals(text) ? value : redacted;
		}
		if (value instanceof Map<?, ?> map) {
			return redactMap(map, depth);
		}
		if (value instanceof Collection<?> collection) {
			return redactElements(name, collection, value, depth);
		}
		if (value instanceof Object[] array) {
			return redactElements(name, Arrays.asList(array), value, depth);
		}
		return value;
	}

	private Object redactMap(Map<?, ?> map, int depth) {
		Map<@Nullable Object, @Nullable Object> redacted = new LinkedHashMap<>();
		boolean changed = false;
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			Object key = entry.getKey();
			String name = (key instanceof CharSequence || key instanceof Enum<?>) ? key.toString() : "";
			Object shownKey = (key instanceof String text) ? this.redactor.redact(text) : key;
			Object shown = redact(name, entry.getValue(), depth + 1);
			changed |= shown != entry.getValue() || shownKey != key;
			redacted.put(shownKey, shown);
		}
		return changed ? redacted : map;
	}

	private Object redactElements(String name, Collection<?> elements, Object original, int depth) {
		List<@Nullable Object> redacted = new ArrayList<>();
		boolean changed = false;
		for (Object element : elements) {
			Object shown = redact(name, element, depth + 1);
			changed |= shown != element;
			redacted.add(shown);
		}
		return changed ? redacted : original;
	}

}
