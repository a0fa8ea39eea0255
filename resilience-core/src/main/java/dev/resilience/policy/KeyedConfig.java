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

package dev.resilience.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Settings of instances that keep gates by key. Immutable.
 */
public final class KeyedConfig {

	private static final KeyedConfig DEFAULTS = builder().build();

	private final int maxKeys;

	private final Duration idle;

	private KeyedConfig(Builder builder) {
		this.maxKeys = builder.maxKeys;
		this.idle = builder.idle;
	}

	/**
	 * Returns the settings that hold where nothing is set.
	 * @return the default settings
	 */
	public static KeyedConfig defaults() {
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
		return new Builder().maxKeys(this.maxKeys).idle(this.idle);
	}

	/**
	 * Returns how many keys have gates of their own at a time.
	 * @return the number of keys
	 */
	public int maxKeys() {
		return this.maxKeys;
	}

	/**
	 * Returns how long a key is unused before it may be forgotten.
	 * @return the time
	 */
	public Duration idle() {
		return this.idle;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other instanceof KeyedConfig that && this.maxKeys == that.maxKeys && this.idle.equals(that.idle));
	}

	@Override
	public int hashCode() {
		return 31 * this.maxKeys + this.idle.hashCode();
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private int maxKeys = 10_000;

		private Duration idle = Duration.ofHours(1);

		private Builder() {
		}

		/**
		 * Sets how many keys have gates of their own at a time. Further keys share one.
		 * @param maxKeys the number, at least 1; default 10000
		 * @return this builder
		 */
		public Builder maxKeys(int maxKeys) {
			this.maxKeys = maxKeys;
			return this;
		}

		/**
		 * Sets how long a key is unused before it may be forgotten.
		 * @param idle the time, above zero; default one hour
		 * @return this builder
		 */
		public Builder idle(Duration idle) {
			this.idle = idle;
			return this;
		}

		/**
		 * Validates the settings together.
		 * @return the settings
		 * @throws InvalidConfigException if settings are out of range; lists all of them
		 */
		public KeyedConfig build() {
			new ConfigCheck("keyed").atLeast("max-keys", this.maxKeys, 1).positive("idle", this.idle).throwIfInvalid();
			return new KeyedConfig(this);
		}

	}

}
