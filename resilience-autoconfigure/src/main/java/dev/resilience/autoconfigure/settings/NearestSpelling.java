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

package dev.resilience.autoconfigure.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that somebody probably meant. The distance is that of Damerau and
 * Levenshtein (optimal string alignment): insertions, deletions, substitutions and swaps
 * of neighbours count one each. Case, dots, dashes and underscores do not count.
 */
public final class NearestSpelling {

	private NearestSpelling() {
	}

	/**
	 * Returns the nearest of some names.
	 * @param written the name as written
	 * @param names the names that exist; of equally near ones the first wins
	 * @return the nearest name, or nothing where more than a third of it would have to
	 * change
	 */
	public static Optional<String> of(String written, Collection<String> names) {
		String from = plain(written);
		String nearest = null;
		int smallest = Integer.MAX_VALUE;
		for (String name : names) {
			String to = plain(name);
			int distance = distance(from, to);
			int farthest = Math.max(1, Math.min(from.length(), to.length()) / 3);
			if (distance <= farthest && distance < smallest) {
				smallest = distance;
				nearest = name;
			}
		}
		return Optional.ofNullable(nearest);
	}

	private static String plain(String name) {
		StringBuilder plain = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			char letter = name.charAt(i);
			if (letter != '.' && letter != '-' && letter != '_') {
				plain.append(letter);
			}
		}
		return plain.toString().toLowerCase(Locale.ROOT);
	}

	private static int distance(String from, String to) {
		int[] beforePrevious = new int[to.length() + 1];
		int[] previous = new int[to.length() + 1];
		int[] current = new int[to.length() + 1];
		for (int j = 0; j <= to.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			current[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int change = (from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1;
				int least = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
				if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
						&& from.charAt(i - 2) == to.charAt(j - 1)) {
					least = Math.min(least, beforePrevious[j - 2] + 1);
				}
				current[j] = least;
			}
			int[] oldest = beforePrevious;
			beforePrevious = previous;
			previous = current;
			current = oldest;
		}
		return previous[to.length()];
	}

}
