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

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.decorators.Decorators;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;

/**
 * Instances of Resilience4j, in no registry.
 */
final class Resilience4jInstances {

	private Resilience4jInstances() {
	}

	private static CircuitBreakerConfig breakerConfig() {
		return CircuitBreakerConfig.custom()
			.slidingWindow(100, 100, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
			.failureRateThreshold(50)
			.build();
	}

	static HeapSubject breaker() {
		CircuitBreakerConfig config = breakerConfig();
		return new HeapSubject() {

			@Override
			public Object create(String name) {
				return CircuitBreaker.of(name, config);
			}

			@Override
			public void call(Object instance, Callable<Integer> work) throws Exception {
				((CircuitBreaker) instance).executeCallable(work);
			}

		};
	}

	static HeapSubject four() {
		CircuitBreakerConfig breaker = breakerConfig();
		RetryConfig retry = RetryConfig.custom().waitDuration(Duration.ZERO).build();
		RateLimiterConfig limiter = RateLimiterConfig.custom()
			.limitForPeriod(1_000_000_000)
			.limitRefreshPeriod(Duration.ofSeconds(1))
			.build();
		BulkheadConfig bulkhead = BulkheadConfig.custom().maxConcurrentCalls(10).build();
		return new HeapSubject() {

			@Override
			public Object create(String name) {
				return new Four(Retry.of(name, retry), CircuitBreaker.of(name, breaker), RateLimiter.of(name, limiter),
						Bulkhead.of(name, bulkhead));
			}

			@Override
			public void call(Object instance, Callable<Integer> work) throws Exception {
				Four four = (Four) instance;
				Decorators.ofCallable(work)
					.withBulkhead(four.bulkhead)
					.withRateLimiter(four.limiter)
					.withCircuitBreaker(four.breaker)
					.withRetry(four.retry)
					.call();
			}

		};
	}

	/** Nothing of theirs holds four policies together, so this does. */
	private record Four(Retry retry, CircuitBreaker breaker, RateLimiter limiter, Bulkhead bulkhead) {
	}

}
