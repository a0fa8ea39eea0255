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

package dev.resilience.pipeline;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;

/**
 * Which policies an instance applies to calls that name it in code, and how they are set.
 * A policy that is {@code null} is not applied.
 *
 * @param deadline the limit of whole calls
 * @param retry the settings of the retry
 * @param circuitBreaker the settings of the circuit breaker
 * @param rateLimiter the settings of the rate limiter
 * @param timeout the settings of the timeout of each attempt
 * @param bulkhead the settings of the bulkhead
 * @param keyed the settings of gates that are kept by key
 */
public record InstanceConfig(@Nullable Duration deadline, @Nullable RetryConfig retry,
		@Nullable CircuitBreakerConfig circuitBreaker, @Nullable RateLimiterConfig rateLimiter,
		@Nullable TimeoutConfig timeout, @Nullable BulkheadConfig bulkhead, KeyedConfig keyed) {

	/** Nothing is applied. */
	public static final InstanceConfig NONE = new InstanceConfig(null, null, null, null, null, null);

	/** A retry and a circuit breaker with default settings: what an unknown name gets. */
	public static final InstanceConfig RETRY_AND_BREAKER = new InstanceConfig(null, RetryConfig.defaults(),
			CircuitBreakerConfig.defaults(), null, null, null);

	/**
	 * Checks the deadline.
	 * @throws dev.resilience.policy.InvalidConfigException if it is not longer than zero
	 */
	public InstanceConfig {
		new ConfigCheck(PolicyType.DEADLINE).positive("deadline", deadline).throwIfInvalid();
	}

	/**
	 * Creates a configuration with the default settings of keys.
	 * @param deadline the limit of whole calls
	 * @param retry the settings of the retry
	 * @param circuitBreaker the settings of the circuit breaker
	 * @param rateLimiter the settings of the rate limiter
	 * @param timeout the settings of the timeout of each attempt
	 * @param bulkhead the settings of the bulkhead
	 * @throws dev.resilience.policy.InvalidConfigException if the deadline is not longer
	 * than zero
	 */
	public InstanceConfig(@Nullable Duration deadline, @Nullable RetryConfig retry,
			@Nullable CircuitBreakerConfig circuitBreaker, @Nullable RateLimiterConfig rateLimiter,
			@Nullable TimeoutConfig timeout, @Nullable BulkheadConfig bulkhead) {
		this(deadline, retry, circuitBreaker, rateLimiter, timeout, bulkhead, KeyedConfig.defaults());
	}

	/**
	 * Returns the same policies with other settings of keys.
	 * @param keyed the settings of gates that are kept by key
	 * @return the changed configuration
	 */
	public InstanceConfig withKeyed(KeyedConfig keyed) {
		return new InstanceConfig(this.deadline, this.retry, this.circuitBreaker, this.rateLimiter, this.timeout,
				this.bulkhead, keyed);
	}

	/**
	 * Returns whether nothing is applied.
	 * @return whether no policy is set
	 */
	public boolean isEmpty() {
		return withKeyed(KeyedConfig.defaults()).equals(NONE);
	}

	/**
	 * Returns the kinds of policies that another configuration sets otherwise.
	 * @param other the other configuration
	 * @return the kinds, in the order in which they are applied; empty if nothing differs
	 */
	public List<PolicyType> differences(InstanceConfig other) {
		Map<PolicyType, @Nullable Object> mine = settings();
		Map<PolicyType, @Nullable Object> theirs = other.settings();
		return mine.keySet().stream().filter((type) -> !Objects.equals(mine.get(type), theirs.get(type))).toList();
	}

	private Map<PolicyType, @Nullable Object> settings() {
		Map<PolicyType, @Nullable Object> settings = new EnumMap<>(PolicyType.class);
		settings.put(PolicyType.DEADLINE, this.deadline);
		settings.put(PolicyType.RETRY, this.retry);
		settings.put(PolicyType.CIRCUIT_BREAKER, this.circuitBreaker);
		settings.put(PolicyType.RATE_LIMITER, this.rateLimiter);
		settings.put(PolicyType.TIMEOUT, this.timeout);
		settings.put(PolicyType.BULKHEAD, this.bulkhead);
		return settings;
	}

}
