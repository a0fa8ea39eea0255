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

import org.jspecify.annotations.Nullable;

/**
 * Takes the settings that a customizer gives to an instance. What cannot be used is not
 * thrown at the customizer but reported at start-up under its name. Not safe for use by
 * many threads.
 */
public final class InstanceSettingsBuilder {

	private final String origin;

	private final Settings.Builder layer;

	InstanceSettingsBuilder(String origin, @Nullable ClassLoader classLoader) {
		this.origin = origin;
		this.layer = new Settings.Builder("", origin, classLoader);
	}

	/**
	 * Sets a value, which replaces that of every other layer.
	 * @param key the setting as in YAML below an instance, such as
	 * {@code retry.max-attempts}
	 * @param value the value: text as in YAML, or a number, {@link java.time.Duration},
	 * boolean, enum constant, class, or a collection of classes and
	 * {@linkplain dev.resilience.classification.FailureCategory categories}
	 * @return this builder
	 */
	public InstanceSettingsBuilder set(String key, Object value) {
		SettingKey<?> known = SettingKeys.find(key).orElse(null);
		if (known == null) {
			this.layer.problem(new StartupProblem(key, String.valueOf(value), this.origin, "is no known setting",
					SettingKeys.CATALOG.nearest(List.of(key.split("\\.")))
						.map((nearest) -> "Did you mean " + nearest + "?")
						.orElse(null)));
		}
		else if (known.equals(SettingKeys.TEMPLATE)) {
			this.layer.problem(new StartupProblem(key, String.valueOf(value), this.origin, "cannot be set here",
					"Name the template under resilience.instances."));
		}
		else {
			this.layer.read(known, value, this.origin);
		}
		return this;
	}

	Settings.Builder layer() {
		return this.layer;
	}

}
