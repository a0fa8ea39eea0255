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

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Fallback;
import dev.failsafe.function.CheckedSupplier;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.decorators.Decorators;
import io.smallrye.faulttolerance.api.TypedGuard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import dev.resilience.Resilience;
import dev.resilience.policy.ThrowingSupplier;

/**
 * A successful call with a fallback that is not needed: alone, and with a closed circuit
 * breaker inside.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FallbackBenchmark {

	private static final Integer INSTEAD = 7;

	@Benchmark
	public Integer unused_ours(Ours state) {
		return state.breaker.call(state.work);
	}

	@Benchmark
	public Integer unused_resilience4j(Resilience4j state) {
		return state.call.get();
	}

	@Benchmark
	public Integer unused_failsafe(FailsafeFallback state) {
		return state.breaker.get(state.work);
	}

	@Benchmark
	public Integer unused_smallrye(SmallRye state) {
		return state.breaker.get(state.work);
	}

	@Benchmark
	public Integer alone_ours(Ours state) {
		return state.alone.call(state.work);
	}

	@Benchmark
	public Integer alone_resilience4j(Resilience4j state) {
		return state.alone.get();
	}

	@Benchmark
	public Integer alone_failsafe(FailsafeFallback state) {
		return state.alone.get(state.work);
	}

	@Benchmark
	public Integer alone_smallrye(SmallRye state) {
		return state.alone.get(state.work);
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience breaker = Resilience.builder("benchmark")
			.fallback("instead", (failure) -> INSTEAD)
			.circuitBreaker((config) -> config.failureRateThreshold(50).windowSize(100))
			.build();

		private final Resilience alone = Resilience.builder("benchmark")
			.fallback("instead", (failure) -> INSTEAD)
			.build();

	}

	/**
	 * resilience4j, decorated once.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final Supplier<Integer> call = Decorators.<Integer>ofSupplier(new Work()::answer)
			.withCircuitBreaker(io.github.resilience4j.circuitbreaker.CircuitBreaker.of("benchmark",
					CircuitBreakerConfig.custom()
						.slidingWindow(100, 100, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
						.build()))
			.withFallback((failure) -> INSTEAD)
			.decorate();

		private final Supplier<Integer> alone = Decorators.<Integer>ofSupplier(new Work()::answer)
			.withFallback((failure) -> INSTEAD)
			.decorate();

	}

	/**
	 * Failsafe.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeFallback {

		private final CheckedSupplier<Integer> work = new Work()::answer;

		private final FailsafeExecutor<Integer> breaker = Failsafe.with(Fallback.<Integer>of(INSTEAD),
				CircuitBreaker.<Integer>builder().withFailureThreshold(50, 100).build());

		private final FailsafeExecutor<Integer> alone = Failsafe.with(Fallback.<Integer>of(INSTEAD));

	}

	/**
	 * SmallRye Fault Tolerance.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> breaker = TypedGuard.create(Integer.class)
			.withCircuitBreaker()
			.requestVolumeThreshold(100)
			.failureRatio(0.5)
			.done()
			.withFallback()
			.handler((failure) -> INSTEAD)
			.done()
			.build();

		private final TypedGuard<Integer> alone = TypedGuard.create(Integer.class)
			.withFallback()
			.handler((failure) -> INSTEAD)
			.done()
			.build();

	}

}
