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

package dev.resilience.benchmarks.heap;

import java.time.Duration;
import java.util.concurrent.Callable;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.Permit;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyContext;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;

/**
 * Instances of this library.
 */
final class OurInstances {

	private OurInstances() {
	}

	private static CircuitBreakerConfig breakerConfig() {
		return CircuitBreakerConfig.builder().windowSize(100).minimumCalls(100).failureRateThreshold(50).build();
	}

	static HeapSubject breaker() {
		CircuitBreakerConfig config = breakerConfig();
		PolicyContext context = PolicyContext.standalone();
		return new HeapSubject() {

			@Override
			public Object create(String name) {
				return CircuitBreaker.of(name, config, context);
			}

			@Override
			public void call(Object instance, Callable<Integer> work) throws Exception {
				Permit permit = ((CircuitBreaker) instance).acquire();
				try {
					work.call();
					permit.success();
				}
				catch (Exception ex) {
					permit.failure(ex);
					throw ex;
				}
			}

		};
	}

	static HeapSubject four() {
		RetryConfig retry = RetryConfig.builder().delay(Duration.ZERO).build();
		RateLimiterConfig limiter = RateLimiterConfig.builder().permits(1_000_000).build();
		InstanceConfig config = new InstanceConfig(null, retry, breakerConfig(), limiter, null,
				BulkheadConfig.defaults());
		ResilienceRegistry registry = ResilienceRegistry.builder().configs((name) -> config).build();
		return new HeapSubject() {

			@Override
			public Object create(String name) {
				return registry.get(name);
			}

			@Override
			public void call(Object instance, Callable<Integer> work) throws Exception {
				((Resilience) instance).call(work::call);
			}

		};
	}

}
