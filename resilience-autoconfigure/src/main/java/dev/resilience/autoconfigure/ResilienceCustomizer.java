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

package dev.resilience.autoconfigure;

import dev.resilience.autoconfigure.settings.InstanceSettingsBuilder;

/**
 * Changes settings of instances in code. Beans of this type are asked once for each
 * instance, in their order; what they set wins over everything in YAML and annotations.
 * They give values only: which policies an instance has is said by annotations and YAML.
 * A customizer that throws, or sets what is unknown or illegal, stops the start with a
 * message that names it.
 */
@FunctionalInterface
public interface ResilienceCustomizer {

	/**
	 * Changes the settings of an instance.
	 * @param instance the name of the instance
	 * @param settings takes the settings, such as {@code set("retry.max-attempts", 5)}
	 */
	void customize(String instance, InstanceSettingsBuilder settings);

}
