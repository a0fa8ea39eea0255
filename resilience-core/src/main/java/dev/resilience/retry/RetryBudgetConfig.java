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
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;

/**
 * Settings of a retry budget. Of the others, only those of the type take effect.
 * Immutable and safe for use by many threads.
 */
public final class RetryBudgetConfig {

	private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);

	private static final Duration LONGEST_TTL = Duration.ofSeconds(60);

	private static final int THOUSANDTHS = 1000;

	// Made by what is above
	private static final RetryBudgetConfig DEFAULTS = builder().build();

	private static final RetryBudgetConfig NONE = builder().type(RetryBudgetType.NONE).build();

	private final RetryBudgetType type;

	private final double ratio;

	private final int minPerSecond;

	private final Duration ttl;

	private final int maxTokens;

	private final double tokenRatio;

	private final int maxConcurrent;

	private RetryBudgetConfig(Builder builder) {
		this.type = builder.type;
		this.ratio = builder.ratio;
		this.minPerSecond = builder.minPerSecond;
		this.ttl = builder.ttl;
		this.maxTokens = builder.maxTokens;
		this.tokenRatio = builder.tokenRatio;
		this.maxConcurrent = builder.maxConcurrent;
	}

	/**
	 * Returns the settings that hold where nothing is set.
	 * @return one repeated attempt for every five calls of the last 10 s, and 10 per
	 * second beside them
	 */
	public static RetryBudgetConfig defaults() {
		return DEFAULTS;
	}

	/**
	 * Returns the settings under which nothing but the attempts of each call is limited.
	 * @return no budget
	 */
	public static RetryBudgetConfig none() {
		return NONE;
	}

	/**
	 * Returns a builder that holds the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns a builder that holds these settings.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder().type(this.type)
			.ratio(this.ratio)
			.minPerSecond(this.minPerSecond)
			.ttl(this.ttl)
			.maxTokens(this.maxTokens)
			.tokenRatio(this.tokenRatio)
			.maxConcurrent(this.maxConcurrent);
	}

	/**
	 * Returns what limits repeated attempts.
	 * @return the type
	 */
	public RetryBudgetType type() {
		return this.type;
	}

	/**
	 * Returns how many attempts may be repeated for each call.
	 * @return the ratio of repeated attempts to calls, 0 to 1000
	 */
	public double ratio() {
		return this.ratio;
	}

	/**
	 * Returns how many attempts may be repeated however few calls are made.
	 * @return the number per second, on average over the time to live; 0 or more
	 */
	public int minPerSecond() {
		return this.minPerSecond;
	}

	/**
	 * Returns how long a call counts.
	 * @return the time to live of what calls have added and repeated attempts have taken,
	 * 1 to 60 s
	 */
	public Duration ttl() {
		return this.ttl;
	}

	/**
	 * Returns how much the bucket holds.
	 * @return the number of tokens, at least 1
	 */
	public int maxTokens() {
		return this.maxTokens;
	}

	/**
	 * Returns how much a success adds to the bucket, from which a failure takes 1.
	 * @return the share of a token, in thousandths; above 0
	 */
	public double tokenRatio() {
		return this.tokenRatio;
	}

	/**
	 * Returns how many attempts are repeated at a time.
	 * @return the number of repeated attempts that wait or run, 0 or more
	 */
	public int maxConcurrent() {
		return this.maxConcurrent;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof RetryBudgetConfig that && values().equals(that.values()));
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	private List<Object> values() {
		return Arrays.asList(this.type, this.ratio, this.minPerSecond, this.ttl, this.maxTokens, this.tokenRatio,
				this.maxConcurrent);
	}

	/** Only what takes effect. */
	@Override
	public String toString() {
		return switch (this.type) {
			case RATIO ->
				"ratio of " + this.ratio + " over " + this.ttl + ", at least " + this.minPerSecond + " per second";
			case TOKEN_BUCKET -> "token bucket of " + this.maxTokens + ", " + this.tokenRatio + " per success";
			case CONCURRENT -> this.maxConcurrent + " at a time";
			case NONE -> "none";
		};
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private RetryBudgetType type = RetryBudgetType.RATIO;

		private double ratio = 0.2;

		private int minPerSecond = 10;

		private Duration ttl = Duration.ofSeconds(10);

		private int maxTokens = 100;

		private double tokenRatio = 0.1;

		private int maxConcurrent = 3;

		private Builder() {
		}

		/**
		 * Sets what limits repeated attempts.
		 * @param type the type, {@link RetryBudgetType#RATIO} by default
		 * @return this builder
		 */
		public Builder type(RetryBudgetType type) {
			this.type = Objects.requireNonNull(type, "type");
			return this;
		}

		/**
		 * Sets how many attempts may be repeated for each call.
		 * @param ratio the ratio of repeated attempts to calls, 0 to 1000; default 0.2
		 * @return this builder
		 */
		public Builder ratio(double ratio) {
			this.ratio = ratio;
			return this;
		}

		/**
		 * Sets how many attempts may be repeated however few calls are made. They may
		 * come at once: what is limited is their number within the time to live.
		 * @param minPerSecond the number per second, 0 or more; default 10
		 * @return this builder
		 */
		public Builder minPerSecond(int minPerSecond) {
			this.minPerSecond = minPerSecond;
			return this;
		}

		/**
		 * Sets how long a call counts.
		 * @param ttl the time to live, 1 to 60 s; default 10 s
		 * @return this builder
		 */
		public Builder ttl(Duration ttl) {
			this.ttl = Objects.requireNonNull(ttl, "ttl");
			return this;
		}

		/**
		 * Sets how much the bucket holds, which is full at first.
		 * @param maxTokens the number of tokens, at least 1; default 100
		 * @return this builder
		 */
		public Builder maxTokens(int maxTokens) {
			this.maxTokens = maxTokens;
			return this;
		}

		/**
		 * Sets how much a success adds to the bucket, from which a failure takes 1.
		 * @param tokenRatio the share of a token, at least 0.001, with three decimals at
		 * most; default 0.1
		 * @return this builder
		 */
		public Builder tokenRatio(double tokenRatio) {
			this.tokenRatio = tokenRatio;
			return this;
		}

		/**
		 * Sets how many attempts are repeated at a time.
		 * @param maxConcurrent the number of repeated attempts that wait or run, 0 or
		 * more; default 3
		 * @return this builder
		 */
		public Builder maxConcurrent(int maxConcurrent) {
			this.maxConcurrent = maxConcurrent;
			return this;
		}

		/**
		 * Validates the settings together.
		 * @return the settings
		 * @throws dev.resilience.policy.InvalidConfigException if settings are out of
		 * range; it lists all of them
		 */
		public RetryBudgetConfig build() {
			new ConfigCheck("budget").within("ratio", this.ratio, 0, 1000)
				.atLeast("min-per-second", this.minPerSecond, 0)
				.require(this.ttl.compareTo(SHORTEST_TTL) >= 0 && this.ttl.compareTo(LONGEST_TTL) <= 0, "ttl", this.ttl,
						"must be from 1s to 60s")
				.atLeast("max-tokens", this.maxTokens, 1)
				.require(isInThousandths(this.tokenRatio), "token-ratio", this.tokenRatio,
						"must be at least 0.001, with three decimals at most")
				.atLeast("max-concurrent", this.maxConcurrent, 0)
				.throwIfInvalid();
			return new RetryBudgetConfig(this);
		}

		private static boolean isInThousandths(double ratio) {
			double thousandths = ratio * THOUSANDTHS;
			return Double.isFinite(ratio) && ratio <= Integer.MAX_VALUE && Math.rint(thousandths) >= 1
					&& Math.abs(thousandths - Math.rint(thousandths)) < 1e-6;
		}

	}

}
