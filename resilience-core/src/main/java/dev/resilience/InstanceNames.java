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

package dev.resilience;

import java.util.Locale;

/**
 * What names of instances look like and when two of them are the same.
 */
public final class InstanceNames {

	private InstanceNames() {
	}

	/**
	 * Returns whether a name is legal.
	 * @param name the name as written
	 * @return whether it matches {@code [A-Za-z][A-Za-z0-9_-]*}
	 */
	public static boolean isLegal(String name) {
		for (int i = 0; i < name.length(); i++) {
			char letter = name.charAt(i);
			boolean isLetter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
			boolean isOther = (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
			if (!isLetter && (i == 0 || !isOther)) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	/**
	 * Returns the form in which names are compared, Spring Boot's uniform form.
	 * @param name the name as written
	 * @return the name in lower case, without {@code -} and {@code _}
	 */
	public static String uniform(String name) {
		return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

}
