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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.function.CheckedSupplier;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.smallrye.faulttolerance.api.TypedGuard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import dev.resilience.Resilience;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.WindowType;
import dev.resilience.policy.ThrowingSupplier;

/**
 * A successful call through a closed circuit breaker. Only ours and Sentinel can do
 * without the rule for slow calls: resilience4j always has it, Failsafe and SmallRye
 * never.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CircuitBreakerBenchmark {

	@Benchmark
	public Integer consecutive_ours(Ours state) {
		return state.consecutive.call(state.work);
	}

	@Benchmark
	public Integer consecutive_failsafe(FailsafeBreaker state) {
		return state.consecutive.get(state.work);
	}

	@Benchmark
	public Integer countWindow_ours(Ours state) {
		return state.countWindow.call(state.work);
	}

	@Benchmark
	public Integer countWindow_resilience4j(Resilience4j state) {
		return state.countWindow.get();
	}

	@Benchmark
	public Integer countWindow_resilience4jLockFree(Resilience4j state) {
		return state.countWindowLockFree.get();
	}

	@Benchmark
	public Integer countWindow_failsafe(FailsafeBreaker state) {
		return state.countWindow.get(state.work);
	}

	@Benchmark
	public Integer countWindow_smallrye(SmallRye state) {
		return state.countWindow.get(state.work);
	}

	@Benchmark
	public Integer countWindowSlowRule_ours(Ours state) {
		return state.countWindowSlowRule.call(state.work);
	}

	@Benchmark
	public Integer timeWindow_ours(Ours state) {
		return state.timeWindow.call(state.work);
	}

	@Benchmark
	public Integer timeWindow_resilience4j(Resilience4j state) {
		return state.timeWindow.get();
	}

	@Benchmark
	public Integer timeWindow_resilience4jLockFree(Resilience4j state) {
		return state.timeWindowLockFree.get();
	}

	@Benchmark
	public Integer timeWindow_failsafe(FailsafeBreaker state) {
		return state.timeWindow.get(state.work);
	}

	@Benchmark
	public Integer timeWindow_sentinel(Sentinel state) {
		return state.call("timeWindow");
	}

	@Benchmark
	public Integer timeWindowSlowRule_ours(Ours state) {
		return state.timeWindowSlowRule.call(state.work);
	}

	@Benchmark
	public Integer timeWindowSlowRule_sentinel(Sentinel state) {
		return state.call("timeWindowSlowRule");
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience consecutive = breaker((config) -> {
		});

		private final Resilience countWindow = breaker((config) -> config.failureRateThreshold(50).windowSize(100));

		private final Resilience countWindowSlowRule = breaker(
				(config) -> config.failureRateThreshold(50).windowSize(100).slowCallDuration(Duration.ofSeconds(1)));

		private final Resilience timeWindow = breaker(
				(config) -> config.failureRateThreshold(50).windowType(WindowType.TIME));

		private final Resilience timeWindowSlowRule = breaker((config) -> config.failureRateThreshold(50)
			.windowType(WindowType.TIME)
			.slowCallDuration(Duration.ofSeconds(1)));

		private static Resilience breaker(Consumer<CircuitBreakerConfig.Builder> settings) {
			return Resilience.builder("benchmark").circuitBreaker(settings).build();
		}

	}

	/**
	 * With suppliers decorated once, the way that costs least, and with either of its
	 * windows.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final Supplier<Integer> work = new Work()::answer;

		private final Supplier<Integer> countWindow = breaker(SlidingWindowType.COUNT_BASED, 100,
				SlidingWindowSynchronizationStrategy.SYNCHRONIZED);

		private final Supplier<Integer> countWindowLockFree = breaker(SlidingWindowType.COUNT_BASED, 100,
				SlidingWindowSynchronizationStrategy.LOCK_FREE);

		private final Supplier<Integer> timeWindow = breaker(SlidingWindowType.TIME_BASED, 60,
				SlidingWindowSynchronizationStrategy.SYNCHRONIZED);

		private final Supplier<Integer> timeWindowLockFree = breaker(SlidingWindowType.TIME_BASED, 60,
				SlidingWindowSynchronizationStrategy.LOCK_FREE);

		private Supplier<Integer> breaker(SlidingWindowType type, int size,
				SlidingWindowSynchronizationStrategy synchronization) {
			return io.github.resilience4j.circuitbreaker.CircuitBreaker
				.decorateSupplier(io.github.resilience4j.circuitbreaker.CircuitBreaker.of("benchmark",
						io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.custom()
							.slidingWindow(size, 100, type, synchronization)
							.failureRateThreshold(50)
							.build()),
						this.work);
		}

	}

	/**
	 * Failsafe.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeBreaker {

		private final CheckedSupplier<Integer> work = new Work()::answer;

		private final FailsafeExecutor<Integer> consecutive = Failsafe
			.with(CircuitBreaker.<Integer>builder().withFailureThreshold(5).build());

		private final FailsafeExecutor<Integer> countWindow = Failsafe
			.with(CircuitBreaker.<Integer>builder().withFailureThreshold(50, 100).build());

		private final FailsafeExecutor<Integer> timeWindow = Failsafe
			.with(CircuitBreaker.<Integer>builder().withFailureRateThreshold(50, 100, Duration.ofSeconds(60)).build());

	}

	/**
	 * SmallRye Fault Tolerance, which has no time window.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> countWindow = TypedGuard.create(Integer.class)
			.withCircuitBreaker()
			.requestVolumeThreshold(100)
			.failureRatio(0.5)
			.done()
			.build();

	}

	/**
	 * Sentinel, which has time windows only.
	 */
	@State(Scope.Benchmark)
	public static class Sentinel {

		private final Supplier<Integer> work = new Work()::answer;

		public Sentinel() {
			SentinelRules.degrade(SentinelRules.failureRatio("timeWindow", 0.5, 100),
					SentinelRules.failureRatio("timeWindowSlowRule", 0.5, 100),
					SentinelRules.slowCalls("timeWindowSlowRule"));
		}

		private Integer call(String resource) {
			Entry entry;
			try {
				entry = SphU.entry(resource);
			}
			catch (BlockException ex) {
				throw new Refused(ex);
			}
			try {
				return this.work.get();
			}
			finally {
				entry.exit();
			}
		}

	}

}
