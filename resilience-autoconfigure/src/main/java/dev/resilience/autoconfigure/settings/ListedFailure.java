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

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;

/**
 * What one entry of a list of failures names: a type, or a category as in
 * {@code category:RATE_LIMIT}.
 *
 * @param type the type with its subtypes, or {@code null}
 * @param category the category, or {@code null}
 */
public record ListedFailure(@Nullable Class<? extends Throwable> type, @Nullable FailureCategory category) {

	/** What stands in front of the name of a category. */
	public static final String PREFIX = "category:";

	/**
	 * Creates an entry.
	 * @param type the type, or {@code null}
	 * @param category the category, or {@code null}
	 * @throws IllegalArgumentException if it names neither or both
	 */
	public ListedFailure {
		if ((type == null) == (category == null)) {
			throw new IllegalArgumentException("An entry names either a type or a category");
		}
	}

	/**
	 * Returns the entry that names a type.
	 * @param type the type
	 * @return the entry
	 */
	public static ListedFailure of(Class<? extends Throwable> type) {
		return new ListedFailure(type, null);
	}

	/**
	 * Returns the entry that names a category.
	 * @param category the category
	 * @return the entry
	 */
	public static ListedFailure of(FailureCategory category) {
		return new ListedFailure(null, category);
	}

	/**
	 * Returns the types that a list names.
	 * @param list the list
	 * @return the types
	 */
	public static List<Class<? extends Throwable>> types(List<ListedFailure> list) {
		return list.stream().<Class<? extends Throwable>>mapMulti((entry, types) -> {
			if (entry.type() != null) {
				types.accept(entry.type());
			}
		}).toList();
	}

	/**
	 * Returns the categories that a list names.
	 * @param list the list
	 * @return the categories
	 */
	public static Set<FailureCategory> categories(List<ListedFailure> list) {
		return list.stream().map(ListedFailure::category).filter(Objects::nonNull).collect(Collectors.toSet());
	}

	/**
	 * Returns the list that names some types and categories.
	 * @param types the types, or {@code null}
	 * @param categories the categories
	 * @return the list, or {@code null} where it would not be set
	 */
	static @Nullable List<ListedFailure> list(@Nullable Collection<Class<? extends Throwable>> types,
			Collection<FailureCategory> categories) {
		if (types == null && categories.isEmpty()) {
			return null;
		}
		Stream<ListedFailure> named = (types != null) ? types.stream().map(ListedFailure::of) : Stream.empty();
		return Stream.concat(named, categories.stream().sorted().map(ListedFailure::of)).toList();
	}

	@Override
	public String toString() {
		return (this.type != null) ? this.type.getName() : PREFIX + this.category;
	}

}
