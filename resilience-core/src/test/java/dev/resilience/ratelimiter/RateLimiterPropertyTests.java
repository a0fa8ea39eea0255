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

package dev.resilience.ratelimiter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimiterPropertyTests {

	private static final int SCHEDULES_PER_FLAW = 30_000;

	private static final int THREADS = 3;

	/** Monotonic time that a test may use up; it overflows after 292 years. */
	private static final long LONGEST_TEST = Duration.ofDays(365 * 200).toNanos();

	private static ExecutorService threads;

	@BeforeContainer
	static void startThreads() {
		threads = Executors.newFixedThreadPool(THREADS);
	}

	@AfterContainer
	static void stopThreads() {
		threads.shutdownNow();
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void agreesWithTheModelAfterEveryStep(@ForAll("schedules") LimiterSchedule schedule) {
		assertThat(LimiterDuel.difference(schedule, null)).isNull();
	}

	@Example
	void disagreesWithAModelThatGetsARuleWrong() {
		for (RateLimiterModel.Flaw flaw : RateLimiterModel.Flaw.values()) {
			assertThat(schedules().sampleStream()
				.limit(SCHEDULES_PER_FLAW)
				.anyMatch((schedule) -> LimiterDuel.difference(schedule, flaw) != null)).as("%s", flaw).isTrue();
		}
	}

	/**
	 * Rates that cannot be told in whole units are rounded, never in favour of the
	 * caller.
	 */
	@Property(edgeCases = EdgeCasesMode.NONE)
	void retryAfterIsExactForEveryRateThatIsValid(@ForAll("rates") Rated rate, @ForAll("moves") List<Move> moves) {
		ManualTime time = ManualTime.stopped();
		RateLimiter limiter = limiter(rate.config(), time);
		List<RateLimiterModel.Admission> admissions = new ArrayList<>();
		for (Move move : moves) {
			int weight = (int) Math.max(1, Math.min(rate.config().burst(), move.share() * rate.config().burst()));
			time.advance(Duration.ofNanos(move.pause()));
			if (!takes(limiter, weight, time)) {
				long wait = limiter.reject(new RateLimiterTests.WeightedCall(weight)).retryAfter().toNanos();
				assertThat(wait).isPositive();
				if (wait > LONGEST_TEST - time.nanoTime()) {
					return;
				}
				time.advance(Duration.ofNanos(wait - 1));
				assertThat(takes(limiter, weight, time)).as("a nanosecond early").isFalse();
				time.advance(Duration.ofNanos(1));
				assertThat(takes(limiter, weight, time)).as("on time").isTrue();
			}
			admissions.add(new RateLimiterModel.Admission(admissions.size(), weight, time.nanoTime()));
			assertThat(RateLimiterModel.excess(admissions, rate.config())).isNull();
		}
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void threadsWithUnevenClocksGetNoMoreThanTheRateInAnyInterval(@ForAll("schedules") LimiterSchedule schedule)
			throws Exception {
		ManualTime time = ManualTime.stopped();
		RateLimiter limiter = limiter(schedule.config(), time);
		List<RateLimiterModel.Admission> admissions = new ArrayList<>();
		List<Callable<List<RateLimiterModel.Admission>>> takers = new ArrayList<>();
		for (int taker = 0; taker < THREADS; taker++) {
			takers.add(() -> take(schedule, limiter, time));
		}
		for (Future<List<RateLimiterModel.Admission>> taken : threads.invokeAll(takers)) {
			admissions.addAll(taken.get());
		}
		admissions.sort(Comparator.comparingLong(RateLimiterModel.Admission::at));
		assertThat(RateLimiterModel.excess(admissions, schedule.config())).isNull();
	}

	private static List<RateLimiterModel.Admission> take(LimiterSchedule schedule, RateLimiter limiter,
			ManualTime time) {
		List<RateLimiterModel.Admission> taken = new ArrayList<>();
		for (LimiterSchedule.Step step : schedule.steps()) {
			if (step instanceof LimiterSchedule.Take take) {
				int weight = schedule.weight(take.weight());
				long now = time.nanoTime();
				if (limiter.tryEnter(new RateLimiterTests.WeightedCall(weight), now) >= 0) {
					taken.add(new RateLimiterModel.Admission(0, weight, now));
				}
			}
			else if (step instanceof LimiterSchedule.Pass pass) {
				time.advance(Duration.ofNanos(pass.nanos()));
			}
		}
		return taken;
	}

	private static RateLimiter limiter(RateLimiterConfig config, ManualTime time) {
		return RateLimiter.of("search", config, PolicyContext.standalone(time));
	}

	private static boolean takes(RateLimiter limiter, int weight, ManualTime time) {
		return limiter.tryEnter(new RateLimiterTests.WeightedCall(weight), time.nanoTime()) >= 0;
	}

	@Provide
	static Arbitrary<LimiterSchedule> schedules() {
		return LimiterSchedule.any();
	}

	@Provide
	static Arbitrary<Rated> rates() {
		Arbitrary<Integer> permits = Arbitraries.oneOf(Arbitraries.integers().between(1, 20),
				Arbitraries.of(1000, 999_983, 1_000_000_000, Integer.MAX_VALUE),
				Arbitraries.integers().greaterOrEqual(1));
		Arbitrary<Integer> burst = Arbitraries.oneOf(Arbitraries.integers().between(1, 10),
				Arbitraries.of(1000, 1 << 20, Integer.MAX_VALUE));
		Arbitrary<Long> period = Arbitraries.oneOf(Arbitraries.longs().between(1, 1000),
				Arbitraries.of(1_000_000L, 1_000_000_000L, 1_000_000_007L, 3_600_000_000_000L),
				Arbitraries.longs().between(1, LONGEST_TEST));
		return Combinators.combine(permits, burst, period)
			.as((count, most, nanos) -> Rated.of(count, most, Duration.ofNanos(nanos)))
			.filter((rate) -> rate.config() != null);
	}

	@Provide
	static Arbitrary<List<Move>> moves() {
		Arbitrary<Double> share = Arbitraries.of(0.0, 0.1, 1.0 / 3, 0.5, 1.0);
		Arbitrary<Long> pause = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(0L)),
				Tuple.of(3, Arbitraries.longs().between(1, 1000)),
				Tuple.of(3, Arbitraries.longs().between(1, 1L << 40)),
				Tuple.of(1, Arbitraries.longs().between(1, 1L << 57)));
		return Combinators.combine(share, pause).as(Move::new).list().ofMinSize(1).ofMaxSize(12);
	}

	/**
	 * Settings that can be read.
	 *
	 * @param permits the permits
	 * @param burst the burst
	 * @param period the period
	 * @param config the settings, or {@code null} if they are not valid
	 */
	record Rated(int permits, int burst, Duration period, @Nullable RateLimiterConfig config) {

		static Rated of(int permits, int burst, Duration period) {
			try {
				return new Rated(permits, burst, period,
						RateLimiterConfig.builder().permits(permits).burst(burst).period(period).build());
			}
			catch (InvalidConfigException ex) {
				return new Rated(permits, burst, period, null);
			}
		}

		@Override
		public String toString() {
			return this.permits + " per " + this.period + ", burst " + this.burst;
		}

	}

	/**
	 * A pause and a call.
	 *
	 * @param share which share of the burst the call takes
	 * @param pause the pause before it
	 */
	record Move(double share, long pause) {

	}

}
