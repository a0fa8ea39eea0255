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

package dev.resilience.ratelimiter;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Settings of a {@link RateLimiter}. Immutable.
 */
public final class RateLimiterConfig {

	private static final RateLimiterConfig DEFAULTS = builder().build();

	private final int permits;

	private final Duration period;

	private final @Nullable Integer burst;

	private final Duration maxWait;

	private final PolicyMode mode;

	private RateLimiterConfig(Builder builder) {
		this.permits = builder.permits;
		this.period = builder.period;
		this.burst = builder.burst;
		this.maxWait = builder.maxWait;
		this.mode = builder.mode;
	}

	/**
	 * Returns the settings that hold where nothing is set.
	 * @return the default settings
	 */
	public static RateLimiterConfig defaults() {
		return DEFAULTS;
	}

	/**
	 * Returns a builder that holds the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns a builder that holds these settings. A burst that was not set stays unset
	 * and follows the permits.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.permits = this.permits;
		builder.period = this.period;
		builder.burst = this.burst;
		builder.maxWait = this.maxWait;
		builder.mode = this.mode;
		return builder;
	}

	/**
	 * Returns the number of permits granted per period.
	 * @return the number of permits
	 */
	public int permits() {
		return this.permits;
	}

	/**
	 * Returns the period in which the permits are granted, evenly spread.
	 * @return the period
	 */
	public Duration period() {
		return this.period;
	}

	/**
	 * Returns the number of permits that may be spent at once after a pause.
	 * @return the burst; the number of permits where it was not set
	 */
	public int burst() {
		return (this.burst != null) ? this.burst : this.permits;
	}

	/**
	 * Returns the longest wait for permits.
	 * @return the longest wait; zero if calls do not wait
	 */
	public Duration maxWait() {
		return this.maxWait;
	}

	/**
	 * Returns how far the rate limiter takes effect.
	 * @return the mode
	 */
	public PolicyMode mode() {
		return this.mode;
	}

	long maxWaitNanos() {
		return ConfigCheck.nanos(this.maxWait);
	}

	/**
	 * Compares by what takes effect.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof RateLimiterConfig that && values().equals(that.values()));
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(permits(), period(), burst(), maxWait(), mode());
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private int permits = 50;

		private Duration period = Duration.ofSeconds(1);

		private @Nullable Integer burst;

		private Duration maxWait = Duration.ZERO;

		private PolicyMode mode = PolicyMode.ENFORCE;

		private Builder() {
		}

		/**
		 * Sets the number of permits granted per period.
		 * @param permits the number of permits, at least 1; default 50
		 * @return this builder
		 */
		public Builder permits(int permits) {
			this.permits = permits;
			return this;
		}

		/**
		 * Sets the period in which the permits are granted.
		 * @param period the period, above zero; default 1 second
		 * @return this builder
		 */
		public Builder period(Duration period) {
			this.period = period;
			return this;
		}

		/**
		 * Sets the number of permits that may be spent at once after a pause.
		 * @param burst the burst, at least 1; {@code null}, the default, for the number
		 * of permits. It must come back within 73 years.
		 * @return this builder
		 */
		public Builder burst(@Nullable Integer burst) {
			this.burst = burst;
			return this;
		}

		/**
		 * Sets the longest wait for permits. A call that could not be served within it is
		 * refused at once.
		 * @param maxWait the longest wait, not negative; default zero, calls do not wait
		 * @return this builder
		 */
		public Builder maxWait(Duration maxWait) {
			this.maxWait = maxWait;
			return this;
		}

		/**
		 * Sets how far the rate limiter takes effect.
		 * @param mode the mode; default {@link PolicyMode#ENFORCE}
		 * @return this builder
		 */
		public Builder mode(PolicyMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Validates the settings together.
		 * @return the settings
		 * @throws InvalidConfigException if settings are out of range or contradict each
		 * other; lists all of them
		 */
		public RateLimiterConfig build() {
			ConfigCheck check = new ConfigCheck(PolicyType.RATE_LIMITER);
			check.atLeast("permits", this.permits, 1);
			check.positive("period", this.period);
			check.atLeast("burst", this.burst, 1);
			check.notNegative("max-wait", this.maxWait);
			int burst = (this.burst != null) ? this.burst : this.permits;
			long periodNanos = ConfigCheck.nanos(this.period);
			if (this.permits >= 1 && burst >= 1 && periodNanos > 0) {
				check.require(Gcra.isRepresentable(this.permits, periodNanos, burst), "period", this.period,
						"would take more than 73 years to bring a burst of " + burst + " back");
			}
			check.throwIfInvalid();
			return new RateLimiterConfig(this);
		}

	}

}
