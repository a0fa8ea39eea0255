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

import org.jspecify.annotations.Nullable;

/**
 * Masks values in a text whose names say that they are secret, however name and value are
 * written: {@code password=x}, {@code "apiKey": "x"}, {@code Authorization: Bearer x},
 * {@code Login[user=u, password=x]} or as an element of XML. One pass over the text; how
 * far it looks back and ahead is bounded.
 */
final class NamedSecrets {

	private static final int LONGEST_NAME = 64;

	private static final int MOST_BLANKS = 4;

	private static final int MOST_ESCAPES = 16;

	private final SensitiveNames names;

	NamedSecrets(SensitiveNames names) {
		this.names = names;
	}

	String redact(String text) {
		StringBuilder redacted = new StringBuilder();
		int copied = 0;
		for (int at = 0; at < text.length(); at++) {
			char separator = text.charAt(at);
			if (separator != '=' && separator != ':' && separator != '>') {
				continue;
			}
			Value value = valueAfter(text, at, separator, copied);
			if (value != null) {
				redacted.append(text, copied, value.start()).append(Redactor.MASK);
				copied = value.end();
				at = value.end() - 1;
			}
		}
		return (copied > 0) ? redacted.append(text, copied, text.length()).toString() : text;
	}

	private @Nullable Value valueAfter(String text, int separatorAt, char separator, int notBefore) {
		int nameEnd = endOfName(text, separatorAt, notBefore);
		int nameStart = startOfName(text, nameEnd, notBefore);
		if (nameStart == nameEnd || (separator == '>' && !isElement(text, nameStart, notBefore))) {
			return null;
		}
		String name = text.substring(nameStart, nameEnd);
		if (!this.names.isSensitive(name)) {
			return null;
		}
		Value value = (separator == '>') ? upTo(text, separatorAt + 1, "<")
				: value(text, separatorAt, name, isListed(text, nameStart));
		return (value.start() == value.end() || isMasked(text, value)) ? null : value;
	}

	// A mask that somebody else has set, not the beginning of a secret
	private static boolean isMasked(String text, Value value) {
		int end = value.start() + Redactor.MASK.length();
		return text.startsWith(Redactor.MASK, value.start())
				&& (end == text.length() || " \t\r\n,;&)]}\"'<\\".indexOf(text.charAt(end)) >= 0);
	}

	private static int endOfName(String text, int separatorAt, int notBefore) {
		int end = separatorAt;
		while (end > notBefore && separatorAt - end < MOST_BLANKS && text.charAt(end - 1) == ' ') {
			end--;
		}
		if (end > notBefore && isQuote(text.charAt(end - 1))) {
			end--;
			// JSON inside of JSON
			for (int i = 0; i < MOST_ESCAPES && end > notBefore && text.charAt(end - 1) == '\\'; i++) {
				end--;
			}
		}
		return end;
	}

	private static int startOfName(String text, int end, int notBefore) {
		int start = end;
		while (start > notBefore && end - start < LONGEST_NAME && isNamePart(text.charAt(start - 1))) {
			start--;
		}
		return start;
	}

	private static boolean isElement(String text, int nameStart, int notBefore) {
		return isAt(text, nameStart - 1, '<')
				|| (isAt(text, nameStart - 1, ':') && isAt(text, startOfName(text, nameStart - 1, notBefore) - 1, '<'));
	}

	// Whether the name is one of several in brackets, as records and maps are printed, so
	// that blanks belong to values
	private static boolean isListed(String text, int nameStart) {
		return isAt(text, nameStart - 1, '[') || isAt(text, nameStart - 1, '{') || isAt(text, nameStart - 1, '(')
				|| (isAt(text, nameStart - 1, ' ') && isAt(text, nameStart - 2, ','));
	}

	private static Value value(String text, int separatorAt, String name, boolean listed) {
		int start = separatorAt + 1;
		while (start < text.length() && start - separatorAt <= MOST_BLANKS && " =>:".indexOf(text.charAt(start)) >= 0) {
			start++;
		}
		if (start >= text.length()) {
			return new Value(start, start);
		}
		char first = text.charAt(start);
		if (isQuote(first)) {
			return quoted(text, start + 1, first);
		}
		if (first == '\\') {
			return escaped(text, start);
		}
		if (first == '[' || first == '{' || first == '(') {
			return bracketed(text, start);
		}
		if (SensitiveNames.isHeader(name)) {
			return upTo(text, start, "\r\n\"]}");
		}
		return bare(text, start, listed);
	}

	// A quotation that nobody ends goes to the end of its line, lest its end is the
	// beginning of another
	private static Value quoted(String text, int start, char quote) {
		int end = start;
		while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
			boolean escapes = text.charAt(end) == '\\' && end + 1 < text.length() && text.charAt(end + 1) != '\n';
			end += escapes ? 2 : 1;
		}
		return new Value(start, Math.min(end, text.length()));
	}

	// What is quoted by an escaped quote ends with one that is escaped in the same way
	private static Value escaped(String text, int start) {
		int quoteAt = start;
		while (quoteAt < text.length() && quoteAt - start < MOST_ESCAPES && text.charAt(quoteAt) == '\\') {
			quoteAt++;
		}
		if (quoteAt == text.length() || !isQuote(text.charAt(quoteAt))) {
			return bare(text, start, false);
		}
		int end = text.indexOf(text.substring(start, quoteAt + 1), quoteAt + 1);
		return new Value(quoteAt + 1, (end >= 0) ? end : text.length());
	}

	private static Value bracketed(String text, int start) {
		int depth = 0;
		for (int end = start; end < text.length(); end++) {
			char character = text.charAt(end);
			if (character == '[' || character == '{' || character == '(') {
				depth++;
			}
			else if ((character == ']' || character == '}' || character == ')') && --depth == 0) {
				return new Value(start, end + 1);
			}
		}
		return new Value(start, text.length());
	}

	private static Value upTo(String text, int start, String ends) {
		int end = start;
		while (end < text.length() && ends.indexOf(text.charAt(end)) < 0) {
			end++;
		}
		return new Value(start, end);
	}

	private static Value bare(String text, int start, boolean listed) {
		int end = start;
		while (end < text.length() && !endsBareValue(text, end, listed)) {
			end++;
		}
		return new Value(start, end);
	}

	private static boolean endsBareValue(String text, int at, boolean listed) {
		char character = text.charAt(at);
		if (character == '\n' || character == '\r') {
			return true;
		}
		if (Character.isWhitespace(character)) {
			return !listed;
		}
		return switch (character) {
			case '"', '\'', '<' -> true;
			case ',', ';', '&' ->
				at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1)) || beginsWithName(text, at + 1);
			case ']', '}', ')' -> at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1));
			default -> false;
		};
	}

	// A secret may hold a comma; what follows another name is no longer part of it
	private static boolean beginsWithName(String text, int start) {
		int end = start;
		while (end < text.length() && end - start < LONGEST_NAME && isNamePart(text.charAt(end))) {
			end++;
		}
		return end > start && (isAt(text, end, '=') || isAt(text, end, ':'));
	}

	private static boolean isNamePart(char character) {
		return Character.isLetterOrDigit(character) || character == '_' || character == '-' || character == '.';
	}

	private static boolean isQuote(char character) {
		return character == '"' || character == '\'' || character == '`';
	}

	private static boolean isAt(String text, int at, char character) {
		return at >= 0 && at < text.length() && text.charAt(at) == character;
	}

	/**
	 * Where a value stands in the text.
	 */
	private record Value(int start, int end) {

	}

}
