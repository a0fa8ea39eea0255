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

/**
 * A whole number, or {@code unlimited}, which stands for {@link Integer#MAX_VALUE}.
 */
final class CountOrUnlimitedType implements SettingType<Integer> {

	static final CountOrUnlimitedType INSTANCE = new CountOrUnlimitedType();

	private static final String UNLIMITED = "unlimited";

	private CountOrUnlimitedType() {
	}

	@Override
	public Integer read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		String text = raw.toString().trim();
		if (UNLIMITED.equalsIgnoreCase(text)) {
			return Integer.MAX_VALUE;
		}
		try {
			return ScalarType.INTEGER.read(raw, classLoader);
		}
		catch (UnusableValueException ex) {
			throw new UnusableValueException(ex.reason() + " or " + UNLIMITED,
					NearestSpelling.of(text, List.of(UNLIMITED))
						.map((name) -> "Did you mean " + name + "?")
						.orElse(null));
		}
	}

	@Override
	public String write(Integer value) {
		return (value == Integer.MAX_VALUE) ? UNLIMITED : value.toString();
	}

}
