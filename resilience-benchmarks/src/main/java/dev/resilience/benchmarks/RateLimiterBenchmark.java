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
import com.alibaba.csp.sentinel.slots.block.BlockException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.function.CheckedSupplier;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
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
 * A call through a rate limiter that has a permit at once: a thousand million a second,
 * more than any of them can be asked for.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RateLimiterBenchmark {

	private static final int LIMIT = 1_000_000_000;

	@Benchmark
	public Integer call_ours(Ours state) {
		return state.limiter.call(state.work);
	}

	@Benchmark
	public Integer call_resilience4j(Resilience4j state) {
		return state.call.get();
	}

	@Benchmark
	public Integer call_failsafe(FailsafeLimiter state) {
		return state.bursty.get(state.work);
	}

	@Benchmark
	public Integer call_failsafeSmooth(FailsafeLimiter state) {
		return state.smooth.get(state.work);
	}

	@Benchmark
	public Integer call_smallrye(SmallRye state) {
		return state.limiter.get(state.work);
	}

	@Benchmark
	public Integer call_guava(Guava state) {
		return state.call();
	}

	@Benchmark
	public Integer call_bucket4j(Bucket4j state) {
		return state.call(state.millis);
	}

	@Benchmark
	public Integer call_bucket4jNanos(Bucket4j state) {
		return state.call(state.nanos);
	}

	@Benchmark
	public Integer call_sentinel(Sentinel state) {
		return state.call();
	}

	/**
	 * Ours.
	 */
	@State(Scope.Benchmark)
	public static class Ours {

		private final ThrowingSupplier<Integer, RuntimeException> work = new Work()::answer;

		private final Resilience limiter = Resilience.builder("benchmark")
			.rateLimiter((config) -> config.permits(LIMIT))
			.build();

	}

	/**
	 * resilience4j, with a supplier decorated once.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4j {

		private final Supplier<Integer> call = RateLimiter.decorateSupplier(RateLimiter.of("benchmark",
				RateLimiterConfig.custom()
					.limitForPeriod(LIMIT)
					.limitRefreshPeriod(Duration.ofSeconds(1))
					.timeoutDuration(Duration.ZERO)
					.build()),
				new Work()::answer);

	}

	/**
	 * Failsafe with either of its limiters. The smooth one is given a finer rate: it
	 * would refuse a call that comes within the nanosecond of the one before.
	 */
	@State(Scope.Benchmark)
	public static class FailsafeLimiter {

		private final CheckedSupplier<Integer> work = new Work()::answer;

		private final FailsafeExecutor<Integer> bursty = Failsafe
			.with(dev.failsafe.RateLimiter.<Integer>burstyBuilder(LIMIT, Duration.ofSeconds(1)).build());

		private final FailsafeExecutor<Integer> smooth = Failsafe
			.with(dev.failsafe.RateLimiter.<Integer>smoothBuilder(Duration.ofNanos(1))
				.withMaxWaitTime(Duration.ofSeconds(1))
				.build());

	}

	/**
	 * SmallRye Fault Tolerance with its cheapest kind of window.
	 */
	@State(Scope.Benchmark)
	public static class SmallRye {

		private final Supplier<Integer> work = new Work()::answer;

		private final TypedGuard<Integer> limiter = TypedGuard.create(Integer.class)
			.withRateLimit()
			.limit(LIMIT)
			.window(1, ChronoUnit.SECONDS)
			.done()
			.build();

	}

	/**
	 * Guava.
	 */
	@State(Scope.Benchmark)
	public static class Guava {

		private final Supplier<Integer> work = new Work()::answer;

		@SuppressWarnings("UnstableApiUsage")
		private final com.google.common.util.concurrent.RateLimiter limiter = com.google.common.util.concurrent.RateLimiter
			.create(LIMIT);

		@SuppressWarnings("UnstableApiUsage")
		private Integer call() {
			if (!this.limiter.tryAcquire()) {
				throw new Refused();
			}
			return this.work.get();
		}

	}

	/**
	 * Bucket4j with either of its clocks.
	 */
	@State(Scope.Benchmark)
	public static class Bucket4j {

		private final Supplier<Integer> work = new Work()::answer;

		private final Bucket millis = bucket().build();

		private final Bucket nanos = bucket().withNanosecondPrecision().build();

		private static LocalBucketBuilder bucket() {
			return Bucket.builder()
				.addLimit((limit) -> limit.capacity(LIMIT).refillGreedy(LIMIT, Duration.ofSeconds(1)));
		}

		private Integer call(Bucket bucket) {
			if (!bucket.tryConsume(1)) {
				throw new Refused();
			}
			return this.work.get();
		}

	}

	/**
	 * Sentinel.
	 */
	@State(Scope.Benchmark)
	public static class Sentinel {

		private static final String RESOURCE = "rate";

		private final Supplier<Integer> work = new Work()::answer;

		public Sentinel() {
			SentinelRules.flow(SentinelRules.rate(RESOURCE, LIMIT));
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

}
