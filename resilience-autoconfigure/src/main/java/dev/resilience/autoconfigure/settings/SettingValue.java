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
 * A value and where it comes from.
 *
 * @param <T> the type of the value
 * @param value the typed value
 * @param text the value as written
 * @param property the path of the property that set it
 * @param origin where it was set, such as {@code application.yml:12}
 */
public record SettingValue<T>(T value, String text, String property, String origin) {

}
