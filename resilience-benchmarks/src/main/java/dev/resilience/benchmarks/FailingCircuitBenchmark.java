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

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.Tracer;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.function.CheckedSupplier;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.smallrye.faulttolerance.api.TypedGuard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import dev.resilience.Resilience;
import dev.resilience.policy.ThrowingSupplier;

/**
 * A call through a circuit breaker that stays closed while every second call fails: it
 * opens at 90 % of 100 calls. The failure has no stack trace and is made once; catching
 * it is part of the figure.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FailingCircuitBenchmark {

	@Benchmark
	public Object halfFailing_ours(Ours state, OursCaller caller) {
		try {
			return state.breaker.call(caller.work);
		}
		catch (Work.Failure ex) {
			return ex;
		}
	}

	@Benchmark
	public Object halfFailing_resilience4j(Resilience4jCaller caller) {
		try {
			return caller.call.get();
		}
		catch (Work.Failure ex) {
			return ex;
		}
	}

	@Benchmark
	public Object halfFailing_failsafe(FailsafeBreaker state, FailsafeCaller caller) {
		try {
			return state.breaker.get(caller.work);
		}
		catch (Work.Failure ex) {
			return ex;
		}
	}

	@Benchmark
	public Object halfFailing_smallrye(SmallRye state, SupplierCaller caller) {
		try {
			return state.breaker.get(caller.work);
		}
		catch (Work.Failure ex) {
			return ex;
		}
	}

	@Benchmark
	public Object halfFailing_sentinel(Sentinel state, SupplierCaller caller) {
		try {
			return state.call(caller.work);
		}
		catch (Work.Failure ex) {
			return ex;
		}
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final Resilience breaker = Resilience.builder("benchmark")
			.circuitBreaker(
					(config) -> config.failureThreshold(0).failureRateThreshold(90).windowSize(100).minimumCalls(100))
			.build();

	}

	/**
	 * A thread's own work for ours.
	 */
	@State(Scope.Thread)
	public static class OursCaller {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::failEveryOtherTime;

	}

	/**
	 * resilience4j.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final io.github.resilience4j.circuitbreaker.CircuitBreaker breaker = io.github.resilience4j.circuitbreaker.CircuitBreaker
			.of("benchmark",
					CircuitBreakerConfig.custom()
						.slidingWindow(100, 100, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
						.failureRateThreshold(90)
						.build());

	}

	/**
	 * A thread's own work, decorated once by the shared circuit breaker.
	 */
	@State(Scope.Thread)
	public static class Resilience4jCaller {

		private Supplier<Integer> call;

		@Setup
		public void decorate(Resilience4j state) {
			this.call = io.github.resilience4j.circuitbreaker.CircuitBreaker.decorateSupplier(state.breaker,
					new Work()::failEveryOtherTime);
		}

	}

	/**
	 * Failsafe.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeBreaker {

		private final FailsafeExecutor<Integer> breaker = Failsafe
			.with(CircuitBreaker.<Integer>builder().withFailureThreshold(90, 100).build());

	}

	/**
	 * A thread's own work for Failsafe.
	 */
	@State(Scope.Thread)
	public static class FailsafeCaller {

		private final CheckedSupplier<Integer> work = new Work()::failEveryOtherTime;

	}

	/**
	 * SmallRye Fault Tolerance.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final TypedGuard<Integer> breaker = TypedGuard.create(Integer.class)
			.withCircuitBreaker()
			.requestVolumeThreshold(100)
			.failureRatio(0.9)
			.done()
			.build();

	}

	/**
	 * A thread's own work as a supplier.
	 */
	@State(Scope.Thread)
	public static class SupplierCaller {

		private final Supplier<Integer> work = new Work()::failEveryOtherTime;

	}

	/**
	 * Sentinel.
	 */
	@State(Scope.Benchmark)
	public static class Sentinel {

		private static final String RESOURCE = "halfFailing";

		public Sentinel() {
			SentinelRules.degrade(SentinelRules.failureRatio(RESOURCE, 0.9, 100));
		}

		private Integer call(Supplier<Integer> work) {
			Entry entry;
			try {
				entry = SphU.entry(RESOURCE);
			}
			catch (BlockException ex) {
				throw new Refused(ex);
			}
			try {
				return work.get();
			}
			catch (RuntimeException ex) {
				Tracer.traceEntry(ex, entry);
				throw ex;
			}
			finally {
				entry.exit();
			}
		}

	}

}
