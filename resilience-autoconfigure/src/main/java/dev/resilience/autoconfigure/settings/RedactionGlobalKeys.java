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

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The settings below {@code resilience.redaction}.
 */
final class RedactionGlobalKeys {

	static final SettingKey<List<String>> NAMES = new SettingKey<>("redaction.names", null,
			new ListType<>(
					new TextType("a name with at least one letter or digit", Pattern.compile(".*[\\p{L}\\p{N}].*")),
					""),
			Bounds.none());

	static final SettingKey<List<String>> PATTERNS = new SettingKey<>("redaction.patterns", null,
			new ListType<>(new RegularExpression(), ""), Bounds.none());

	static final GlobalSection<RedactionProperties> SECTION = new GlobalSection<>(RedactionProperties.class,
			List.of(NAMES, PATTERNS),
			(settings) -> new RedactionProperties(GlobalSection.orElse(settings, NAMES, List.of()),
					GlobalSection.orElse(settings, PATTERNS, List.of())));

	private RedactionGlobalKeys() {
	}

	/** Regular expressions. Those that hold commas are to be written as a list. */
	private static final class RegularExpression implements SettingType<String> {

		private static final TextType TEXT = TextType.any("a regular expression");

		@Override
		public String read(Object raw, ClassLoader classLoader) throws UnusableValueException {
			String text = TEXT.read(raw, classLoader);
			try {
				Pattern.compile(text);
				return text;
			}
			catch (PatternSyntaxException ex) {
				throw new UnusableValueException(
						"is not a regular expression: " + ex.getDescription() + " near index " + ex.getIndex(),
						"write expressions with commas as elements of a list");
			}
		}

	}

}
