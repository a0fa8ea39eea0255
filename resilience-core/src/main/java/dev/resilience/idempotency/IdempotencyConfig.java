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

package dev.resilience.idempotency;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Settings of idempotent calls. Immutable.
 */
public final class IdempotencyConfig {

	private static final Duration DEFAULT_MAX_RUN = Duration.ofMinutes(15);

	private static final IdempotencyConfig DEFAULTS = builder().build();

	private final Builder settings;

	private final Duration ttl;

	private final Duration lease;

	private final OnDuplicate onDuplicate;

	private final Duration maxWait;

	private final OnTakeover onTakeover;

	private final Guarantee guarantee;

	private final Duration maxRun;

	private final OnStoreError onStoreError;

	private final List<Class<? extends Throwable>> storeFailures;

	private final PolicyMode mode;

	private IdempotencyConfig(Builder settings) {
		this.settings = settings;
		this.ttl = (settings.ttl != null) ? settings.ttl : Duration.ofHours(24);
		this.lease = (settings.lease != null) ? settings.lease : Duration.ofSeconds(30);
		this.onDuplicate = (settings.onDuplicate != null) ? settings.onDuplicate : OnDuplicate.REJECT;
		this.maxWait = (settings.maxWait != null) ? settings.maxWait : Duration.ofSeconds(10);
		this.onTakeover = (settings.onTakeover != null) ? settings.onTakeover : OnTakeover.RERUN;
		this.guarantee = (settings.guarantee != null) ? settings.guarantee : Guarantee.LEASE;
		this.maxRun = (settings.maxRun != null) ? settings.maxRun
				: (this.lease.compareTo(DEFAULT_MAX_RUN) > 0) ? this.lease : DEFAULT_MAX_RUN;
		this.onStoreError = (settings.onStoreError != null) ? settings.onStoreError : OnStoreError.FAIL;
		this.storeFailures = (settings.storeFailures != null) ? settings.storeFailures : List.of();
		this.mode = (settings.mode != null) ? settings.mode : PolicyMode.ENFORCE;
	}

	/**
	 * Returns the built-in settings.
	 * @return the defaults
	 */
	public static IdempotencyConfig defaults() {
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
	 * Returns the time for which a result is replayed, from the completion of the call
	 * on.
	 * @return the time to live of a result, longer than zero
	 */
	public Duration ttl() {
		return this.ttl;
	}

	/**
	 * Returns the time after which a claim that is no longer renewed counts as abandoned.
	 * A running call renews its claim every third of it.
	 * @return the lease of a claim, longer than zero
	 */
	public Duration lease() {
		return this.lease;
	}

	/**
	 * Returns what a call does while another one runs under the same key.
	 * @return the reaction to a call in flight
	 */
	public OnDuplicate onDuplicate() {
		return this.onDuplicate;
	}

	/**
	 * Returns the longest wait for the result of a call in flight.
	 * @return the longest wait, zero or more
	 */
	public Duration maxWait() {
		return this.maxWait;
	}

	/**
	 * Returns what a call does with an abandoned claim.
	 * @return the reaction to an abandoned claim
	 */
	public OnTakeover onTakeover() {
		return this.onTakeover;
	}

	/**
	 * Returns what is promised about the effect.
	 * @return the guarantee
	 */
	public Guarantee guarantee() {
		return this.guarantee;
	}

	/**
	 * Returns the time for which the claim of a running call is renewed. A call that runs
	 * longer counts as hung: it loses its claim when the last lease is over.
	 * @return the time, zero or more; with zero claims are never renewed
	 */
	public Duration maxRun() {
		return this.maxRun;
	}

	/**
	 * Returns what a call does when the store cannot be reached at its claim.
	 * @return the reaction to a store that cannot be reached
	 */
	public OnStoreError onStoreError() {
		return this.onStoreError;
	}

	/**
	 * Returns the types of failures that end the operation and are replayed like results.
	 * A subtype of a listed type is not listed.
	 * @return the types, maybe none
	 */
	public List<Class<? extends Throwable>> storeFailures() {
		return this.storeFailures;
	}

	/**
	 * Returns how far idempotency takes effect.
	 * @return {@link PolicyMode#ENFORCE} or {@link PolicyMode#OFF}
	 */
	public PolicyMode mode() {
		return this.mode;
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable Duration ttl;

		private @Nullable Duration lease;

		private @Nullable OnDuplicate onDuplicate;

		private @Nullable Duration maxWait;

		private @Nullable OnTakeover onTakeover;

		private @Nullable Guarantee guarantee;

		private @Nullable Duration maxRun;

		private @Nullable OnStoreError onStoreError;

		private @Nullable List<Class<? extends Throwable>> storeFailures;

		private @Nullable PolicyMode mode;

		private Builder() {
		}

		private Builder(Builder other) {
			this.ttl = other.ttl;
			this.lease = other.lease;
			this.onDuplicate = other.onDuplicate;
			this.maxWait = other.maxWait;
			this.onTakeover = other.onTakeover;
			this.guarantee = other.guarantee;
			this.maxRun = other.maxRun;
			this.onStoreError = other.onStoreError;
			this.storeFailures = other.storeFailures;
			this.mode = other.mode;
		}

		/**
		 * Sets the time for which a result is replayed, from the completion of the call
		 * on.
		 * @param ttl the time, longer than zero; 24 hours by default
		 * @return this builder
		 */
		public Builder ttl(Duration ttl) {
			this.ttl = ttl;
			return this;
		}

		/**
		 * Sets the time after which a claim that is no longer renewed counts as
		 * abandoned.
		 * @param lease the time, longer than zero; 30 seconds by default
		 * @return this builder
		 */
		public Builder lease(Duration lease) {
			this.lease = lease;
			return this;
		}

		/**
		 * Sets what a call does while another one runs under the same key.
		 * @param onDuplicate the reaction; {@link OnDuplicate#REJECT} by default
		 * @return this builder
		 */
		public Builder onDuplicate(OnDuplicate onDuplicate) {
			this.onDuplicate = onDuplicate;
			return this;
		}

		/**
		 * Sets the longest wait for the result of a call in flight. Enclosing deadlines
		 * shorten it.
		 * @param maxWait the longest wait, zero or more; 10 seconds by default
		 * @return this builder
		 */
		public Builder maxWait(Duration maxWait) {
			this.maxWait = maxWait;
			return this;
		}

		/**
		 * Sets what a call does with an abandoned claim.
		 * @param onTakeover the reaction; {@link OnTakeover#RERUN} by default
		 * @return this builder
		 */
		public Builder onTakeover(OnTakeover onTakeover) {
			this.onTakeover = onTakeover;
			return this;
		}

		/**
		 * Sets what is promised about the effect.
		 * @param guarantee the guarantee; {@link Guarantee#LEASE} by default
		 * @return this builder
		 */
		public Builder guarantee(Guarantee guarantee) {
			this.guarantee = guarantee;
			return this;
		}

		/**
		 * Sets the time for which the claim of a running call is renewed.
		 * @param maxRun the time, zero or more; with zero claims are never renewed; 15
		 * minutes by default, or the lease if that is longer
		 * @return this builder
		 */
		public Builder maxRun(Duration maxRun) {
			this.maxRun = maxRun;
			return this;
		}

		/**
		 * Sets what a call does when the store cannot be reached at its claim.
		 * @param onStoreError the reaction; {@link OnStoreError#FAIL} by default
		 * @return this builder
		 */
		public Builder onStoreError(OnStoreError onStoreError) {
			this.onStoreError = onStoreError;
			return this;
		}

		/**
		 * Sets the types of failures that end the operation and are replayed like
		 * results.
		 * @param storeFailures the types, each matched exactly; none by default
		 * @return this builder
		 */
		public Builder storeFailures(List<Class<? extends Throwable>> storeFailures) {
			this.storeFailures = List.copyOf(storeFailures);
			return this;
		}

		/**
		 * Sets how far idempotency takes effect.
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
		public IdempotencyConfig build() {
			new ConfigCheck(PolicyType.IDEMPOTENCY).positive("ttl", this.ttl)
				.positive("lease", this.lease)
				.notNegative("max-wait", this.maxWait)
				.notNegative("max-run", this.maxRun)
				.require(this.mode != PolicyMode.SHADOW, "mode", this.mode, "must be enforce or off")
				.throwIfInvalid();
			return new IdempotencyConfig(new Builder(this));
		}

	}

}
