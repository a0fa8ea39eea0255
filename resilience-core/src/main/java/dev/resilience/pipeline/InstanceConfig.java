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

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.policy.ConfigCheck;
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
 */
public record InstanceConfig(@Nullable Duration deadline, @Nullable RetryConfig retry,
		@Nullable CircuitBreakerConfig circuitBreaker, @Nullable RateLimiterConfig rateLimiter,
		@Nullable TimeoutConfig timeout, @Nullable BulkheadConfig bulkhead) {

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
	 * Returns whether nothing is applied.
	 * @return whether no policy is set
	 */
	public boolean isEmpty() {
		return this.equals(NONE);
	}

}
