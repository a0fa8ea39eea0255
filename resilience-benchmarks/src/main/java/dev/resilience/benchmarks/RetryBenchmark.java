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

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.smallrye.faulttolerance.api.TypedGuard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.core.retry.RetryTemplate;

import dev.resilience.Resilience;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.retry.RetryBudgetConfig;

/**
 * A call with a retry policy of three attempts and no wait: one that succeeds at once,
 * and one that fails once. The failure has no stack trace and is made once.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RetryBenchmark {

	@Benchmark
	public Integer noFailure_ours(Ours state) {
		return state.retry.call(state.work);
	}

	@Benchmark
	public Integer noFailure_resilience4j(Resilience4j state) {
		return state.call.get();
	}

	@Benchmark
	public Integer noFailure_failsafe(FailsafeRetry state) {
		return state.retry.get(state.work);
	}

	@Benchmark
	public Integer noFailure_smallrye(SmallRye state) {
		return state.retry.get(state.work);
	}

	@Benchmark
	public Integer noFailure_spring(Spring state) {
		return state.retry.invoke(state.work);
	}

	@Benchmark
	public Integer oneFailure_ours(Ours state, OursCaller caller) {
		return state.unlimited.call(caller.work);
	}

	@Benchmark
	public Integer oneFailure_resilience4j(Resilience4jCaller caller) {
		return caller.call.get();
	}

	@Benchmark
	public Integer oneFailure_failsafe(FailsafeRetry state, FailsafeCaller caller) {
		return state.retry.get(caller.work);
	}

	@Benchmark
	public Integer oneFailure_smallrye(SmallRye state, SupplierCaller caller) {
		return state.retry.get(caller.work);
	}

	@Benchmark
	public Integer oneFailure_spring(Spring state, SupplierCaller caller) {
		return state.retry.invoke(caller.work);
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience retry = Resilience.builder("benchmark")
			.retry((config) -> config.maxAttempts(3).delay(Duration.ZERO))
			.build();

		/** The others have no budget, which would not let every call be repeated. */
		private final Resilience unlimited = Resilience.builder("unlimited")
			.retry((config) -> config.maxAttempts(3).delay(Duration.ZERO).budget(RetryBudgetConfig.none()))
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
	 * resilience4j, with a supplier decorated once.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final Retry retry = Retry.of("benchmark",
				RetryConfig.custom().maxAttempts(3).intervalFunction((attempt) -> 0L).build());

		private final Supplier<Integer> call = Retry.decorateSupplier(this.retry, new Work()::answer);

	}

	/**
	 * A thread's own work, decorated once by the shared retry.
	 */
	@State(Scope.Thread)
	public static class Resilience4jCaller {

		private Supplier<Integer> call;

		@Setup
		public void decorate(Resilience4j state) {
			this.call = Retry.decorateSupplier(state.retry, new Work()::failEveryOtherTime);
		}

	}

	/**
	 * Failsafe, whose retries have no delay by default.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeRetry {

		private final CheckedSupplier<Integer> work = new Work()::answer;

		private final FailsafeExecutor<Integer> retry = Failsafe
			.with(RetryPolicy.<Integer>builder().withMaxAttempts(3).build());

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

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> retry = TypedGuard.create(Integer.class)
			.withRetry()
			.maxRetries(2)
			.delay(0, ChronoUnit.MILLIS)
			.jitter(0, ChronoUnit.MILLIS)
			.done()
			.build();

	}

	/**
	 * Spring Framework's template.
	 */
	@State(Scope.Benchmark)
	public static class Spring {

		private final Supplier<Integer> work = new Work()::answer;

		private final RetryTemplate retry = new RetryTemplate(
				org.springframework.core.retry.RetryPolicy.builder().maxRetries(2).delay(Duration.ZERO).build());

	}

	/**
	 * A thread's own work as a supplier.
	 */
	@State(Scope.Thread)
	public static class SupplierCaller {

		private final Supplier<Integer> work = new Work()::failEveryOtherTime;

	}

}
