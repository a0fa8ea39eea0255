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

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Tells card and account numbers from numbers that merely look like them.
 */
final class Checksums {

	private static final int LONGEST_CARD = 19;

	private static final int LONGEST_PRINTED_GROUP = 6;

	private static final Pattern GROUP = Pattern.compile("[0-9]+");

	private Checksums() {
	}

	// Other numbers may stand before and after: every run of groups that a card may be
	// printed in is tried
	static String maskCards(String text) {
		List<MatchResult> groups = GROUP.matcher(text).results().toList();
		StringBuilder masked = new StringBuilder();
		int copied = 0;
		for (int first = 0; first < groups.size(); first++) {
			int last = lastGroupOfCard(groups, first);
			if (last >= 0) {
				masked.append(text, copied, groups.get(first).start()).append(Redactor.MASK);
				copied = groups.get(last).end();
				first = last;
			}
		}
		return (copied > 0) ? masked.append(text, copied, text.length()).toString() : text;
	}

	private static int lastGroupOfCard(List<MatchResult> groups, int first) {
		StringBuilder digits = new StringBuilder();
		for (int last = first; last < groups.size() && digits.length() < LONGEST_CARD; last++) {
			String group = groups.get(last).group();
			digits.append(group);
			if ((last == first || group.length() <= LONGEST_PRINTED_GROUP) && isCard(digits)) {
				return last;
			}
			if (group.length() > LONGEST_PRINTED_GROUP) {
				return -1;
			}
		}
		return -1;
	}

	// Luhn's formula, ISO/IEC 7812-1
	private static boolean isCard(CharSequence digits) {
		return digits.length() >= 13 && digits.length() <= LONGEST_CARD && isIssued(digits)
				&& luhnSum(digits) % 10 == 0;
	}

	// Lengths that are in use: times in milliseconds and counters are as long as cards
	private static boolean isIssued(CharSequence digits) {
		return switch (digits.length()) {
			case 13 -> digits.charAt(0) == '4';
			case 14, 15 -> digits.charAt(0) == '3';
			case 16 -> digits.charAt(0) >= '2' && digits.charAt(0) <= '6';
			default -> digits.charAt(0) >= '4' && digits.charAt(0) <= '6';
		};
	}

	private static int luhnSum(CharSequence digits) {
		int sum = 0;
		for (int i = 0; i < digits.length(); i++) {
			int digit = digits.charAt(digits.length() - 1 - i) - '0';
			int weighted = (i % 2 == 0) ? digit : 2 * digit;
			sum += (weighted > 9) ? weighted - 9 : weighted;
		}
		return sum;
	}

	// Words in capitals may follow in the same rhythm: the longest part that is valid is
	// the number
	static String maskIban(String text) {
		for (int end = text.length(); end >= 15; end = text.lastIndexOf(' ', end - 1)) {
			if (isIban(text, end)) {
				return Redactor.MASK + text.substring(end);
			}
		}
		return text;
	}

	// ISO 13616: country and check digits moved to the end, letters as 10 to 35, modulo
	// 97
	private static boolean isIban(String text, int end) {
		String compact = text.substring(0, end).replace(" ", "");
		int remainder = 0;
		for (int i = 0; i < compact.length(); i++) {
			int value = Character.digit(compact.charAt((i + 4) % compact.length()), 36);
			remainder = (remainder * ((value > 9) ? 100 : 10) + value) % 97;
		}
		return remainder == 1;
	}

}
