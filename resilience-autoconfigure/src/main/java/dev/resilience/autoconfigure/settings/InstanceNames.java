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

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What names of instances and templates look like and when two of them are the same.
 */
public final class InstanceNames {

	/** What is wrong with an illegal name. */
	static final String ILLEGAL = "is no legal name: a letter must come first, then letters, digits, - and _";

	private static final Pattern LEGAL = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

	private InstanceNames() {
	}

	/**
	 * Returns whether a name is legal.
	 * @param name the name as written
	 * @return whether it matches {@code [A-Za-z][A-Za-z0-9_-]*}
	 */
	public static boolean isLegal(String name) {
		return LEGAL.matcher(name).matches();
	}

	/**
	 * Returns the form in which names are compared, Spring Boot's uniform form: lower
	 * case, without dashes and underscores.
	 * @param name the name as written
	 * @return the uniform form
	 */
	public static String uniform(String name) {
		StringBuilder uniform = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			char letter = name.charAt(i);
			if (letter != '-' && letter != '_') {
				uniform.append(letter);
			}
		}
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

}
