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

package dev.resilience.retry;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Settings of a retry. Immutable and safe for use by many threads.
 */
public final class RetryConfig {

	private static final Duration DEFAULT_DELAY = Duration.ofMillis(200);

	private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(10);

	private static final RetryConfig DEFAULTS = builder().build();

	/** What was set and what was not; never changed. */
	private final Builder settings;

	private final Duration delay;

	private final Duration maxDelay;

	private final Duration increment;

	private final RetryPlan plan;

	private RetryConfig(Builder settings) {
		this.settings = settings;
		this.maxDelay = (settings.maxDelay != null) ? settings.maxDelay : longer(DEFAULT_MAX_DELAY, settings.delay);
		this.delay = (settings.delay != null) ? settings.delay : shorter(DEFAULT_DELAY, settings.maxDelay);
		this.increment = (settings.increment != null) ? settings.increment : this.delay;
		this.plan = new RetryPlan(this);
	}

	RetryPlan plan() {
		return this.plan;
	}

	private static Duration longer(Duration fallback, @Nullable Duration other) {
		return (other != null && other.compareTo(fallback) > 0) ? other : fallback;
	}

	private static Duration shorter(Duration fallback, @Nullable Duration other) {
		return (other != null && other.compareTo(fallback) < 0) ? other : fallback;
	}

	/**
	 * Returns a builder in which nothing is set.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the settings that hold where nothing is set.
	 * @return the defaults
	 */
	public static RetryConfig defaults() {
		return DEFAULTS;
	}

	/**
	 * Returns a builder in which is set what was set here; defaults that depend on other
	 * settings are derived anew.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder(this.settings);
	}

	/**
	 * Returns the number of attempts.
	 * @return the number of attempts, the first included; at least 1
	 */
	public int maxAttempts() {
		return this.settings.maxAttempts;
	}

	/**
	 * Returns the time that attempts and waits may take together.
	 * @return the time, or {@code null} for no limit
	 */
	public @Nullable Duration maxDuration() {
		return this.settings.maxDuration;
	}

	/**
	 * Returns the first wait.
	 * @return the wait before the second attempt, before jitter
	 */
	public Duration delay() {
		return this.delay;
	}

	/**
	 * Returns the longest wait.
	 * @return the cap of every wait that is not prescribed by a rejection
	 */
	public Duration maxDelay() {
		return this.maxDelay;
	}

	/**
	 * Returns how waits grow.
	 * @return the growth of waits
	 */
	public Backoff backoff() {
		return this.settings.backoff;
	}

	/**
	 * Returns the growth factor of exponential waits.
	 * @return the factor, at least 1
	 */
	public double multiplier() {
		return this.settings.multiplier;
	}

	/**
	 * Returns the growth of linear waits.
	 * @return the time by which each wait is longer than the one before
	 */
	public Duration increment() {
		return this.increment;
	}

	/**
	 * Returns how waits are spread.
	 * @return the kind of jitter
	 */
	public Jitter jitter() {
		return this.settings.jitter;
	}

	/**
	 * Returns how far proportional jitter spreads.
	 * @return the factor, 0 to 1
	 */
	public double jitterFactor() {
		return this.settings.jitterFactor;
	}

	/**
	 * Returns the failures that are repeated.
	 * @return the types, or {@code null} where they are not set: without
	 * {@linkplain #retryOnCategories() categories} every {@link Exception} of the target
	 * but those that are permanent for certain
	 */
	public @Nullable List<Class<? extends Throwable>> retryOn() {
		return this.settings.retryOn;
	}

	/**
	 * Returns the kinds of failures that are repeated, beside the types.
	 * @return the categories
	 */
	public Set<FailureCategory> retryOnCategories() {
		return this.settings.retryOnCategories;
	}

	/**
	 * Returns the failures that are never repeated.
	 * @return the types
	 */
	public List<Class<? extends Throwable>> abortOn() {
		return this.settings.abortOn;
	}

	/**
	 * Returns the kinds of failures that are never repeated, beside the types.
	 * @return the categories
	 */
	public Set<FailureCategory> abortOnCategories() {
		return this.settings.abortOnCategories;
	}

	/**
	 * Returns whether only what does no harm is repeated.
	 * @return whether a repeat must be known to be safe
	 */
	public boolean onlyIfSafe() {
		return this.settings.onlyIfSafe;
	}

	/**
	 * Returns whether the call may take effect more than once.
	 * @return whether every repeat is safe
	 */
	public boolean repeatable() {
		return this.settings.repeatable;
	}

	/**
	 * Returns what happens within a repeated attempt.
	 * @return whether the attempts of several layers may multiply
	 */
	public WhenAlreadyRetried whenAlreadyRetried() {
		return this.settings.whenAlreadyRetried;
	}

	/**
	 * Returns what the caller gets in the end.
	 * @return what happens when no attempts or no time are left
	 */
	public OnExhausted onExhausted() {
		return this.settings.onExhausted;
	}

	/**
	 * Returns the longest wait that a rejection may prescribe.
	 * @return the time beyond which a call is given up instead
	 */
	public Duration maxRetryAfter() {
		return this.settings.maxRetryAfter;
	}

	/**
	 * Returns how many attempts are repeated in all calls of the instance together.
	 * @return the settings of the budget that belongs to the instance, which take effect
	 * where no budget is {@linkplain #sharedBudget() shared}
	 */
	public RetryBudgetConfig budget() {
		return this.settings.budget;
	}

	/**
	 * Returns the budget that is shared with other instances.
	 * @return the budget, or {@code null} if the instance has its own or none
	 */
	public @Nullable RetryBudget sharedBudget() {
		return this.settings.sharedBudget;
	}

	/**
	 * Returns whether the retry takes effect.
	 * @return {@link PolicyMode#ENFORCE} or {@link PolicyMode#OFF}
	 */
	public PolicyMode mode() {
		return this.settings.mode;
	}

	/**
	 * Returns which results are repeated.
	 * @return the condition, or {@code null} for none
	 */
	public @Nullable Predicate<@Nullable Object> retryOnResult() {
		return this.settings.retryOnResult;
	}

	/**
	 * Returns what decides how long to wait.
	 * @return the function, or {@code null} where the computed waits hold
	 */
	public @Nullable WaitFunction waitFunction() {
		return this.settings.waitFunction;
	}

	/**
	 * Returns what is told of every failed attempt that will be repeated.
	 * @return the hook, or {@code null} for none
	 */
	public @Nullable RetryHook beforeRetry() {
		return this.settings.beforeRetry;
	}

	/**
	 * Returns what is told when no attempts or no time are left.
	 * @return the hook, or {@code null} for none
	 */
	public @Nullable RetryHook afterExhaustion() {
		return this.settings.afterExhaustion;
	}

	/**
	 * Returns what changes the terms of further attempts.
	 * @return the adjusters by the kind of failure after which they are asked;
	 * unmodifiable
	 */
	public Map<FailureCategory, AttemptAdjuster> adjusters() {
		return this.settings.adjusters;
	}

	/**
	 * Returns whether further attempts may get more time, so that a limit of each attempt
	 * is expected behind the retry.
	 * @return whether an adjuster is known to change the limit of attempts
	 */
	public boolean adjustsTimeout() {
		return adjusters().values().stream().anyMatch(Adjustments::changesTimeout);
	}

	/**
	 * Compares by what takes effect; predicates and hooks are equal only if they are the
	 * same.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof RetryConfig that && values().equals(that.values()));
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(maxAttempts(), maxDuration(), delay(), maxDelay(), backoff(), multiplier(), increment(),
				jitter(), jitterFactor(), retryOn(), retryOnCategories(), abortOn(), abortOnCategories(), onlyIfSafe(),
				repeatable(), whenAlreadyRetried(), onExhausted(), maxRetryAfter(), mode(), retryOnResult(),
				waitFunction(), beforeRetry(), afterExhaustion(), adjusters(), budget(), sharedBudget());
	}

	/**
	 * Builds settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private int maxAttempts = 3;

		private @Nullable Duration maxDuration;

		private @Nullable Duration delay;

		private @Nullable Duration maxDelay;

		private Backoff backoff = Backoff.EXPONENTIAL;

		private double multiplier = 2.0;

		private @Nullable Duration increment;

		private Jitter jitter = Jitter.PROPORTIONAL;

		private double jitterFactor = 0.5;

		private @Nullable List<Class<? extends Throwable>> retryOn;

		private Set<FailureCategory> retryOnCategories = Set.of();

		private List<Class<? extends Throwable>> abortOn = List.of();

		private Set<FailureCategory> abortOnCategories = Set.of();

		private boolean onlyIfSafe;

		private boolean repeatable;

		private WhenAlreadyRetried whenAlreadyRetried = WhenAlreadyRetried.ONCE;

		private OnExhausted onExhausted = OnExhausted.RETHROW;

		private Duration maxRetryAfter = Duration.ofSeconds(60);

		private RetryBudgetConfig budget = RetryBudgetConfig.defaults();

		private @Nullable RetryBudget sharedBudget;

		private PolicyMode mode = PolicyMode.ENFORCE;

		private @Nullable Predicate<@Nullable Object> retryOnResult;

		private @Nullable WaitFunction waitFunction;

		private @Nullable RetryHook beforeRetry;

		private @Nullable RetryHook afterExhaustion;

		private Map<FailureCategory, AttemptAdjuster> adjusters = Map.of();

		private Builder() {
		}

		private Builder(Builder other) {
			this.maxAttempts = other.maxAttempts;
			this.maxDuration = other.maxDuration;
			this.delay = other.delay;
			this.maxDelay = other.maxDelay;
			this.backoff = other.backoff;
			this.multiplier = other.multiplier;
			this.increment = other.increment;
			this.jitter = other.jitter;
			this.jitterFactor = other.jitterFactor;
			this.retryOn = other.retryOn;
			this.retryOnCategories = other.retryOnCategories;
			this.abortOn = other.abortOn;
			this.abortOnCategories = other.abortOnCategories;
			this.onlyIfSafe = other.onlyIfSafe;
			this.repeatable = other.repeatable;
			this.whenAlreadyRetried = other.whenAlreadyRetried;
			this.onExhausted = other.onExhausted;
			this.maxRetryAfter = other.maxRetryAfter;
			this.budget = other.budget;
			this.sharedBudget = other.sharedBudget;
			this.mode = other.mode;
			this.retryOnResult = other.retryOnResult;
			this.waitFunction = other.waitFunction;
			this.beforeRetry = other.beforeRetry;
			this.afterExhaustion = other.afterExhaustion;
			this.adjusters = other.adjusters;
		}

		/**
		 * Sets the number of attempts.
		 * @param maxAttempts the number of attempts, the first included; at least 1,
		 * default 3
		 * @return this builder
		 */
		public Builder maxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * Sets the time that attempts and waits may take together. No wait starts that
		 * would not end before; a running attempt is not ended.
		 * @param maxDuration the time, above zero and not shorter than a set delay; unset
		 * by default
		 * @return this builder
		 */
		public Builder maxDuration(Duration maxDuration) {
			this.maxDuration = maxDuration;
			return this;
		}

		/**
		 * Sets the first wait.
		 * @param delay the wait before the second attempt, zero or more; default 200 ms,
		 * or {@code maxDelay} where that is set shorter
		 * @return this builder
		 */
		public Builder delay(Duration delay) {
			this.delay = delay;
			return this;
		}

		/**
		 * Sets the longest wait.
		 * @param maxDelay the cap, not shorter than a set delay; default 10 s, or the
		 * delay where that is set longer
		 * @return this builder
		 */
		public Builder maxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
			return this;
		}

		/**
		 * Sets how waits grow.
		 * @param backoff the growth of waits, exponential by default
		 * @return this builder
		 */
		public Builder backoff(Backoff backoff) {
			this.backoff = backoff;
			return this;
		}

		/**
		 * Sets the growth factor of exponential waits.
		 * @param multiplier the factor, at least 1; default 2
		 * @return this builder
		 */
		public Builder multiplier(double multiplier) {
			this.multiplier = multiplier;
			return this;
		}

		/**
		 * Sets the growth of linear waits.
		 * @param increment the time by which each wait is longer than the one before,
		 * zero or more; default the delay
		 * @return this builder
		 */
		public Builder increment(Duration increment) {
			this.increment = increment;
			return this;
		}

		/**
		 * Sets how waits are spread.
		 * @param jitter the kind of jitter, proportional by default
		 * @return this builder
		 */
		public Builder jitter(Jitter jitter) {
			this.jitter = jitter;
			return this;
		}

		/**
		 * Sets how far proportional jitter spreads.
		 * @param jitterFactor the factor, 0 to 1; default 0.5
		 * @return this builder
		 */
		public Builder jitterFactor(double jitterFactor) {
			this.jitterFactor = jitterFactor;
			return this;
		}

		/**
		 * Sets the failures that are repeated. An {@link Error} or a rejection is
		 * repeated only if it is named here, a cancellation never.
		 * @param retryOn the types; where neither they nor categories are set, every
		 * {@link Exception} of the target is repeated but those that are permanent for
		 * certain
		 * @return this builder
		 */
		public Builder retryOn(Collection<? extends Class<? extends Throwable>> retryOn) {
			this.retryOn = List.copyOf(retryOn);
			return this;
		}

		/**
		 * Sets the kinds of failures that are repeated, beside the types, however
		 * uncertain their classification is. An {@link Error} is never repeated for its
		 * category, and a rejection only for {@link FailureCategory#REJECTED}.
		 * @param categories the categories; none by default
		 * @return this builder
		 */
		public Builder retryOnCategories(Collection<FailureCategory> categories) {
			this.retryOnCategories = Set.copyOf(categories);
			return this;
		}

		/**
		 * Sets the kinds of failures that are repeated, beside the types.
		 * @param categories the categories
		 * @return this builder
		 * @see #retryOnCategories(Collection)
		 */
		public Builder retryOnCategories(FailureCategory... categories) {
			return retryOnCategories(Arrays.asList(categories));
		}

		/**
		 * Sets the failures that are never repeated, whatever the other list says.
		 * @param abortOn the types; none by default
		 * @return this builder
		 */
		public Builder abortOn(Collection<? extends Class<? extends Throwable>> abortOn) {
			this.abortOn = List.copyOf(abortOn);
			return this;
		}

		/**
		 * Sets the kinds of failures that are never repeated, beside the types.
		 * @param categories the categories; none by default
		 * @return this builder
		 */
		public Builder abortOnCategories(Collection<FailureCategory> categories) {
			this.abortOnCategories = Set.copyOf(categories);
			return this;
		}

		/**
		 * Sets the kinds of failures that are never repeated, beside the types.
		 * @param categories the categories
		 * @return this builder
		 */
		public Builder abortOnCategories(FailureCategory... categories) {
			return abortOnCategories(Arrays.asList(categories));
		}

		/**
		 * Sets whether only what does no harm is repeated: what has certainly not begun
		 * at the target, what was rolled back as a whole with a transaction of the
		 * attempt, and everything where the call is {@linkplain #repeatable declared
		 * repeatable}. The lists hold besides. A claim of an idempotency key encloses all
		 * attempts, so it makes no repeat safe. Calls in code have no transactions that
		 * are known here.
		 * @param onlyIfSafe whether a repeat must be safe; {@code false} by default
		 * @return this builder
		 */
		public Builder onlyIfSafe(boolean onlyIfSafe) {
			this.onlyIfSafe = onlyIfSafe;
			return this;
		}

		/**
		 * Sets whether the call may take effect more than once, which matters where only
		 * what is safe is repeated.
		 * @param repeatable whether a second effect does no harm; {@code false} by
		 * default
		 * @return this builder
		 */
		public Builder repeatable(boolean repeatable) {
			this.repeatable = repeatable;
			return this;
		}

		/**
		 * Sets what happens within a repeated attempt of an enclosing call, or of the
		 * caller of this process who said so.
		 * @param whenAlreadyRetried a single attempt, which is the default, or as many as
		 * ever
		 * @return this builder
		 */
		public Builder whenAlreadyRetried(WhenAlreadyRetried whenAlreadyRetried) {
			this.whenAlreadyRetried = whenAlreadyRetried;
			return this;
		}

		/**
		 * Sets what the caller gets when no attempts or no time are left.
		 * @param onExhausted the failure itself, which is the default, or an exception
		 * around it
		 * @return this builder
		 */
		public Builder onExhausted(OnExhausted onExhausted) {
			this.onExhausted = onExhausted;
			return this;
		}

		/**
		 * Sets the longest wait that a rejection may prescribe.
		 * @param maxRetryAfter the time beyond which a call is given up instead, zero or
		 * more; default 60 s
		 * @return this builder
		 */
		public Builder maxRetryAfter(Duration maxRetryAfter) {
			this.maxRetryAfter = maxRetryAfter;
			return this;
		}

		/**
		 * Sets how many attempts are repeated in all calls of the instance together. It
		 * takes the place of a budget that was shared before.
		 * @param budget the settings of the budget of the instance; by default one
		 * repeated attempt for every five calls of the last 10 s, and 10 per second
		 * beside them; {@link RetryBudgetConfig#none()} for no limit
		 * @return this builder
		 */
		public Builder budget(RetryBudgetConfig budget) {
			this.budget = Objects.requireNonNull(budget, "budget");
			this.sharedBudget = null;
			return this;
		}

		/**
		 * Changes how many attempts are repeated in all calls of the instance together.
		 * It takes the place of a budget that was shared before.
		 * @param changes sets what is to be different
		 * @return this builder
		 * @throws dev.resilience.policy.InvalidConfigException if settings of the budget
		 * are out of range
		 */
		public Builder budget(UnaryOperator<RetryBudgetConfig.Builder> changes) {
			return budget(changes.apply(this.budget.toBuilder()).build());
		}

		/**
		 * Sets a budget that the instance shares with all others for which it is set. It
		 * takes the place of a budget of its own.
		 * @param budget the budget, made by {@link RetryBudget#shared}; none by default
		 * @return this builder
		 */
		public Builder budget(RetryBudget budget) {
			this.sharedBudget = Objects.requireNonNull(budget, "budget");
			this.budget = RetryBudgetConfig.defaults();
			return this;
		}

		/**
		 * Sets whether the retry takes effect.
		 * @param mode {@link PolicyMode#ENFORCE}, which is the default, or
		 * {@link PolicyMode#OFF}
		 * @return this builder
		 */
		public Builder mode(PolicyMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Sets which results are repeated like failures. When no attempts are left the
		 * caller gets the last of them, or under {@link OnExhausted#WRAP} a
		 * {@link RetryExhaustedException}. A condition that throws does not hold.
		 * @param retryOnResult the condition, which is also asked about {@code null}
		 * @return this builder
		 */
		public Builder retryOnResult(Predicate<@Nullable Object> retryOnResult) {
			this.retryOnResult = retryOnResult;
			return this;
		}

		/**
		 * Sets what decides how long to wait before an attempt is repeated, or that it is
		 * not.
		 * @param waitFunction the function, which is given the computed wait
		 * @return this builder
		 */
		public Builder waitFunction(WaitFunction waitFunction) {
			this.waitFunction = waitFunction;
			return this;
		}

		/**
		 * Sets what is told of every failed attempt that will be repeated, before the
		 * wait.
		 * @param beforeRetry the hook
		 * @return this builder
		 */
		public Builder beforeRetry(RetryHook beforeRetry) {
			this.beforeRetry = beforeRetry;
			return this;
		}

		/**
		 * Sets what is told when no attempts or no time are left.
		 * @param afterExhaustion the hook
		 * @return this builder
		 */
		public Builder afterExhaustion(RetryHook afterExhaustion) {
			this.afterExhaustion = afterExhaustion;
			return this;
		}

		/**
		 * Sets what changes the terms of further attempts after failures of a kind, in
		 * place of what was set for that kind before.
		 * @param category the kind of failure
		 * @param adjuster asked after each such failure that will be repeated
		 * @return this builder
		 */
		public Builder adjust(FailureCategory category, AttemptAdjuster adjuster) {
			return put(category, adjuster);
		}

		/**
		 * Changes a setting of what happens after failures of a kind. An adjuster that is
		 * no {@link AdjustmentRule} stays part of it.
		 * @param category the kind of failure
		 * @param change changes the rule that is set, or one that does nothing
		 * @return this builder
		 */
		public Builder adjustAlso(FailureCategory category, UnaryOperator<AdjustmentRule> change) {
			AttemptAdjuster present = this.adjusters.get(category);
			AdjustmentRule rule = (present instanceof AdjustmentRule set) ? set
					: new AdjustmentRule(null, null, null, null, present);
			return put(category, change.apply(rule));
		}

		private Builder put(FailureCategory category, AttemptAdjuster adjuster) {
			Map<FailureCategory, AttemptAdjuster> changed = new EnumMap<>(FailureCategory.class);
			changed.putAll(this.adjusters);
			changed.put(category, adjuster);
			this.adjusters = Collections.unmodifiableMap(changed);
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws dev.resilience.policy.InvalidConfigException if settings are out of
		 * range or contradict each other; it lists all of them
		 */
		public RetryConfig build() {
			ConfigCheck check = new ConfigCheck(PolicyType.RETRY);
			this.adjusters.forEach((category, adjuster) -> {
				if (adjuster instanceof AdjustmentRule rule) {
					rule.check(check, "adjust." + kebab(category) + ".");
				}
			});
			check.atLeast("max-attempts", this.maxAttempts, 1)
				.positive("max-duration", this.maxDuration)
				.notNegative("delay", this.delay)
				.notNegative("max-delay", this.maxDelay)
				.require(Double.isFinite(this.multiplier) && this.multiplier >= 1, "multiplier", this.multiplier,
						"must be a number of at least 1")
				.notNegative("increment", this.increment)
				.within("jitter-factor", this.jitterFactor, 0, 1)
				.notNegative("max-retry-after", this.maxRetryAfter)
				.require(this.mode != PolicyMode.SHADOW, "mode", "shadow", "must be enforce or off")
				.require(!shorterThanDelay(this.maxDuration), "max-duration", this.maxDuration,
						"must not be shorter than delay = " + this.delay)
				.require(!shorterThanDelay(this.maxDelay), "max-delay", this.maxDelay,
						"must not be shorter than delay = " + this.delay)
				.throwIfInvalid();
			return new RetryConfig(new Builder(this));
		}

		private static String kebab(FailureCategory category) {
			return category.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		private boolean shorterThanDelay(@Nullable Duration duration) {
			return duration != null && this.delay != null && duration.compareTo(this.delay) < 0;
		}

	}

}
