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

package dev.resilience.autoconfigure.actuate;

import java.io.IOException;
import java.time.Duration;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutConfig;

/**
 * A registry on manual time whose instances fail when told so.
 */
final class TestRegistry {

	static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.builder()
		.failureThreshold(2)
		.failureRateThreshold(80)
		.windowSize(10)
		.minimumCalls(4)
		.openDuration(Duration.ofSeconds(30))
		.build();

	static final InstanceConfig EVERYTHING = new InstanceConfig(Duration.ofMinutes(1),
			RetryConfig.builder().maxAttempts(2).delay(Duration.ZERO).build(), BREAKER, RateLimiterConfig.defaults(),
			TimeoutConfig.builder().duration(Duration.ofSeconds(10)).build(), BulkheadConfig.defaults());

	static final InstanceConfig BREAKER_ONLY = new InstanceConfig(null, null, BREAKER, null, null, null);

	static final InstanceConfig BULKHEAD_ONLY = new InstanceConfig(null, null, null, null, null,
			BulkheadConfig.defaults());

	final ManualTime time = ManualTime.autoAdvancing();

	final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).timed(true).build();

	Resilience declare(String name, InstanceConfig config) {
		return this.registry.declare(name, config);
	}

	static void succeed(Resilience instance) {
		instance.attempt(() -> "fine");
	}

	static void fail(Resilience instance) {
		instance.attempt(() -> {
			throw new IOException("no route to host 10.0.0.1");
		});
	}

}
