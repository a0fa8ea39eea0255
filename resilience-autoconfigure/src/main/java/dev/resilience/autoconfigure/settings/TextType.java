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

import java.util.regex.Pattern;

/**
 * Text of a certain form.
 *
 * @param expected what a value must be, with its article
 * @param form the legal values
 */
record TextType(String expected, Pattern form) implements SettingType<String> {

	/** The name of a header, RFC 9110 section 5.6.2. */
	static final TextType HEADER = new TextType("the name of a header", Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+"));

	/** The name of a table that needs no quotes, maybe with those of its schemas. */
	static final TextType TABLE = new TextType("the name of a table: letters, digits and _, maybe behind a schema",
			Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*){0,2}"));

	/**
	 * Returns text of any form.
	 * @param expected what a value must be, with its article
	 * @return the type
	 */
	static TextType any(String expected) {
		return new TextType(expected, Pattern.compile(".+", Pattern.DOTALL));
	}

	@Override
	public String read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		String text = raw.toString().trim();
		if (text.contains("${")) {
			throw new UnusableValueException("has a placeholder that nothing resolves", null);
		}
		if (text.isEmpty()) {
			throw new UnusableValueException("is empty, must be " + this.expected, null);
		}
		if (!this.form.matcher(text).matches()) {
			throw new UnusableValueException("is not " + this.expected, null);
		}
		return text;
	}

}
