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

package dev.resilience.circuitbreaker;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureSelector;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Settings of a circuit breaker. Immutable. By default it opens after five consecutive
 * failures for 30 seconds and closes after two successful probes.
 */
public final class CircuitBreakerConfig {

	/** Number of half-open calls that never refuses a probe. */
	public static final int UNLIMITED = Integer.MAX_VALUE;

	private static final Duration DEFAULT_OPEN_DURATION = Duration.ofSeconds(30);

	private static final Duration DEFAULT_MAX_OPEN_DURATION = Duration.ofMinutes(5);

	private static final int DEFAULT_MINIMUM_CALLS = 20;

	private static final int DEFAULT_WINDOW_SIZE = 100;

	private final Builder settings;

	private final int minimumCalls;

	private final Duration openDuration;

	private final Duration maxOpenDuration;

	private final TripRules tripRules;

	private final OutcomeRules outcomeRules;

	private final WindowShape windowShape;

	private final long slowCallNanos;

	private final long probeTimeoutNanos;

	private CircuitBreakerConfig(Builder settings) {
		this.settings = settings;
		Duration slow = settings.slowCallDuration;
		this.minimumCalls = (settings.minimumCalls != null) ? settings.minimumCalls
				: Math.min(DEFAULT_MINIMUM_CALLS, settings.effectiveWindowSize());
		this.openDuration = settings.effectiveOpenDuration();
		this.maxOpenDuration = (settings.maxOpenDuration != null) ? settings.maxOpenDuration
				: longer(DEFAULT_MAX_OPEN_DURATION, this.openDuration);
		this.tripRules = new TripRules(settings.failureThreshold, settings.failureCountThreshold,
				settings.failureRateThreshold, (slow != null) ? settings.slowCallRateThreshold : 0, this.minimumCalls);
		this.outcomeRules = new OutcomeRules(
				FailureSelector.of(settings.recordOn, settings.recordOnCategories, settings.ignoreOn,
						settings.ignoreOnCategories),
				settings.recordFailure, settings.recordOnResult, settings.openForFailure, settings.openForResult);
		this.windowShape = (settings.windowType == WindowType.COUNT) ? WindowShape.count(settings.effectiveWindowSize())
				: WindowShape.time(ConfigCheck.nanos(settings.windowDuration));
		this.slowCallNanos = (slow != null) ? ConfigCheck.nanos(slow) : Long.MAX_VALUE;
		this.probeTimeoutNanos = ConfigCheck.nanos(settings.probeTimeout);
	}

	/**
	 * Returns the settings that hold where nothing is set.
	 * @return the default settings
	 */
	public static CircuitBreakerConfig defaults() {
		return builder().build();
	}

	/**
	 * Begins with the default settings.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins with these settings. What was derived from others is derived anew.
	 * @return a builder
	 */
	public Builder toBuilder() {
		return new Builder(this.settings);
	}

	/**
	 * Returns the number of consecutive failures that opens the circuit.
	 * @return the number, 0 if the rule is off
	 */
	public int failureThreshold() {
		return this.settings.failureThreshold;
	}

	/**
	 * Returns the number of failures in the window that opens the circuit.
	 * @return the number, 0 if the rule is off
	 */
	public int failureCountThreshold() {
		return this.settings.failureCountThreshold;
	}

	/**
	 * Returns the failure rate that opens the circuit.
	 * @return the rate in per cent, 0 if the rule is off
	 */
	public double failureRateThreshold() {
		return this.settings.failureRateThreshold;
	}

	/**
	 * Returns the time from which a call is slow.
	 * @return the time, or {@code null} if no call is
	 */
	public @Nullable Duration slowCallDuration() {
		return this.settings.slowCallDuration;
	}

	/**
	 * Returns the rate of slow calls that opens the circuit.
	 * @return the rate in per cent
	 */
	public double slowCallRateThreshold() {
		return this.settings.slowCallRateThreshold;
	}

	/**
	 * Returns what the window is bounded by.
	 * @return the type of the window
	 */
	public WindowType windowType() {
		return this.settings.windowType;
	}

	/**
	 * Returns the size of a count window.
	 * @return the number of calls
	 */
	public int windowSize() {
		return this.settings.effectiveWindowSize();
	}

	/**
	 * Returns the length of a time window.
	 * @return the length
	 */
	public Duration windowDuration() {
		return this.settings.windowDuration;
	}

	/**
	 * Returns the number of calls in the window from which rates are judged.
	 * @return the number of calls
	 */
	public int minimumCalls() {
		return this.minimumCalls;
	}

	/**
	 * Returns how long the circuit is open before it probes.
	 * @return the time
	 */
	public Duration openDuration() {
		return this.openDuration;
	}

	/**
	 * Returns by how much the open duration grows each time that a probe fails.
	 * @return the factor, at least 1
	 */
	public double openDurationMultiplier() {
		return this.settings.openDurationMultiplier;
	}

	/**
	 * Returns how long the circuit is open at most.
	 * @return the time
	 */
	public Duration maxOpenDuration() {
		return this.maxOpenDuration;
	}

	/**
	 * Returns how many probes run at a time while the circuit is half-open.
	 * @return the number, {@link #UNLIMITED} if it is not limited
	 */
	public int halfOpenCalls() {
		return this.settings.halfOpenCalls;
	}

	/**
	 * Returns the number of successful probes that closes the circuit.
	 * @return the number
	 */
	public int successThreshold() {
		return this.settings.successThreshold;
	}

	/**
	 * Returns the time after which a probe that has not reported loses its slot.
	 * @return the time
	 */
	public Duration probeTimeout() {
		return this.settings.probeTimeout;
	}

	/**
	 * Returns the failures that count.
	 * @return the types, or {@code null} where they are not set: without
	 * {@linkplain #recordOnCategories() categories} all count but cancellation and what
	 * does not speak against the target for certain
	 */
	public @Nullable List<Class<? extends Throwable>> recordOn() {
		return this.settings.recordOn;
	}

	/**
	 * Returns the kinds of failures that count, beside the types.
	 * @return the categories
	 */
	public Set<FailureCategory> recordOnCategories() {
		return this.settings.recordOnCategories;
	}

	/**
	 * Returns the failures that do not count, whatever {@link #recordOn()} says.
	 * @return the types
	 */
	public List<Class<? extends Throwable>> ignoreOn() {
		return this.settings.ignoreOn;
	}

	/**
	 * Returns the kinds of failures that do not count, beside the types.
	 * @return the categories
	 */
	public Set<FailureCategory> ignoreOnCategories() {
		return this.settings.ignoreOnCategories;
	}

	/**
	 * Returns the state in which the circuit breaker begins.
	 * @return the state
	 */
	public CircuitBreakerState initialState() {
		return this.settings.initialState;
	}

	/**
	 * Returns how far the circuit breaker takes effect.
	 * @return the mode
	 */
	public PolicyMode mode() {
		return this.settings.mode;
	}

	TripRules tripRules() {
		return this.tripRules;
	}

	OutcomeRules outcomeRules() {
		return this.outcomeRules;
	}

	WindowShape windowShape() {
		return this.windowShape;
	}

	boolean judgesSlowCalls() {
		return this.settings.slowCallDuration != null;
	}

	long slowCallNanos() {
		return this.slowCallNanos;
	}

	long probeTimeoutNanos() {
		return this.probeTimeoutNanos;
	}

	/**
	 * Returns how long the circuit is open.
	 * @param reopenings how often it has reopened without closing in between
	 * @return the time in nanoseconds
	 */
	long openNanos(int reopenings) {
		long base = ConfigCheck.nanos(this.openDuration);
		double grown = base * Math.pow(this.settings.openDurationMultiplier, reopenings);
		long longest = maxOpenNanos();
		return (grown < longest) ? (long) grown : longest;
	}

	/**
	 * Returns how long the circuit is open at most.
	 * @return the time in nanoseconds
	 */
	long maxOpenNanos() {
		return ConfigCheck.nanos(this.maxOpenDuration);
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

	/**
	 * Compares by what takes effect; predicates and hooks are equal only if they are the
	 * same.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof CircuitBreakerConfig that && values().equals(that.values()));
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(failureThreshold(), failureCountThreshold(), failureRateThreshold(), slowCallDuration(),
				slowCallRateThreshold(), windowType(), windowSize(), windowDuration(), minimumCalls(), openDuration(),
				openDurationMultiplier(), maxOpenDuration(), halfOpenCalls(), successThreshold(), probeTimeout(),
				recordOn(), recordOnCategories(), ignoreOn(), ignoreOnCategories(), initialState(), mode(),
				this.settings.recordFailure, this.settings.recordOnResult, this.settings.openForFailure,
				this.settings.openForResult);
	}

	/**
	 * Builds settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private int failureThreshold = 5;

		private int failureCountThreshold;

		private double failureRateThreshold;

		private @Nullable Duration slowCallDuration;

		private double slowCallRateThreshold = 100;

		private WindowType windowType = WindowType.COUNT;

		private @Nullable Integer windowSize;

		private Duration windowDuration = Duration.ofSeconds(60);

		private @Nullable Integer minimumCalls;

		private @Nullable Duration openDuration;

		private double openDurationMultiplier = 1.0;

		private @Nullable Duration maxOpenDuration;

		private int halfOpenCalls = 3;

		private int successThreshold = 2;

		private Duration probeTimeout = Duration.ofSeconds(60);

		private @Nullable List<Class<? extends Throwable>> recordOn;

		private Set<FailureCategory> recordOnCategories = Set.of();

		private List<Class<? extends Throwable>> ignoreOn = List.of();

		private Set<FailureCategory> ignoreOnCategories = Set.of();

		private @Nullable Predicate<Throwable> recordFailure;

		private @Nullable Predicate<@Nullable Object> recordOnResult;

		private @Nullable Function<Throwable, @Nullable Duration> openForFailure;

		private @Nullable Function<@Nullable Object, @Nullable Duration> openForResult;

		private CircuitBreakerState initialState = CircuitBreakerState.CLOSED;

		private PolicyMode mode = PolicyMode.ENFORCE;

		private Builder() {
		}

		private Builder(Builder other) {
			this.failureThreshold = other.failureThreshold;
			this.failureCountThreshold = other.failureCountThreshold;
			this.failureRateThreshold = other.failureRateThreshold;
			this.slowCallDuration = other.slowCallDuration;
			this.slowCallRateThreshold = other.slowCallRateThreshold;
			this.windowType = other.windowType;
			this.windowSize = other.windowSize;
			this.windowDuration = other.windowDuration;
			this.minimumCalls = other.minimumCalls;
			this.openDuration = other.openDuration;
			this.openDurationMultiplier = other.openDurationMultiplier;
			this.maxOpenDuration = other.maxOpenDuration;
			this.halfOpenCalls = other.halfOpenCalls;
			this.successThreshold = other.successThreshold;
			this.probeTimeout = other.probeTimeout;
			this.recordOn = other.recordOn;
			this.recordOnCategories = other.recordOnCategories;
			this.ignoreOn = other.ignoreOn;
			this.ignoreOnCategories = other.ignoreOnCategories;
			this.recordFailure = other.recordFailure;
			this.recordOnResult = other.recordOnResult;
			this.openForFailure = other.openForFailure;
			this.openForResult = other.openForResult;
			this.initialState = other.initialState;
			this.mode = other.mode;
		}

		/**
		 * Sets how many consecutive failures open the circuit.
		 * @param failures the number, 0 switches the rule off; default 5
		 * @return this builder
		 */
		public Builder failureThreshold(int failures) {
			this.failureThreshold = failures;
			return this;
		}

		/**
		 * Sets how many failures in the window open the circuit.
		 * @param failures the number, 0 switches the rule off; default 0
		 * @return this builder
		 */
		public Builder failureCountThreshold(int failures) {
			this.failureCountThreshold = failures;
			return this;
		}

		/**
		 * Sets which failure rate opens the circuit.
		 * @param perCent the rate, 0 to 100, 0 switches the rule off; default 0
		 * @return this builder
		 */
		public Builder failureRateThreshold(double perCent) {
			this.failureRateThreshold = perCent;
			return this;
		}

		/**
		 * Sets the time from which a call is slow, and switches the rule for slow calls
		 * on.
		 * @param duration the time, above zero; not set by default
		 * @return this builder
		 */
		public Builder slowCallDuration(Duration duration) {
			this.slowCallDuration = duration;
			return this;
		}

		/**
		 * Sets which rate of slow calls opens the circuit.
		 * @param perCent the rate, above 0 and up to 100; default 100
		 * @return this builder
		 */
		public Builder slowCallRateThreshold(double perCent) {
			this.slowCallRateThreshold = perCent;
			return this;
		}

		/**
		 * Sets what the window is bounded by.
		 * @param type the type of the window; default {@code COUNT}
		 * @return this builder
		 */
		public Builder windowType(WindowType type) {
			this.windowType = type;
			return this;
		}

		/**
		 * Sets the size of a count window.
		 * @param calls the number of calls, 1 to 1,000,000; default 100, or more where
		 * other settings need more
		 * @return this builder
		 */
		public Builder windowSize(int calls) {
			this.windowSize = calls;
			return this;
		}

		/**
		 * Sets the length of a time window. Calls leave it in steps of a sixtieth.
		 * @param duration the length, above zero; default 60 seconds
		 * @return this builder
		 */
		public Builder windowDuration(Duration duration) {
			this.windowDuration = duration;
			return this;
		}

		/**
		 * Sets from how many calls in the window on rates are judged.
		 * @param calls the number of calls, at least 1 and not above the size of a count
		 * window; default 20 or the window size, whichever is less
		 * @return this builder
		 */
		public Builder minimumCalls(int calls) {
			this.minimumCalls = calls;
			return this;
		}

		/**
		 * Sets how long the circuit is open before it probes.
		 * @param duration the time, above zero; default 30 seconds, or the longest open
		 * duration if a shorter one is set
		 * @return this builder
		 */
		public Builder openDuration(Duration duration) {
			this.openDuration = duration;
			return this;
		}

		/**
		 * Sets by how much the open duration grows each time that a probe fails.
		 * @param factor the factor, at least 1; default 1
		 * @return this builder
		 */
		public Builder openDurationMultiplier(double factor) {
			this.openDurationMultiplier = factor;
			return this;
		}

		/**
		 * Sets how long the circuit is open at most.
		 * @param duration the time, not less than a set open duration; default 5 minutes
		 * or the open duration, whichever is longer
		 * @return this builder
		 */
		public Builder maxOpenDuration(Duration duration) {
			this.maxOpenDuration = duration;
			return this;
		}

		/**
		 * Sets how many probes run at a time while the circuit is half-open.
		 * @param calls the number, at least 1, or {@link #UNLIMITED}; default 3
		 * @return this builder
		 */
		public Builder halfOpenCalls(int calls) {
			this.halfOpenCalls = calls;
			return this;
		}

		/**
		 * Sets how many successful probes close the circuit.
		 * @param successes the number, at least 1; default 2
		 * @return this builder
		 */
		public Builder successThreshold(int successes) {
			this.successThreshold = successes;
			return this;
		}

		/**
		 * Sets after which time a probe that has not reported loses its slot.
		 * @param duration the time, above zero; default 60 seconds
		 * @return this builder
		 */
		public Builder probeTimeout(Duration duration) {
			this.probeTimeout = duration;
			return this;
		}

		/**
		 * Sets which failures count. Not set, all count but cancellation.
		 * @param types the types
		 * @return this builder
		 */
		public Builder recordOn(Collection<? extends Class<? extends Throwable>> types) {
			this.recordOn = List.copyOf(types);
			return this;
		}

		/**
		 * Sets which failures count. Not set, all count but cancellation.
		 * @param types the types
		 * @return this builder
		 */
		// The array is only read, as a list
		@SafeVarargs
		@SuppressWarnings("varargs")
		public final Builder recordOn(Class<? extends Throwable>... types) {
			return recordOn(Arrays.asList(types));
		}

		/**
		 * Sets which kinds of failures count, beside the types, however uncertain their
		 * classification is. Where categories are set, nothing else counts but what the
		 * types name. Rejections count only under {@link FailureCategory#REJECTED}.
		 * @param categories the categories; none by default
		 * @return this builder
		 */
		public Builder recordOnCategories(Collection<FailureCategory> categories) {
			this.recordOnCategories = Set.copyOf(categories);
			return this;
		}

		/**
		 * Sets which kinds of failures count, beside the types.
		 * @param categories the categories
		 * @return this builder
		 * @see #recordOnCategories(Collection)
		 */
		public Builder recordOnCategories(FailureCategory... categories) {
			return recordOnCategories(Arrays.asList(categories));
		}

		/**
		 * Sets which kinds of failures do not count, whatever the other lists say.
		 * @param categories the categories; none by default
		 * @return this builder
		 */
		public Builder ignoreOnCategories(Collection<FailureCategory> categories) {
			this.ignoreOnCategories = Set.copyOf(categories);
			return this;
		}

		/**
		 * Sets which kinds of failures do not count, whatever the other lists say.
		 * @param categories the categories
		 * @return this builder
		 */
		public Builder ignoreOnCategories(FailureCategory... categories) {
			return ignoreOnCategories(Arrays.asList(categories));
		}

		/**
		 * Sets which failures do not count, whatever {@link #recordOn} says.
		 * @param types the types
		 * @return this builder
		 */
		public Builder ignoreOn(Collection<? extends Class<? extends Throwable>> types) {
			this.ignoreOn = List.copyOf(types);
			return this;
		}

		/**
		 * Sets which failures do not count, whatever {@link #recordOn} says.
		 * @param types the types
		 * @return this builder
		 */
		// The array is only read, as a list
		@SafeVarargs
		@SuppressWarnings("varargs")
		public final Builder ignoreOn(Class<? extends Throwable>... types) {
			return ignoreOn(Arrays.asList(types));
		}

		/**
		 * Sets which failures count besides those of {@link #recordOn}; where that is not
		 * set, no others count. A predicate that throws counts the failure.
		 * @param predicate tells whether a failure counts
		 * @return this builder
		 */
		public Builder recordFailure(Predicate<Throwable> predicate) {
			this.recordFailure = predicate;
			return this;
		}

		/**
		 * Sets which results count as failures. A predicate that throws counts the result
		 * as a failure.
		 * @param predicate tells whether a result, which may be {@code null}, counts as a
		 * failure
		 * @return this builder
		 */
		public Builder recordOnResult(Predicate<@Nullable Object> predicate) {
			this.recordOnResult = predicate;
			return this;
		}

		/**
		 * Sets which results count as failures and open the circuit at once, for the open
		 * duration. A predicate that throws counts the result as a failure, no more.
		 * @param predicate tells whether a result, which may be {@code null}, opens the
		 * circuit
		 * @return this builder
		 */
		public Builder openOnResult(Predicate<@Nullable Object> predicate) {
			return openForResult(new OpenIf<>(predicate));
		}

		/**
		 * Sets which results count as failures and open the circuit at once, each for as
		 * long as a function says. Replaces what {@link #openOnResult} has set. A
		 * function that throws counts the result as a failure, no more.
		 * @param function tells for how long a result, which may be {@code null}, opens
		 * the circuit: not at all for {@code null}, the open duration where the answer is
		 * not above zero, and the longest open duration at most
		 * @return this builder
		 */
		public Builder openForResult(Function<@Nullable Object, @Nullable Duration> function) {
			this.openForResult = function;
			return this;
		}

		/**
		 * Sets which failures count and open the circuit at once, for the open duration.
		 * It is not asked about rejections and what {@link #ignoreOn} names; others count
		 * even if {@link #recordOn} does not name them. A predicate that throws counts
		 * the failure, no more.
		 * @param predicate tells whether a failure opens the circuit; wrappers of the JDK
		 * are taken off
		 * @return this builder
		 */
		public Builder openOnFailure(Predicate<? super Throwable> predicate) {
			return openForFailure(new OpenIf<>(predicate));
		}

		/**
		 * Sets which failures count and open the circuit at once, as
		 * {@link #openOnFailure} does and in its place, each for as long as a function
		 * says.
		 * @param function tells for how long a failure opens the circuit: not at all for
		 * {@code null}, the open duration where the answer is not above zero, and the
		 * longest open duration at most
		 * @return this builder
		 */
		public Builder openForFailure(Function<Throwable, @Nullable Duration> function) {
			this.openForFailure = function;
			return this;
		}

		/**
		 * Sets the state in which the circuit breaker begins.
		 * @param state the state; default {@code CLOSED}
		 * @return this builder
		 */
		public Builder initialState(CircuitBreakerState state) {
			this.initialState = state;
			return this;
		}

		/**
		 * Sets how far the circuit breaker takes effect.
		 * @param mode the mode; default {@code ENFORCE}
		 * @return this builder
		 */
		public Builder mode(PolicyMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws dev.resilience.policy.InvalidConfigException listing everything that is
		 * wrong
		 */
		public CircuitBreakerConfig build() {
			validate();
			return new CircuitBreakerConfig(new Builder(this));
		}

		private void validate() {
			boolean counted = this.windowType == WindowType.COUNT;
			Integer minimum = this.minimumCalls;
			Duration longest = this.maxOpenDuration;
			new ConfigCheck(PolicyType.CIRCUIT_BREAKER).atLeast("failure-threshold", this.failureThreshold, 0)
				.atLeast("failure-count-threshold", this.failureCountThreshold, 0)
				.within("failure-rate-threshold", this.failureRateThreshold, 0, 100)
				.require(hasRule(), "failure-threshold", this.failureThreshold,
						"switches off the last rule that could open the circuit")
				.positive("slow-call-duration", this.slowCallDuration)
				.require(this.slowCallRateThreshold > 0 && this.slowCallRateThreshold <= 100,
						"slow-call-rate-threshold", this.slowCallRateThreshold, "must be above 0 and up to 100")
				.within("window-size", this.windowSize, 1, CountWindow.MAX_SIZE)
				.positive("window-duration", this.windowDuration)
				.atLeast("minimum-calls", minimum, 1)
				.require(!counted || minimum == null || minimum <= effectiveWindowSize(), "minimum-calls", minimum,
						"must not be above window-size, which is " + effectiveWindowSize())
				.require(!counted || this.failureCountThreshold <= effectiveWindowSize(), "failure-count-threshold",
						this.failureCountThreshold, "must not be above window-size, which is " + effectiveWindowSize())
				.positive("open-duration", this.openDuration)
				.require(this.openDurationMultiplier >= 1 && Double.isFinite(this.openDurationMultiplier),
						"open-duration-multiplier", this.openDurationMultiplier, "must be at least 1")
				.positive("max-open-duration", longest)
				.require(longest == null || this.openDuration == null || longest.compareTo(this.openDuration) >= 0,
						"max-open-duration", longest,
						"must not be less than open-duration, which is " + this.openDuration)
				.atLeast("half-open-calls", this.halfOpenCalls, 1)
				.atLeast("success-threshold", this.successThreshold, 1)
				.positive("probe-timeout", this.probeTimeout)
				.throwIfInvalid();
		}

		private boolean hasRule() {
			return this.failureThreshold != 0 || this.failureCountThreshold != 0 || this.failureRateThreshold != 0
					|| this.slowCallDuration != null || this.openForResult != null || this.openForFailure != null;
		}

		// A default never contradicts what is set
		private int effectiveWindowSize() {
			if (this.windowSize != null) {
				return this.windowSize;
			}
			int minimum = (this.minimumCalls != null) ? this.minimumCalls : 0;
			int needed = Math.max(minimum, this.failureCountThreshold);
			return Math.max(DEFAULT_WINDOW_SIZE, Math.min(CountWindow.MAX_SIZE, needed));
		}

		private Duration effectiveOpenDuration() {
			if (this.openDuration != null) {
				return this.openDuration;
			}
			Duration longest = this.maxOpenDuration;
			return (longest != null && longest.compareTo(DEFAULT_OPEN_DURATION) < 0) ? longest : DEFAULT_OPEN_DURATION;
		}

	}

	/**
	 * Opens the circuit for the open duration if a condition holds.
	 *
	 * @param <T> what is judged
	 * @param condition the condition
	 */
	private record OpenIf<T extends @Nullable Object>(
			Predicate<? super T> condition) implements Function<T, @Nullable Duration> {

		@Override
		public @Nullable Duration apply(T outcome) {
			return this.condition.test(outcome) ? Duration.ZERO : null;
		}

	}

}
