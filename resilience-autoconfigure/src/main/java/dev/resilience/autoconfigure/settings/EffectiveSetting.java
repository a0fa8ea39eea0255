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

/**
 * A setting as it takes effect.
 *
 * @param key its path below the instance, such as {@code retry.max-attempts}
 * @param value its value as it would be written in YAML
 * @param origin where it was set, or {@code default}
 */
public record EffectiveSetting(String key, String value, String origin) {

	/** The origin of a value that nobody has set. */
	public static final String DEFAULT = "default";

}
