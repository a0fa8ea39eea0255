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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Settings of the fallbacks of one instance. Immutable.
 */
public final class FallbackConfig {

	private static final FallbackConfig DEFAULTS = builder().build();

	private final Builder settings;

	private final double minQuality;

	private final PolicyMode mode;

	private FallbackConfig(Builder settings) {
		this.settings = settings;
		this.minQuality = (settings.minQuality != null) ? settings.minQuality : 0.0;
		this.mode = (settings.mode != null) ? settings.mode : PolicyMode.ENFORCE;
	}

	/**
	 * Returns the built-in settings.
	 * @return the defaults
	 */
	public static FallbackConfig defaults() {
		return DEFAULTS;
	}

	/**
	 * Begins with nothing set.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins with what is set here.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder(this.settings);
	}

	/**
	 * Returns the quality below which an option is skipped.
	 * @return the quality, 0 to 1
	 */
	public double minQuality() {
		return this.minQuality;
	}

	/**
	 * Returns how far fallbacks take effect.
	 * @return {@link PolicyMode#ENFORCE} or {@link PolicyMode#OFF}
	 */
	public PolicyMode mode() {
		return this.mode;
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable Double minQuality;

		private @Nullable PolicyMode mode;

		private Builder() {
		}

		private Builder(Builder other) {
			this.minQuality = other.minQuality;
			this.mode = other.mode;
		}

		/**
		 * Sets the quality below which an option is skipped.
		 * @param minQuality the quality, 0 to 1; 0 by default
		 * @return this builder
		 */
		public Builder minQuality(double minQuality) {
			this.minQuality = minQuality;
			return this;
		}

		/**
		 * Sets how far fallbacks take effect.
		 * @param mode {@link PolicyMode#ENFORCE}, the default, or {@link PolicyMode#OFF}
		 * @return this builder
		 */
		public Builder mode(PolicyMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Validates the settings together.
		 * @return the configuration
		 * @throws InvalidConfigException listing everything that is wrong
		 */
		public FallbackConfig build() {
			new ConfigCheck(PolicyType.FALLBACK).within("min-quality", this.minQuality, 0, 1)
				.require(this.mode != PolicyMode.SHADOW, "mode", this.mode, "must be enforce or off")
				.throwIfInvalid();
			return new FallbackConfig(new Builder(this));
		}

	}

}
