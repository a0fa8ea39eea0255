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

package dev.resilience.fallback;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureSelector;
import dev.resilience.classification.Failures;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyType;

/**
 * One way to answer in place of the target: what to do, for which failures, how long it
 * may take and how good the answer is. Immutable.
 */
public final class FallbackOption {

	private final String name;

	private final FallbackFunction answer;

	private final FailureSelector selector;

	private final FallbackWhen when;

	private final double quality;

	private final @Nullable Duration timeout;

	private final Predicate<Throwable> condition;

	private FallbackOption(Builder builder) {
		this.name = builder.name;
		this.answer = builder.answer;
		this.selector = FailureSelector.of(builder.on, builder.onCategories, builder.skipOn, builder.skipOnCategories);
		this.when = builder.when;
		this.quality = builder.quality;
		this.timeout = builder.timeout;
		this.condition = builder.condition;
	}

	/**
	 * Creates an option that answers every exception and every rejection, without a time
	 * limit.
	 * @param name the name under which the option is counted and reported
	 * @param answer what the option does
	 * @return the option
	 */
	public static FallbackOption of(String name, FallbackFunction answer) {
		return builder(name, answer).build();
	}

	/**
	 * Begins an option.
	 * @param name the name under which the option is counted and reported
	 * @param answer what the option does
	 * @return a new builder
	 */
	public static Builder builder(String name, FallbackFunction answer) {
		return new Builder(name, answer);
	}

	/**
	 * Returns the name.
	 * @return the name under which this option is counted and reported
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns what this option does.
	 * @return the function that answers
	 */
	public FallbackFunction answer() {
		return this.answer;
	}

	/**
	 * Returns which failures this option answers.
	 * @return the lists of types and categories
	 */
	public FailureSelector selector() {
		return this.selector;
	}

	/**
	 * Returns whether this option answers failures, rejections or both.
	 * @return which calls this option answers
	 */
	public FallbackWhen when() {
		return this.when;
	}

	/**
	 * Returns how good the answer is compared with that of the target.
	 * @return the quality, 0 to 1
	 */
	public double quality() {
		return this.quality;
	}

	/**
	 * Returns the longest time that this option may take.
	 * @return the limit, or {@code null} for none
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	// Decides whether this option answers a failure. Rejections by a gate obey the
	// lists by plain inheritance: naming them is only required of policies that would
	// repeat or record them, while to answer them is what a fallback is for.
	// Cancellations, errors and failures that must be named are answered only where the
	// list is set and holds them; for an error its category is not enough.
	boolean answers(Throwable failure, OutcomeKind kind, Supplier<Classification> meaning) {
		if (!this.when.fits(kind) || !this.condition.test(failure)) {
			return false;
		}
		Throwable actual = Failures.unwrap(failure);
		if (actual instanceof CallRejectedException) {
			return !isExcluded(actual) && (!this.selector.isSet() || isNamed(actual));
		}
		return switch (this.selector.judge(failure, meaning)) {
			case NAMED -> actual instanceof Exception || this.selector.namesTypeOf(failure);
			case DEFAULT -> kind != OutcomeKind.IGNORED && actual instanceof Exception;
			case NOT_NAMED, EXCLUDED -> false;
		};
	}

	private boolean isExcluded(Throwable rejection) {
		return this.selector.excludedCategories().contains(FailureCategory.REJECTED)
				|| holds(this.selector.excluded(), rejection);
	}

	private boolean isNamed(Throwable rejection) {
		List<Class<? extends Throwable>> named = this.selector.named();
		return this.selector.namedCategories().contains(FailureCategory.REJECTED)
				|| (named != null && holds(named, rejection));
	}

	private static boolean holds(List<Class<? extends Throwable>> types, Throwable failure) {
		for (Class<? extends Throwable> type : types) {
			if (type.isInstance(failure)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Collects what makes up an option. Not safe for use by many threads.
	 */
	public static final class Builder {

		private final String name;

		private final FallbackFunction answer;

		private @Nullable List<Class<? extends Throwable>> on;

		private Set<FailureCategory> onCategories = Set.of();

		private List<Class<? extends Throwable>> skipOn = List.of();

		private Set<FailureCategory> skipOnCategories = Set.of();

		private FallbackWhen when = FallbackWhen.ANY;

		private double quality = 1.0;

		private @Nullable Duration timeout;

		private Predicate<Throwable> condition = (failure) -> true;

		private Builder(String name, FallbackFunction answer) {
			this.name = name;
			this.answer = answer;
		}

		/**
		 * Sets which failures are answered. Without this list every {@link Exception} is,
		 * but for cancellations and failures that must be named; with it only what it
		 * holds, subtypes included.
		 * @param on the types to answer
		 * @return this builder
		 */
		public Builder on(List<Class<? extends Throwable>> on) {
			this.on = List.copyOf(on);
			return this;
		}

		/**
		 * Sets which kinds of failures are answered, beside the types, however uncertain
		 * their classification is. Where categories are set, nothing else is answered but
		 * what the types name; {@link FailureCategory#REJECTED} stands for all
		 * rejections, and an {@link Error} is never answered for its category.
		 * @param categories the categories to answer; none by default
		 * @return this builder
		 */
		public Builder onCategories(Collection<FailureCategory> categories) {
			this.onCategories = Set.copyOf(categories);
			return this;
		}

		/**
		 * Sets which kinds of failures are answered, beside the types.
		 * @param categories the categories to answer
		 * @return this builder
		 * @see #onCategories(Collection)
		 */
		public Builder onCategories(FailureCategory... categories) {
			return onCategories(Arrays.asList(categories));
		}

		/**
		 * Sets which kinds of failures are not answered, whatever the other lists say.
		 * @param categories the categories to pass on; none by default
		 * @return this builder
		 */
		public Builder skipOnCategories(Collection<FailureCategory> categories) {
			this.skipOnCategories = Set.copyOf(categories);
			return this;
		}

		/**
		 * Sets which kinds of failures are not answered, whatever the other lists say.
		 * @param categories the categories to pass on
		 * @return this builder
		 */
		public Builder skipOnCategories(FailureCategory... categories) {
			return skipOnCategories(Arrays.asList(categories));
		}

		/**
		 * Sets which failures are not answered, whatever the other list says.
		 * @param skipOn the types to pass on, subtypes included
		 * @return this builder
		 */
		public Builder skipOn(List<Class<? extends Throwable>> skipOn) {
			this.skipOn = List.copyOf(skipOn);
			return this;
		}

		/**
		 * Sets a further condition, which only takes failures away from those that the
		 * lists allow.
		 * @param condition whether the option can answer a failure; must not throw
		 * @return this builder
		 */
		public Builder onlyIf(Predicate<Throwable> condition) {
			this.condition = condition;
			return this;
		}

		/**
		 * Sets whether failures, rejections or both are answered.
		 * @param when which calls are answered; {@link FallbackWhen#ANY} by default
		 * @return this builder
		 */
		public Builder when(FallbackWhen when) {
			this.when = when;
			return this;
		}

		/**
		 * Sets how good the answer is compared with that of the target.
		 * @param quality the quality, 0 to 1; 1 by default
		 * @return this builder
		 */
		public Builder quality(double quality) {
			this.quality = quality;
			return this;
		}

		/**
		 * Sets the longest time that the option may take.
		 * @param timeout the limit, longer than zero, or {@code null}, the default, for
		 * none
		 * @return this builder
		 */
		public Builder timeout(@Nullable Duration timeout) {
			this.timeout = timeout;
			return this;
		}

		/**
		 * Validates the option.
		 * @return the option
		 * @throws InvalidConfigException listing everything that is wrong
		 */
		public FallbackOption build() {
			new ConfigCheck(PolicyType.FALLBACK).require(!this.name.isBlank(), "name", this.name, "must not be blank")
				.within("quality", this.quality, 0, 1)
				.positive("timeout", this.timeout)
				.throwIfInvalid();
			return new FallbackOption(this);
		}

	}

}
