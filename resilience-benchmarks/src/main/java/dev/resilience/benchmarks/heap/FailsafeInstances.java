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

import dev.failsafe.Bulkhead;
import dev.failsafe.BulkheadBuilder;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerBuilder;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import dev.failsafe.RateLimiterBuilder;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;

/**
 * Instances of Failsafe. A policy has a copy of its settings, whoever builds it.
 */
final class FailsafeInstances {

	private FailsafeInstances() {
	}

	private static CircuitBreakerBuilder<Object> breakers() {
		return CircuitBreaker.builder().withFailureThreshold(50, 100);
	}

	static HeapSubject breaker() {
		CircuitBreakerBuilder<Object> builder = breakers();
		return new HeapSubject() {

			@Override
			public Object create(String name) {
				return builder.build();
			}

			@Override
			@SuppressWarnings("unchecked")
			public void call(Object instance, Callable<Integer> work) throws Exception {
				CircuitBreaker<Object> breaker = (CircuitBreaker<Object>) instance;
				breaker.tryAcquirePermit();
				try {
					work.call();
					breaker.recordSuccess();
				}
				catch (Exception ex) {
					breaker.recordException(ex);
					throw ex;
				}
			}

		};
	}

	static HeapSubject four() {
		CircuitBreakerBuilder<Object> breakers = breakers();
		RetryPolicyBuilder<Object> retries = RetryPolicy.builder();
		RateLimiterBuilder<Object> limiters = RateLimiter.smoothBuilder(1_000_000_000, Duration.ofSeconds(1));
		BulkheadBuilder<Object> bulkheads = Bulkhead.builder(10);
		return new HeapSubject() {

			@Override
			public Object create(String name) {
				return Failsafe.with(retries.build(), breakers.build(), limiters.build(), bulkheads.build());
			}

			@Override
			@SuppressWarnings("unchecked")
			public void call(Object instance, Callable<Integer> work) {
				((FailsafeExecutor<Object>) instance).get(work::call);
			}

		};
	}

}
