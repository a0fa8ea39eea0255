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
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Settings of one subject that hold for all instances: their keys, and how their values
 * become one object.
 *
 * @param <T> the type of that object
 * @param type the type of that object, by which {@link Globals#get(Class)} finds it
 * @param keys the keys
 * @param reader makes the object; values that are not set are its business
 */
record GlobalSection<T>(Class<T> type, List<SettingKey<?>> keys, Function<Settings, T> reader) {

	static <V> V orElse(Settings settings, SettingKey<V> key, V otherwise) {
		@Nullable V value = settings.get(key);
		return (value != null) ? value : otherwise;
	}

}
