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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lists, written as YAML lists or with commas in between.
 *
 * @param <T> the type of the elements
 * @param element reads and writes one element
 * @param ifEmpty what an empty list is to be replaced with, or empty text where it is
 * legal
 */
record ListType<T>(SettingType<T> element, String ifEmpty) implements SettingType<List<T>> {

	@Override
	public List<T> read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		List<T> elements = new ArrayList<>();
		for (Object part : parts(raw)) {
			elements.add(this.element.read(part, classLoader));
		}
		if (elements.isEmpty() && !this.ifEmpty.isEmpty()) {
			throw new UnusableValueException("is an empty list, which selects nothing at all", this.ifEmpty);
		}
		return List.copyOf(elements);
	}

	@Override
	public String write(List<T> value) {
		return value.stream().map(this.element::write).collect(Collectors.joining(","));
	}

	private static Collection<?> parts(Object raw) {
		if (raw instanceof Collection<?> parts) {
			return parts;
		}
		if (raw instanceof Object[] parts) {
			return Arrays.asList(parts);
		}
		if (raw instanceof CharSequence text) {
			return Arrays.stream(text.toString().split(","))
				.map(String::trim)
				.filter((part) -> !part.isEmpty())
				.toList();
		}
		return List.of(raw);
	}

}
