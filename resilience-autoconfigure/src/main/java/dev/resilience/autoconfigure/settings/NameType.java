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

import dev.resilience.InstanceNames;

/**
 * The name of a template, of an instance or of a bean.
 *
 * @param instances whether only what can name an instance or a template is legal
 */
record NameType(boolean instances) implements SettingType<String> {

	/** What is wrong with an illegal name. */
	static final String ILLEGAL = "is no legal name: a letter must come first, then letters, digits, - and _";

	@Override
	public String read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		String name = raw.toString().trim();
		if (name.contains("${")) {
			throw new UnusableValueException("has a placeholder that nothing resolves", null);
		}
		if (name.isEmpty()) {
			throw new UnusableValueException("is empty, must be a name", null);
		}
		if (this.instances && !InstanceNames.isLegal(name)) {
			throw new UnusableValueException(ILLEGAL, null);
		}
		return name;
	}

}
