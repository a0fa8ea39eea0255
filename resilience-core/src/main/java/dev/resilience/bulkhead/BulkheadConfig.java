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

package dev.resilience.bulkhead;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Settings of a {@link Bulkhead}. Immutable.
 */
public final class BulkheadConfig {

	private static final BulkheadConfig DEFAULTS = builder().build();

	private final int maxConcurrent;

	private final int queueSize;

	private final @Nullable Duration maxWait;

	private final PolicyMode mode;

	private BulkheadConfig(Builder builder) {
		this.maxConcurrent = builder.maxConcurrent;
		this.queueSize = builder.queueSize;
		this.maxWait = builder.maxWait;
		this.mode = builder.mode;
	}

	/**
	 * Returns the settings that hold where nothing is set.
	 * @return the default settings
	 */
	public static BulkheadConfig defaults() {
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
	 * Returns a builder that holds these settings.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.maxConcurrent = this.maxConcurrent;
		builder.queueSize = this.queueSize;
		builder.maxWait = this.maxWait;
		builder.mode = this.mode;
		return builder;
	}

	/**
	 * Returns the number of calls that may run at the same time.
	 * @return the limit; 0 rejects every call
	 */
	public int maxConcurrent() {
		return this.maxConcurrent;
	}

	/**
	 * Returns the number of calls that may wait for a permit.
	 * @return the size of the queue; 0 if there is none
	 */
	public int queueSize() {
		return this.queueSize;
	}

	/**
	 * Returns the longest wait in the queue.
	 * @return the longest wait, or {@code null} if only the limits of the call bound it
	 */
	public @Nullable Duration maxWait() {
		return this.maxWait;
	}

	/**
	 * Returns how far the bulkhead takes effect.
	 * @return the mode
	 */
	public PolicyMode mode() {
		return this.mode;
	}

	long maxWaitNanos() {
		return (this.maxWait != null) ? ConfigCheck.nanos(this.maxWait) : Long.MAX_VALUE;
	}

	/**
	 * Compares by what takes effect.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof BulkheadConfig that && values().equals(that.values()));
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(maxConcurrent(), queueSize(), maxWait(), mode());
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private int maxConcurrent = 25;

		private int queueSize;

		private @Nullable Duration maxWait;

		private PolicyMode mode = PolicyMode.ENFORCE;

		private Builder() {
		}

		/**
		 * Sets the number of calls that may run at the same time.
		 * @param maxConcurrent the limit, at least 0; 0 rejects every call; default 25
		 * @return this builder
		 */
		public Builder maxConcurrent(int maxConcurrent) {
			this.maxConcurrent = maxConcurrent;
			return this;
		}

		/**
		 * Sets the number of calls that may wait for a permit.
		 * @param queueSize the size of the queue, at least 0; default 0, no queue
		 * @return this builder
		 */
		public Builder queueSize(int queueSize) {
			this.queueSize = queueSize;
			return this;
		}

		/**
		 * Sets the longest wait in the queue.
		 * @param maxWait the longest wait, above zero and only with a queue;
		 * {@code null}, the default, for as long as the limits of the call allow
		 * @return this builder
		 */
		public Builder maxWait(@Nullable Duration maxWait) {
			this.maxWait = maxWait;
			return this;
		}

		/**
		 * Sets how far the bulkhead takes effect.
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
		public BulkheadConfig build() {
			ConfigCheck check = new ConfigCheck(PolicyType.BULKHEAD);
			check.atLeast("max-concurrent", this.maxConcurrent, 0);
			check.atLeast("queue-size", this.queueSize, 0);
			check.notNegative("max-wait", this.maxWait);
			if (this.maxWait != null && !this.maxWait.isNegative()) {
				check.require(this.queueSize != 0, "max-wait", this.maxWait, "has no effect without a queue-size");
				check.require(this.queueSize <= 0 || !this.maxWait.isZero(), "max-wait", this.maxWait,
						"contradicts a queue-size of " + this.queueSize);
			}
			check.throwIfInvalid();
			return new BulkheadConfig(this);
		}

	}

}
