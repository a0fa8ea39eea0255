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

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.function.CheckedSupplier;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.smallrye.faulttolerance.api.TypedGuard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskCallback;

import dev.resilience.Resilience;
import dev.resilience.policy.ThrowingSupplier;

/**
 * A call through a bulkhead for 25 calls at a time, which is never full.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BulkheadBenchmark {

	private static final int LIMIT = 25;

	@Benchmark
	public Integer call_ours(Ours state) {
		return state.bulkhead.call(state.work);
	}

	@Benchmark
	public Integer call_jdk(Jdk state) {
		return state.call();
	}

	@Benchmark
	public Integer call_resilience4j(Resilience4j state) {
		return state.call.get();
	}

	@Benchmark
	public Integer call_failsafe(FailsafeBulkhead state) {
		return state.bulkhead.get(state.work);
	}

	@Benchmark
	public Integer call_smallrye(SmallRye state) {
		return state.bulkhead.get(state.work);
	}

	@Benchmark
	public Integer call_spring(Spring state) {
		return state.executor.execute(state.work);
	}

	@Benchmark
	public Integer call_sentinel(Sentinel state) {
		return state.call();
	}

	@Benchmark
	public Integer call_netflix(NetflixFixed state) {
		return state.limiter.call();
	}

	@Benchmark
	public Integer adaptive_netflix(NetflixGradient state) {
		return state.limiter.call();
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience bulkhead = Resilience.builder("benchmark")
			.bulkhead((config) -> config.maxConcurrent(LIMIT))
			.build();

	}

	/**
	 * The bare semaphore, which counts nothing and tells nobody.
	 */
	@State(Scope.Benchmark)
	public static class Jdk {

		private final Supplier<Integer> work = new Work()::answer;

		private final Semaphore semaphore = new Semaphore(LIMIT);

		private Integer call() {
			if (!this.semaphore.tryAcquire()) {
				throw new Refused();
			}
			try {
				return this.work.get();
			}
			finally {
				this.semaphore.release();
			}
		}

	}

	/**
	 * resilience4j, with a supplier decorated once.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final Supplier<Integer> call = Bulkhead.decorateSupplier(
				Bulkhead.of("benchmark", BulkheadConfig.custom().maxConcurrentCalls(LIMIT).build()),
				new Work()::answer);

	}

	/**
	 * Failsafe.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeBulkhead {

		private final CheckedSupplier<Integer> work = new Work()::answer;

		private final FailsafeExecutor<Integer> bulkhead = Failsafe.with(dev.failsafe.Bulkhead.<Integer>of(LIMIT));

	}

	/**
	 * SmallRye Fault Tolerance.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> bulkhead = TypedGuard.create(Integer.class)
			.withBulkhead()
			.limit(LIMIT)
			.done()
			.build();

	}

	/**
	 * The throttle behind {@code @ConcurrencyLimit}, as Spring offers it to code.
	 */
	@State(Scope.Benchmark)
	public static class Spring {

		private final TaskCallback<Integer, RuntimeException> work = new Work()::answer;

		private final SyncTaskExecutor executor = new SyncTaskExecutor();

		public Spring() {
			this.executor.setConcurrencyLimit(LIMIT);
		}

	}

	/**
	 * Sentinel.
	 */
	@State(Scope.Benchmark)
	public static class Sentinel {

		private static final String RESOURCE = "bulkhead";

		private final Supplier<Integer> work = new Work()::answer;

		public Sentinel() {
			SentinelRules.flow(SentinelRules.concurrency(RESOURCE, LIMIT));
		}

		private Integer call() {
			Entry entry;
			try {
				entry = SphU.entry(RESOURCE);
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

	/**
	 * Netflix' limiter with a limit that does not move.
	 */
	@State(Scope.Benchmark)
	public static class NetflixFixed {

		private final NetflixLimiter limiter = new NetflixLimiter(FixedLimit.of(LIMIT));

	}

	/**
	 * Netflix' limiter with a limit that follows response times.
	 */
	@State(Scope.Benchmark)
	public static class NetflixGradient {

		private final NetflixLimiter limiter = new NetflixLimiter(
				Gradient2Limit.newBuilder().minLimit(LIMIT).initialLimit(LIMIT).build());

	}

	/**
	 * A limiter and what it limits.
	 */
	private static final class NetflixLimiter {

		private final Supplier<Integer> work = new Work()::answer;

		private final Limiter<Void> limiter;

		private NetflixLimiter(Limit limit) {
			this.limiter = SimpleLimiter.newBuilder().limit(limit).build();
		}

		private Integer call() {
			Optional<Limiter.Listener> admitted = this.limiter.acquire(null);
			if (admitted.isEmpty()) {
				throw new Refused();
			}
			try {
				Integer answer = this.work.get();
				admitted.get().onSuccess();
				return answer;
			}
			catch (RuntimeException ex) {
				admitted.get().onIgnore();
				throw ex;
			}
		}

	}

}
