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
import java.util.List;
import java.util.regex.Pattern;

/**
 * Collects what is secret beside what the library knows. Not safe for use by many
 * threads.
 */
public final class RedactorBuilder {

	static final int DEFAULT_MAX_LENGTH = 64 * 1024;

	private final List<Pattern> patterns = new ArrayList<>();

	private final List<String> names = new ArrayList<>();

	private int maxLength = DEFAULT_MAX_LENGTH;

	RedactorBuilder() {
	}

	/**
	 * Adds a pattern. What matches is masked: the text of the first group where the
	 * pattern has one that took part, the whole match otherwise. The search is given up,
	 * and the text not shown, if it takes far more steps than the text has characters.
	 * @param pattern the pattern
	 * @return this builder
	 */
	public RedactorBuilder pattern(Pattern pattern) {
		this.patterns.add(pattern);
		return this;
	}

	/**
	 * Adds a name whose values are secret, also as part of a longer name. Case,
	 * {@code -}, {@code _}, {@code .} and blanks make no difference: {@code customer-no}
	 * stands for {@code customerNo} and {@code x_customer_no} too.
	 * @param name the name
	 * @return this builder
	 * @throws IllegalArgumentException if the name holds neither letters nor digits
	 */
	public RedactorBuilder name(String name) {
		if (SensitiveNames.uniform(name).isEmpty()) {
			throw new IllegalArgumentException("'" + name + "' holds neither letters nor digits");
		}
		this.names.add(name);
		return this;
	}

	/**
	 * Sets how long texts may be; what is longer is cut.
	 * @param maxLength the number of characters, at least 64; 65536 by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is less than 64
	 */
	public RedactorBuilder maxLength(int maxLength) {
		if (maxLength < 64) {
			throw new IllegalArgumentException("maxLength must be at least 64, but is " + maxLength);
		}
		this.maxLength = maxLength;
		return this;
	}

	/**
	 * Builds the redactor.
	 * @return a redactor that never throws
	 */
	public Redactor build() {
		return new StandardRedactor(new SensitiveNames(this.names), List.copyOf(this.patterns), this.maxLength);
	}

}
