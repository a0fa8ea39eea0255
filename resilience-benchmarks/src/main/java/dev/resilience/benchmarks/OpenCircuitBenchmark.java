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
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.smallrye.faulttolerance.api.TypedGuard;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import dev.resilience.Resilience;
import dev.resilience.policy.ThrowingSupplier;

/**
 * A call that an open circuit breaker refuses, up to the caught exception. Failsafe and
 * SmallRye always fill in a stack trace, the others need not and do not here.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OpenCircuitBenchmark {

	private static final Duration LONG = Duration.ofHours(24);

	@Benchmark
	public Exception rejection_ours(Ours state) {
		try {
			state.open.call(state.work);
			throw new IllegalStateException("Not open");
		}
		catch (dev.resilience.circuitbreaker.CircuitBreakerOpenException ex) {
			return ex;
		}
	}

	@Benchmark
	public Exception rejection_resilience4j(Resilience4j state) {
		try {
			state.open.get();
			throw new IllegalStateException("Not open");
		}
		catch (CallNotPermittedException ex) {
			return ex;
		}
	}

	@Benchmark
	public Exception rejection_failsafe(FailsafeBreaker state) {
		try {
			state.open.get(state.work);
			throw new IllegalStateException("Not open");
		}
		catch (dev.failsafe.CircuitBreakerOpenException ex) {
			return ex;
		}
	}

	@Benchmark
	public Exception rejection_smallrye(SmallRye state) {
		try {
			state.open.get(state.work);
			throw new IllegalStateException("Not open");
		}
		catch (CircuitBreakerOpenException ex) {
			return ex;
		}
	}

	@Benchmark
	public Exception rejection_sentinel(Sentinel state) {
		return state.rejection();
	}

	/**
	 * Ours, opened by failures: an exception tells when it probes again.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience open = Resilience.builder("benchmark")
			.circuitBreaker((config) -> config.openDuration(LONG))
			.build();

		public Ours() {
			for (int failure = 0; failure < 5; failure++) {
				this.open.circuitBreaker().recordFailure();
			}
		}

	}

	/**
	 * resilience4j, told to make exceptions without stack trace.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final Supplier<Integer> open;

		public Resilience4j() {
			io.github.resilience4j.circuitbreaker.CircuitBreaker breaker = io.github.resilience4j.circuitbreaker.CircuitBreaker
				.of("benchmark",
						CircuitBreakerConfig.custom()
							.writableStackTraceEnabled(false)
							.waitDurationInOpenState(LONG)
							.build());
			breaker.transitionToOpenState();
			this.open = io.github.resilience4j.circuitbreaker.CircuitBreaker.decorateSupplier(breaker,
					new Work()::answer);
		}

	}

	/**
	 * Failsafe.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeBreaker {

		private final CheckedSupplier<Integer> work = new Work()::answer;

		private final FailsafeExecutor<Integer> open;

		public FailsafeBreaker() {
			CircuitBreaker<Integer> breaker = CircuitBreaker.<Integer>builder().withDelay(LONG).build();
			breaker.open();
			this.open = Failsafe.with(breaker);
		}

	}

	/**
	 * SmallRye Fault Tolerance, opened by failures, since there is no other way.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> open = TypedGuard.create(Integer.class)
			.withCircuitBreaker()
			.requestVolumeThreshold(2)
			.failureRatio(1)
			.delay(LONG.toHours(), ChronoUnit.HOURS)
			.done()
			.build();

		public SmallRye() {
			Supplier<Integer> failing = new Work()::fail;
			for (int failure = 0; failure < 2; failure++) {
				try {
					this.open.get(failing);
				}
				catch (Work.Failure ex) {
					// This is what opens it
				}
			}
		}

	}

	/**
	 * Sentinel, opened by failures.
	 */
	@State(Scope.Benchmark)
	public static class Sentinel {

		private static final String RESOURCE = "open";

		public Sentinel() {
			SentinelRules.degrade(SentinelRules.failureRatio(RESOURCE, 0.5, 1));
			try {
				Entry entry = SphU.entry(RESOURCE);
				Tracer.traceEntry(new Work.Failure(), entry);
				entry.exit();
			}
			catch (BlockException ex) {
				throw new Refused(ex);
			}
		}

		private Exception rejection() {
			try {
				SphU.entry(RESOURCE).exit();
				throw new IllegalStateException("Not open");
			}
			catch (BlockException ex) {
				return ex;
			}
		}

	}

}
