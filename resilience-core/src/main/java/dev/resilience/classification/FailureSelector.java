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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Judges failures by two lists of types: those that are named, and those that are
 * excluded, which win. Wrappers are looked through, see {@link Failures#unwrap}; only a
 * type of wrapper reaches the wrapper itself. Immutable and safe for use by many threads.
 */
public final class FailureSelector {

	/** Selects nothing by name: every failure is judged by the default of its policy. */
	public static final FailureSelector UNSET = new FailureSelector(null, List.of());

	private final @Nullable List<Class<? extends Throwable>> named;

	private final List<Class<? extends Throwable>> excluded;

	private FailureSelector(@Nullable List<Class<? extends Throwable>> named,
			List<Class<? extends Throwable>> excluded) {
		this.named = (named != null) ? List.copyOf(named) : null;
		this.excluded = List.copyOf(excluded);
	}

	/**
	 * Creates a selector.
	 * @param named the types that are selected, or {@code null} where the list is not set
	 * @param excluded the types that are not selected, whatever the other list says
	 * @return the selector
	 */
	public static FailureSelector of(@Nullable List<Class<? extends Throwable>> named,
			List<Class<? extends Throwable>> excluded) {
		return new FailureSelector(named, excluded);
	}

	/**
	 * Judges a failure.
	 * @param failure the failure as it was thrown
	 * @return the verdict
	 */
	public Verdict judge(Throwable failure) {
		Throwable actual = Failures.unwrap(failure);
		if (contains(this.excluded, failure, actual)) {
			return Verdict.EXCLUDED;
		}
		if (this.named != null) {
			return contains(this.named, failure, actual) ? Verdict.NAMED : Verdict.NOT_NAMED;
		}
		return (widestType(actual) != null) ? Verdict.NOT_NAMED : Verdict.DEFAULT;
	}

	/**
	 * Returns the named types.
	 * @return the named types, or {@code null} where the list is not set
	 */
	public @Nullable List<Class<? extends Throwable>> named() {
		return this.named;
	}

	/**
	 * Returns the excluded types.
	 * @return the excluded types
	 */
	public List<Class<? extends Throwable>> excluded() {
		return this.excluded;
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

	private static @Nullable Class<? extends Throwable> widestType(Throwable failure) {
		return (failure instanceof SelfClassifying classifying) ? classifying.selectableAs() : null;
	}

	/**
	 * What the lists say of a failure.
	 */
	public enum Verdict {

		/** A type of the excluding list matches. */
		EXCLUDED,

		/** A type of the naming list matches. */
		NAMED,

		/**
		 * The naming list is set and no type of it matches, or the failure must be named
		 * and is not.
		 */
		NOT_NAMED,

		/** No naming list is set: the default of the policy holds. */
		DEFAULT

	}

}
