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

package dev.resilience.step;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.classification.FailureCategory;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.Adjustments;
import dev.resilience.retry.AttemptAdjuster;
import dev.resilience.retry.RetryBudgetConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;

/**
 * What a step is done under: the settings of an instance, and an adjuster of the settings
 * that the work is given. Immutable.
 */
public final class StepPolicy {

	private static final StepPolicy DEFAULTS = builder().build();

	private final InstanceConfig config;

	private StepPolicy(InstanceConfig config) {
		this.config = config;
	}

	/**
	 * Starts to build a policy with a retry that has default settings, and nothing else.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the policy of a retry with default settings, and nothing else.
	 * @return the defaults
	 */
	public static StepPolicy defaults() {
		return DEFAULTS;
	}

	/**
	 * Returns a policy with the settings of an instance.
	 * @param config which policies are applied, and how
	 * @return the policy
	 */
	public static StepPolicy of(InstanceConfig config) {
		return new StepPolicy(config);
	}

	/**
	 * Returns the settings of the instance that a step is.
	 * @return which policies are applied, and how
	 */
	public InstanceConfig config() {
		return this.config;
	}

	/**
	 * Returns how often a step is tried.
	 * @return the number of attempts, the first included; at least 1
	 */
	public int maxAttempts() {
		RetryConfig retry = this.config.retry();
		return (retry != null) ? retry.maxAttempts() : 1;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof StepPolicy that && this.config.equals(that.config));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.config);
	}

	@Override
	public String toString() {
		return "StepPolicy[max-attempts=" + maxAttempts() + "]";
	}

	/**
	 * Builds policies. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable RetryConfig retry = unlimited(RetryConfig.defaults());

		private @Nullable AttemptAdjuster adjuster;

		private @Nullable Duration deadline;

		private @Nullable CircuitBreakerConfig circuitBreaker;

		private @Nullable RateLimiterConfig rateLimiter;

		private @Nullable TimeoutConfig timeout;

		private @Nullable BulkheadConfig bulkhead;

		private Builder() {
		}

		/**
		 * Sets how attempts are repeated. A step has no retry budget of its own unless
		 * one other than the default is set: a plan that fails in many places is to try
		 * all of them.
		 * @param settings changes the defaults
		 * @return this builder
		 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
		 */
		public Builder retry(Consumer<RetryConfig.Builder> settings) {
			RetryConfig.Builder builder = RetryConfig.builder();
			settings.accept(builder);
			return retry(unlimited(builder.build()));
		}

		private static RetryConfig unlimited(RetryConfig retry) {
			boolean byDefault = retry.sharedBudget() == null && retry.budget().equals(RetryBudgetConfig.defaults());
			return byDefault ? retry.toBuilder().budget(RetryBudgetConfig.none()).build() : retry;
		}

		/**
		 * Sets how attempts are repeated, its budget included.
		 * @param retry the settings
		 * @return this builder
		 */
		public Builder retry(RetryConfig retry) {
			this.retry = retry;
			return this;
		}

		/**
		 * Lets nothing be repeated.
		 * @return this builder
		 */
		public Builder withoutRetry() {
			this.retry = null;
			return this;
		}

		/**
		 * Sets what changes the settings of the work for its next attempt, after each
		 * failure that is repeated. It is not asked about work that is given no settings.
		 * @param adjuster answers with attributes, which replace settings of their names,
		 * and may change the other terms too
		 * @return this builder
		 */
		public Builder adjust(AttemptAdjuster adjuster) {
			this.adjuster = adjuster;
			return this;
		}

		/**
		 * Sets the longest time of the whole step.
		 * @param deadline the limit, longer than zero
		 * @return this builder
		 */
		public Builder deadline(Duration deadline) {
			this.deadline = deadline;
			return this;
		}

		/**
		 * Sets the longest time of each attempt, at which the thread of the attempt is
		 * interrupted.
		 * @param timeout the limit, longer than zero
		 * @return this builder
		 * @throws dev.resilience.policy.InvalidConfigException if it is not
		 */
		public Builder timeout(Duration timeout) {
			return timeout((settings) -> settings.duration(timeout));
		}

		/**
		 * Sets the limit of each attempt.
		 * @param settings sets at least the duration
		 * @return this builder
		 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
		 */
		public Builder timeout(Consumer<TimeoutConfig.Builder> settings) {
			TimeoutConfig.Builder builder = TimeoutConfig.builder();
			settings.accept(builder);
			this.timeout = builder.build();
			return this;
		}

		/**
		 * Adds a circuit breaker.
		 * @param settings changes the defaults
		 * @return this builder
		 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
		 */
		public Builder circuitBreaker(Consumer<CircuitBreakerConfig.Builder> settings) {
			CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.builder();
			settings.accept(builder);
			this.circuitBreaker = builder.build();
			return this;
		}

		/**
		 * Adds a rate limiter.
		 * @param settings changes the defaults
		 * @return this builder
		 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
		 */
		public Builder rateLimiter(Consumer<RateLimiterConfig.Builder> settings) {
			RateLimiterConfig.Builder builder = RateLimiterConfig.builder();
			settings.accept(builder);
			this.rateLimiter = builder.build();
			return this;
		}

		/**
		 * Adds a bulkhead.
		 * @param settings changes the defaults
		 * @return this builder
		 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
		 */
		public Builder bulkhead(Consumer<BulkheadConfig.Builder> settings) {
			BulkheadConfig.Builder builder = BulkheadConfig.builder();
			settings.accept(builder);
			this.bulkhead = builder.build();
			return this;
		}

		/**
		 * Builds the policy.
		 * @return the policy
		 * @throws dev.resilience.policy.InvalidConfigException if the deadline is not
		 * longer than zero
		 * @throws IllegalStateException if there is an adjuster, but nothing is repeated
		 */
		public StepPolicy build() {
			return new StepPolicy(new InstanceConfig(this.deadline, adjusted(), this.circuitBreaker, this.rateLimiter,
					this.timeout, this.bulkhead));
		}

		private @Nullable RetryConfig adjusted() {
			AttemptAdjuster own = this.adjuster;
			if (own == null) {
				return this.retry;
			}
			if (this.retry == null) {
				throw new IllegalStateException("An adjuster needs a retry: it changes what is repeated");
			}
			RetryConfig.Builder builder = this.retry.toBuilder();
			AttemptAdjuster ofSettings = new SettingsAdjuster(own);
			for (FailureCategory category : FailureCategory.values()) {
				AttemptAdjuster present = this.retry.adjusters().get(category);
				builder.adjust(category,
						(present != null) ? Adjustments.all(List.of(present, ofSettings)) : ofSettings);
			}
			return builder.build();
		}

	}

}
