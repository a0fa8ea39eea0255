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
 * How the values of a setting are read and written.
 *
 * @param <T> the type of the values
 */
interface SettingType<T> {

	/**
	 * Reads a value.
	 * @param raw the value as written: text, or what a YAML parser or a caller made of it
	 * @param classLoader loads classes that the value names
	 * @return the typed value
	 * @throws UnusableValueException if it is none
	 */
	T read(Object raw, ClassLoader classLoader) throws UnusableValueException;

	/**
	 * Writes a value as it would be written in YAML.
	 * @param value the value
	 * @return its text
	 */
	default String write(T value) {
		return String.valueOf(value);
	}

}
