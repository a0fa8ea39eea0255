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

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;

/**
 * An entry of a list of failures: the full name of a class, or a category with its
 * prefix. Categories are read in any case, with dashes or underscores or neither.
 */
final class ListedFailureType implements SettingType<ListedFailure> {

	static final ListedFailureType INSTANCE = new ListedFailureType();

	private static final List<String> NAMES = Arrays.stream(FailureCategory.values()).map(Enum::name).toList();

	private ListedFailureType() {
	}

	@Override
	public ListedFailure read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		if (raw instanceof ListedFailure entry) {
			return entry;
		}
		if (raw instanceof FailureCategory category) {
			return ListedFailure.of(category);
		}
		String text = raw.toString().trim();
		if (text.regionMatches(true, 0, ListedFailure.PREFIX, 0, ListedFailure.PREFIX.length())) {
			return ListedFailure.of(category(text.substring(ListedFailure.PREFIX.length()).trim()));
		}
		FailureCategory meant = (raw instanceof Class<?>) ? null : find(text);
		if (meant != null) {
			throw new UnusableValueException("names the class " + text + ", which cannot be loaded",
					Remedies.didYouMean(ListedFailure.PREFIX + meant));
		}
		return ListedFailure.of(ThrowableType.INSTANCE.read(raw, classLoader));
	}

	private static FailureCategory category(String name) throws UnusableValueException {
		if (name.contains("${")) {
			throw new UnusableValueException("has a placeholder that nothing resolves", null);
		}
		FailureCategory found = find(name);
		if (found == null) {
			Optional<String> nearest = NearestSpelling.of(name, NAMES);
			throw new UnusableValueException("names the category " + name + ", which does not exist",
					nearest.map((near) -> Remedies.didYouMean(ListedFailure.PREFIX + near))
						.orElse("Categories are " + String.join(", ", NAMES) + "."));
		}
		return found;
	}

	private static @Nullable FailureCategory find(String name) {
		String uniform = SettingKey.uniform(name);
		for (FailureCategory category : FailureCategory.values()) {
			if (SettingKey.uniform(category.name()).equals(uniform)) {
				return category;
			}
		}
		return null;
	}

	@Override
	public String write(ListedFailure value) {
		return value.toString();
	}

}
