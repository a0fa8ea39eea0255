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

package dev.resilience.autoconfigure.idempotency.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The header that carries the key of a request: a string of RFC 8941, as the draft of the
 * header says, or the bare key, as nearly all clients send it. Both mean the same key.
 *
 * @param key the key; {@code null} if it is missing or cannot be used
 * @param problem what is wrong with the key, to go on after its name; {@code null} if
 * nothing is, or it is missing
 */
record KeyHeader(@Nullable String key, @Nullable String problem) {

	private static final KeyHeader MISSING = new KeyHeader(null, null);

	private static final char FIRST_VISIBLE = 0x20;

	private static final char LAST_VISIBLE = 0x7E;

	/**
	 * Reads the header.
	 * @param values its values, as often as it was sent
	 * @param maxLength the longest key, in characters
	 * @return the key, or what is wrong with it
	 */
	static KeyHeader parse(List<String> values, int maxLength) {
		KeyHeader first = MISSING;
		for (String value : values) {
			KeyHeader next = parse(value.strip(), maxLength);
			if (next.key == null) {
				return next;
			}
			if (first.key != null && !first.key.equals(next.key)) {
				return wrong("was sent with different values");
			}
			first = next;
		}
		return first;
	}

	private static KeyHeader parse(String text, int maxLength) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character < FIRST_VISIBLE || character > LAST_VISIBLE) {
				return wrong("contains characters that are not visible ASCII");
			}
		}
		String key = text.startsWith("\"") ? unquoted(text) : text;
		if (key == null) {
			return wrong("begins with a quote and is no string of RFC 8941");
		}
		if (key.isBlank()) {
			return wrong("is empty");
		}
		return (key.length() <= maxLength) ? new KeyHeader(key, null)
				: wrong("is longer than " + maxLength + " characters");
	}

	private static @Nullable String unquoted(String text) {
		StringBuilder key = new StringBuilder(text.length());
		int last = text.length() - 1;
		for (int i = 1; i < last; i++) {
			char character = text.charAt(i);
			if (character == '"') {
				return null;
			}
			if (character == '\\') {
				i++;
				character = text.charAt(i);
				if (i == last || (character != '"' && character != '\\')) {
					return null;
				}
			}
			key.append(character);
		}
		return (last > 0 && text.charAt(last) == '"') ? key.toString() : null;
	}

	private static KeyHeader wrong(String problem) {
		return new KeyHeader(null, problem);
	}

}
