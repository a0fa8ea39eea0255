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

package dev.resilience.benchmarks;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.functions.CheckedSupplier;
import io.github.resilience4j.decorators.Decorators;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.smallrye.faulttolerance.api.TypedGuard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import dev.resilience.Resilience;
import dev.resilience.ResilienceBuilder;
import dev.resilience.policy.ThrowingSupplier;

/**
 * A successful call through several policies, outermost first: retry, circuit breaker,
 * rate limiter, timeout if there are five, bulkhead.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CompositionBenchmark {

	private static final int CALLS_PER_SECOND = 1_000_000_000;

	private static final int CALLS_AT_A_TIME = 25;

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	@Benchmark
	public Integer four_ours(Ours state) {
		return state.four.call(state.work);
	}

	@Benchmark
	public Integer four_resilience4j(Resilience4j state) {
		return state.four.get();
	}

	@Benchmark
	public Integer four_failsafe(FailsafePolicies state) {
		return state.four.get(state.work);
	}

	@Benchmark
	public Integer four_smallrye(SmallRye state) {
		return state.four.get(state.work);
	}

	@Benchmark
	public Integer five_ours(Ours state) {
		return state.five.call(state.work);
	}

	@Benchmark
	public Integer five_resilience4j(Resilience4j state) throws Throwable {
		return state.five.get();
	}

	@Benchmark
	public Integer five_failsafe(FailsafePolicies state) {
		return state.five.get(state.work);
	}

	@Benchmark
	public Integer five_smallrye(SmallRye state) {
		return state.five.get(state.work);
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience four = bulkhead(policies());

		private final Resilience five = bulkhead(policies().timeout(TIMEOUT));

		private static ResilienceBuilder policies() {
			return Resilience.builder("benchmark")
				.retry((config) -> config.maxAttempts(3))
				.circuitBreaker((config) -> config.failureRateThreshold(50).windowSize(100))
				.rateLimiter((config) -> config.permits(CALLS_PER_SECOND));
		}

		private static Resilience bulkhead(ResilienceBuilder outer) {
			return outer.bulkhead((config) -> config.maxConcurrent(CALLS_AT_A_TIME)).build();
		}

	}

	/**
	 * resilience4j, decorated once. With a timeout the innermost call is handed to
	 * another thread, since only futures can be limited.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final ExecutorService executor = Executors.newCachedThreadPool();

		private final io.github.resilience4j.bulkhead.Bulkhead bulkhead = io.github.resilience4j.bulkhead.Bulkhead
			.of("benchmark", BulkheadConfig.custom().maxConcurrentCalls(CALLS_AT_A_TIME).build());

		private final io.github.resilience4j.ratelimiter.RateLimiter limiter = io.github.resilience4j.ratelimiter.RateLimiter
			.of("benchmark",
					RateLimiterConfig.custom()
						.limitForPeriod(CALLS_PER_SECOND)
						.limitRefreshPeriod(Duration.ofSeconds(1))
						.timeoutDuration(Duration.ZERO)
						.build());

		private final io.github.resilience4j.circuitbreaker.CircuitBreaker breaker = io.github.resilience4j.circuitbreaker.CircuitBreaker
			.of("benchmark",
					CircuitBreakerConfig.custom()
						.slidingWindow(100, 100, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
						.build());

		private final Retry retry = Retry.ofDefaults("benchmark");

		private final Work work = new Work();

		private final Supplier<Integer> four = Decorators.ofSupplier(this.work::answer)
			.withBulkhead(this.bulkhead)
			.withRateLimiter(this.limiter)
			.withCircuitBreaker(this.breaker)
			.withRetry(this.retry)
			.decorate();

		private final CheckedSupplier<Integer> five = Decorators
			.ofCheckedSupplier(TimeLimiter.decorateFutureSupplier(TimeLimiter.of(TIMEOUT),
					() -> this.executor.submit(this.work::answer))::call)
			.withBulkhead(this.bulkhead)
			.withRateLimiter(this.limiter)
			.withCircuitBreaker(this.breaker)
			.withRetry(this.retry)
			.decorate();

		@TearDown
		public void stop() {
			this.executor.shutdownNow();
		}

	}

	/**
	 * Failsafe.
	 */
	@State(Scope.Benchmark)
	public static class FailsafePolicies {

		private final dev.failsafe.function.CheckedSupplier<Integer> work = new Work()::answer;

		private final RetryPolicy<Integer> retry = RetryPolicy.<Integer>builder().withMaxAttempts(3).build();

		private final CircuitBreaker<Integer> breaker = CircuitBreaker.<Integer>builder()
			.withFailureThreshold(50, 100)
			.build();

		private final RateLimiter<Integer> limiter = RateLimiter
			.<Integer>burstyBuilder(CALLS_PER_SECOND, Duration.ofSeconds(1))
			.build();

		private final Timeout<Integer> timeout = Timeout.<Integer>builder(TIMEOUT).withInterrupt().build();

		private final Bulkhead<Integer> bulkhead = Bulkhead.of(CALLS_AT_A_TIME);

		private final FailsafeExecutor<Integer> four = Failsafe.with(this.retry, this.breaker, this.limiter,
				this.bulkhead);

		private final FailsafeExecutor<Integer> five = Failsafe.with(this.retry, this.breaker, this.limiter,
				this.timeout, this.bulkhead);

	}

	/**
	 * SmallRye Fault Tolerance, which has an order of its own.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> four = policies().build();

		private final TypedGuard<Integer> five = policies().withTimeout()
			.duration(TIMEOUT.toSeconds(), ChronoUnit.SECONDS)
			.done()
			.build();

		private static TypedGuard.Builder<Integer> policies() {
			return TypedGuard.create(Integer.class)
				.withRetry()
				.maxRetries(2)
				.done()
				.withCircuitBreaker()
				.requestVolumeThreshold(100)
				.failureRatio(0.5)
				.done()
				.withRateLimit()
				.limit(CALLS_PER_SECOND)
				.window(1, ChronoUnit.SECONDS)
				.done()
				.withBulkhead()
				.limit(CALLS_AT_A_TIME)
				.done();
		}

	}

}
