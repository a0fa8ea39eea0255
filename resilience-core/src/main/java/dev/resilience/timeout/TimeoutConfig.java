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

package dev.resilience.timeout;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyType;
import dev.resilience.time.DurationText;

/**
 * Settings of a {@link Timeout}. The limit has no default: what is too long only the user
 * knows. Immutable.
 */
public final class TimeoutConfig {

	private final Duration duration;

	private final TimeoutMode mode;

	private TimeoutConfig(Duration duration, TimeoutMode mode) {
		this.duration = duration;
		this.mode = mode;
	}

	/**
	 * Returns a builder without any setting.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns a builder with these settings.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder().duration(this.duration).mode(this.mode);
	}

	/**
	 * Returns the longest time of one attempt.
	 * @return the limit, longer than zero
	 */
	public Duration duration() {
		return this.duration;
	}

	/**
	 * Returns how the limit is enforced.
	 * @return the mode
	 */
	public TimeoutMode mode() {
		return this.mode;
	}

	/**
	 * Compares by what takes effect.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TimeoutConfig that && values().equals(that.values()));
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	@Override
	public String toString() {
		return "duration=" + DurationText.of(this.duration) + ", mode=" + this.mode;
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(duration(), mode());
	}

	/**
	 * Builds settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable Duration duration;

		private @Nullable TimeoutMode mode;

		private Builder() {
		}

		/**
		 * Sets the longest time of one attempt, waiting for a permit of a bulkhead
		 * included.
		 * @param duration the limit, longer than zero; required
		 * @return this builder
		 */
		public Builder duration(Duration duration) {
			this.duration = duration;
			return this;
		}

		/**
		 * Sets how the limit is enforced.
		 * @param mode the mode; by default {@link TimeoutMode#INTERRUPT}
		 * @return this builder
		 */
		public Builder mode(TimeoutMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Checks and builds the settings.
		 * @return the settings
		 * @throws dev.resilience.policy.InvalidConfigException if the limit is not set or
		 * not longer than zero
		 */
		public TimeoutConfig build() {
			Duration limit = (this.duration != null) ? this.duration : Duration.ZERO;
			new ConfigCheck(PolicyType.TIMEOUT)
				.require(this.duration != null, "duration", "(not set)",
						"a timeout needs a duration, it has no default")
				.positive("duration", this.duration)
				.throwIfInvalid();
			return new TimeoutConfig(limit, (this.mode != null) ? this.mode : TimeoutMode.INTERRUPT);
		}

	}

}
