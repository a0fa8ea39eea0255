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

package dev.resilience.sample.traffic;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A change of the traffic that a user asked for; {@code null} leaves a value as it is.
 *
 * @param enabled whether there is traffic
 * @param rate orders per second
 * @param weather whether there is weather while there is traffic
 */
record Change(@Nullable Boolean enabled, @Nullable Double rate, @Nullable Boolean weather) {

	private static final List<String> NAMES = List.of("enabled", "rate", "weather");

	static Change of(Map<String, String> parameters) {
		if (parameters.isEmpty()) {
			throw new IllegalArgumentException("Give at least one of " + NAMES);
		}
		for (String name : parameters.keySet()) {
			if (!NAMES.contains(name)) {
				throw new IllegalArgumentException("There is no '%s', but %s".formatted(name, NAMES));
			}
		}
		return new Change(flag("enabled", parameters), rate(parameters), flag("weather", parameters));
	}

	private static @Nullable Boolean flag(String name, Map<String, String> parameters) {
		String text = parameters.get(name);
		if (text == null) {
			return null;
		}
		return switch (text) {
			case "true", "on" -> true;
			case "false", "off" -> false;
			default -> throw new IllegalArgumentException("'%s' must be true or false".formatted(name));
		};
	}

	private static @Nullable Double rate(Map<String, String> parameters) {
		String text = parameters.get("rate");
		if (text == null) {
			return null;
		}
		try {
			return Double.valueOf(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'rate' must be a number");
		}
	}

}
