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

package dev.resilience.autoconfigure.aop;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.resilience.annotation.Fallback;
import dev.resilience.classification.FailureCategory;

/**
 * The failures that two attributes of an annotation name: one by types, one by
 * categories.
 *
 * @param types the types
 * @param categories the categories
 */
record NamedFailures(List<Class<? extends Throwable>> types, Set<FailureCategory> categories) {

	NamedFailures(Class<? extends Throwable>[] types, FailureCategory[] categories) {
		this(Arrays.asList(types), Set.copyOf(Arrays.asList(categories)));
	}

	static NamedFailures on(Fallback annotation) {
		return new NamedFailures(annotation.on(), annotation.onCategories());
	}

	static NamedFailures skipOn(Fallback annotation) {
		return new NamedFailures(annotation.skipOn(), annotation.skipOnCategories());
	}

	boolean isEmpty() {
		return this.types.isEmpty() && this.categories.isEmpty();
	}

	NamedFailures and(NamedFailures others) {
		Stream<Class<? extends Throwable>> allTypes = Stream.concat(this.types.stream(), others.types.stream());
		Stream<FailureCategory> allCategories = Stream.concat(this.categories.stream(), others.categories.stream());
		return new NamedFailures(allTypes.toList(), Set.copyOf(allCategories.toList()));
	}

}
