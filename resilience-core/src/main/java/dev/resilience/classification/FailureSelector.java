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

package dev.resilience.classification;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges failures by two lists: what is named, and what is excluded, which wins. Both
 * hold types and categories. Wrappers are looked through, see {@link Failures#unwrap};
 * only a type of wrapper reaches the wrapper itself. A category reaches what is
 * classified so, however uncertain that is; failures that must be named, such as
 * rejections, are reached by the category that they have by themselves. Immutable and
 * safe for use by many threads.
 */
public final class FailureSelector {

	private static final Logger logger = LoggerFactory.getLogger(FailureSelector.class);

	/** Selects nothing by name: every failure is judged by the default of its policy. */
	public static final FailureSelector UNSET = new FailureSelector(null, List.of(), List.of(), List.of());

	private final @Nullable List<Class<? extends Throwable>> named;

	private final Set<FailureCategory> namedCategories;

	private final List<Class<? extends Throwable>> excluded;

	private final Set<FailureCategory> excludedCategories;

	private FailureSelector(@Nullable List<Class<? extends Throwable>> named,
			Collection<FailureCategory> namedCategories, List<Class<? extends Throwable>> excluded,
			Collection<FailureCategory> excludedCategories) {
		this.named = (named != null) ? List.copyOf(named) : null;
		this.namedCategories = copy(namedCategories);
		this.excluded = List.copyOf(excluded);
		this.excludedCategories = copy(excludedCategories);
	}

	private static Set<FailureCategory> copy(Collection<FailureCategory> categories) {
		return categories.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(categories));
	}

	/**
	 * Creates a selector by types alone.
	 * @param named the types that are selected, or {@code null} where the list is not set
	 * @param excluded the types that are not selected, whatever the other list says
	 * @return the selector
	 */
	public static FailureSelector of(@Nullable List<Class<? extends Throwable>> named,
			List<Class<? extends Throwable>> excluded) {
		return new FailureSelector(named, List.of(), excluded, List.of());
	}

	/**
	 * Creates a selector by types and categories.
	 * @param named the types that are selected, or {@code null}; the list is not set
	 * where there are no categories either
	 * @param namedCategories the categories that are selected
	 * @param excluded the types that are not selected, whatever the naming list says
	 * @param excludedCategories the categories that are not selected, whatever the naming
	 * list says
	 * @return the selector
	 */
	public static FailureSelector of(@Nullable List<Class<? extends Throwable>> named,
			Collection<FailureCategory> namedCategories, List<Class<? extends Throwable>> excluded,
			Collection<FailureCategory> excludedCategories) {
		return new FailureSelector(named, namedCategories, excluded, excludedCategories);
	}

	/**
	 * Judges a failure; categories are those of the library's own rules.
	 * @param failure the failure as it was thrown
	 * @return the verdict
	 */
	public Verdict judge(Throwable failure) {
		return judge(failure, () -> FailureClassifier.standard().classify(failure));
	}

	/**
	 * Judges a failure.
	 * @param failure the failure as it was thrown
	 * @param meaning says what it means; asked only where a category stands in a list,
	 * maybe more than once
	 * @return the verdict
	 */
	public Verdict judge(Throwable failure, Supplier<Classification> meaning) {
		Throwable actual = Failures.unwrap(failure);
		if (contains(this.excluded, failure, actual) || contains(this.excludedCategories, actual, meaning)) {
			return Verdict.EXCLUDED;
		}
		if (isSet()) {
			return (namesTypeOf(failure) || contains(this.namedCategories, actual, meaning)) ? Verdict.NAMED
					: Verdict.NOT_NAMED;
		}
		return (widestType(actual) != null) ? Verdict.NOT_NAMED : Verdict.DEFAULT;
	}

	/**
	 * Returns whether the naming list is set, be it with nothing in it.
	 * @return whether only what is named is selected
	 */
	public boolean isSet() {
		return this.named != null || !this.namedCategories.isEmpty();
	}

	/**
	 * Returns whether the naming list reaches a failure by a type.
	 * @param failure the failure as it was thrown
	 * @return whether it is named by more than a category
	 */
	public boolean namesTypeOf(Throwable failure) {
		return this.named != null && contains(this.named, failure, Failures.unwrap(failure));
	}

	/**
	 * Returns the named types.
	 * @return the named types, or {@code null} where no list of types is set
	 */
	public @Nullable List<Class<? extends Throwable>> named() {
		return this.named;
	}

	/**
	 * Returns the named categories.
	 * @return the named categories
	 */
	public Set<FailureCategory> namedCategories() {
		return this.namedCategories;
	}

	/**
	 * Returns the excluded types.
	 * @return the excluded types
	 */
	public List<Class<? extends Throwable>> excluded() {
		return this.excluded;
	}

	/**
	 * Returns the excluded categories.
	 * @return the excluded categories
	 */
	public Set<FailureCategory> excludedCategories() {
		return this.excludedCategories;
	}

	private static boolean contains(List<Class<? extends Throwable>> types, Throwable thrown, Throwable actual) {
		for (Class<? extends Throwable> type : types) {
			if (matches(type, actual) || (Failures.isWrapper(type) && type.isInstance(thrown))) {
				return true;
			}
		}
		return false;
	}

	private static boolean matches(Class<? extends Throwable> type, Throwable failure) {
		if (!type.isInstance(failure)) {
			return false;
		}
		Class<? extends Throwable> widest = widestType(failure);
		return widest == null || widest.isAssignableFrom(type);
	}

	// No rule, however wide, makes a list reach what must be named
	private static boolean contains(Set<FailureCategory> categories, Throwable actual,
			Supplier<Classification> meaning) {
		if (categories.isEmpty()) {
			return false;
		}
		Classification classification = (actual instanceof SelfClassifying classifying
				&& classifying.selectableAs() != null) ? ask(classifying) : meaning.get();
		return classification != null && categories.contains(classification.category());
	}

	private static @Nullable Classification ask(SelfClassifying failure) {
		try {
			return failure.classification();
		}
		catch (Throwable ex) {
			logger.warn("{} does not know what it means", failure.getClass(), ex);
			return null;
		}
	}

	private static @Nullable Class<? extends Throwable> widestType(Throwable failure) {
		return (failure instanceof SelfClassifying classifying) ? classifying.selectableAs() : null;
	}

	/**
	 * What the lists say of a failure.
	 */
	public enum Verdict {

		/** The excluding list reaches the failure. */
		EXCLUDED,

		/** The naming list reaches the failure. */
		NAMED,

		/**
		 * The naming list is set and does not reach the failure, or the failure must be
		 * named and is not.
		 */
		NOT_NAMED,

		/** No naming list is set: the default of the policy holds. */
		DEFAULT

	}

}
