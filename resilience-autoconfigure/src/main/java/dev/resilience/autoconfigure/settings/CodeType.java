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
 * User code, written as an expression or as the name of a bean. What is named is looked
 * for later, when there are beans.
 *
 * @param role what the code is for
 */
record CodeType(CodeRole role) implements SettingType<CodeReference> {

	/** What is in no name of a bean or a class, but in expressions whose # is missing. */
	private static final Pattern NO_NAME = Pattern.compile("[\\s=<>!?()'\"\\[\\]{}]");

	@Override
	public CodeReference read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		if (raw instanceof CodeReference reference) {
			return reference;
		}
		if (this.role.types().stream().anyMatch((type) -> type.isInstance(raw))) {
			return new CodeReference(raw.getClass().getName(), null, raw);
		}
		String text = raw.toString().trim();
		if (text.contains("${")) {
			throw new UnusableValueException("has a placeholder that nothing resolves", null);
		}
		if (text.isEmpty()) {
			throw new UnusableValueException("is empty, must be " + this.role.expected(), (this.role.variable() != null)
					? "In YAML an expression must stand in quotes, as # begins a comment." : null);
		}
		String variable = this.role.variable();
		if (text.indexOf('#') >= 0) {
			if (variable == null) {
				throw new UnusableValueException("is an expression, must be " + this.role.expected(), null);
			}
			return new CodeReference(text, CodeExpression.parse(text, variable), null);
		}
		if (NO_NAME.matcher(text).find()) {
			throw new UnusableValueException("is not " + this.role.expected(),
					(variable != null) ? "Begin with #" + variable + "." : null);
		}
		return new CodeReference(text, null, null);
	}

	@Override
	public String write(CodeReference value) {
		return value.text();
	}

}
