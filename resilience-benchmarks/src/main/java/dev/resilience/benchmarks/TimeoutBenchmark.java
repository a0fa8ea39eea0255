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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.function.CheckedSupplier;
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
import dev.resilience.policy.ThrowingSupplier;

/**
 * A call with a timeout of one second that returns at once. All but resilience4j run the
 * call on the caller's thread and interrupt it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimeoutBenchmark {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	@Benchmark
	public Integer call_ours(Ours state) {
		return state.timeout.call(state.work);
	}

	@Benchmark
	public Integer call_jdk(Jdk state) {
		return state.call();
	}

	@Benchmark
	public Integer call_failsafe(FailsafeTimeout state) {
		return state.timeout.get(state.work);
	}

	@Benchmark
	public Integer call_smallrye(SmallRye state) {
		return state.timeout.get(state.work);
	}

	@Benchmark
	public Integer call_resilience4j(Resilience4j state) throws Exception {
		return state.call.call();
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience timeout = Resilience.builder("benchmark").timeout(LIMIT).build();

	}

	/**
	 * The bare scheduler: the least that code of one's own would do, without the race of
	 * a call that ends as it is interrupted.
	 */
	@State(Scope.Benchmark)
	public static class Jdk {

		private final Supplier<Integer> work = new Work()::answer;

		private final Runnable task = () -> {
		};

		private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

		public Jdk() {
			this.scheduler.setRemoveOnCancelPolicy(true);
		}

		private Integer call() {
			Future<?> timeout = this.scheduler.schedule(this.task, 1, TimeUnit.SECONDS);
			try {
				return this.work.get();
			}
			finally {
				timeout.cancel(false);
			}
		}

		@TearDown
		public void stop() {
			this.scheduler.shutdownNow();
		}

	}

	/**
	 * Failsafe, told to interrupt.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeTimeout {

		private final CheckedSupplier<Integer> work = new Work()::answer;

		private final FailsafeExecutor<Integer> timeout = Failsafe
			.with(dev.failsafe.Timeout.<Integer>builder(LIMIT).withInterrupt().build());

	}

	/**
	 * SmallRye Fault Tolerance.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> timeout = TypedGuard.create(Integer.class)
			.withTimeout()
			.duration(LIMIT.toSeconds(), ChronoUnit.SECONDS)
			.done()
			.build();

	}

	/**
	 * resilience4j, whose limiter limits futures only: a blocking call has to be handed
	 * to another thread.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final Callable<Integer> work = new Work()::answer;

		private final ExecutorService executor = Executors.newCachedThreadPool();

		private final Callable<Integer> call = TimeLimiter.decorateFutureSupplier(TimeLimiter.of(LIMIT),
				() -> this.executor.submit(this.work));

		@TearDown
		public void stop() {
			this.executor.shutdownNow();
		}

	}

}
