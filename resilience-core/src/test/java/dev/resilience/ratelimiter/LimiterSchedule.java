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
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * What happens to a rate limiter.
 *
 * @param config the settings
 * @param steps what happens
 */
record LimiterSchedule(RateLimiterConfig config, List<Step> steps) {

	private static final int MOST_STEPS = 60;

	static Arbitrary<LimiterSchedule> any() {
		return Combinators.combine(anyConfig(), anyStep().list().ofMinSize(1).ofMaxSize(MOST_STEPS))
			.as(LimiterSchedule::new);
	}

	private static Arbitrary<RateLimiterConfig> anyConfig() {
		Arbitrary<Integer> permits = Arbitraries.of(1, 2, 3, 7, 10, 50, 1000);
		Arbitrary<Long> period = Arbitraries.of(1L, 10L, 1_000_000L, 100_000_000L, 1_000_000_000L, 1_000_000_007L,
				3_600_000_000_000L);
		Arbitrary<Integer> burst = Arbitraries.of(1, 2, 3, 5, 10, 50);
		Arbitrary<Duration> maxWait = Arbitraries.of(0L, 1L, 100_000_000L, 1_000_000_000L, 7_200_000_000_000L)
			.map(Duration::ofNanos);
		return Combinators.combine(permits, period, burst, maxWait)
			.as((count, nanos, most, wait) -> RateLimiterConfig.builder()
				.permits(count)
				.period(Duration.ofNanos(nanos))
				.burst(most)
				.maxWait(wait)
				.build());
	}

	private static Arbitrary<Step> anyStep() {
		Arbitrary<Integer> weight = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(1)),
				Tuple.of(2, Arbitraries.integers().between(1, 50)));
		Arbitrary<Integer> which = Arbitraries.integers().between(0, 9);
		Arbitrary<Step> pass = Arbitraries
			.frequencyOf(Tuple.of(4, Arbitraries.of(0L, 1L, 99_999_999L, 100_000_000L, 333_333_333L)),
					Tuple.of(3, Arbitraries.longs().between(0, 4_000_000_000L)),
					Tuple.of(1, Arbitraries.longs().between(0, Duration.ofDays(400).toNanos())))
			.map(Pass::new);
		Arbitrary<Step> passToPermits = Combinators.combine(weight, Arbitraries.longs().between(-1, 0))
			.as(PassToPermits::new);
		return Arbitraries.frequencyOf(Tuple.of(10, weight.map(Take::new)), Tuple.of(8, weight.map(Await::new)),
				Tuple.of(6, pass), Tuple.of(6, passToPermits), Tuple.of(3, which.map(Cancel::new)),
				Tuple.of(2, which.map(Release::new)), Tuple.of(1, Arbitraries.just(new Drain())));
	}

	int weight(int wanted) {
		return Math.min(wanted, this.config.burst());
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder().append(this.config.permits())
			.append(" per ")
			.append(this.config.period())
			.append(", burst ")
			.append(this.config.burst())
			.append(", waits ")
			.append(this.config.maxWait());
		int number = 0;
		for (Step step : this.steps) {
			text.append("\n  ").append(++number).append(". ").append(step);
		}
		return text.toString();
	}

	/**
	 * One thing that happens.
	 */
	sealed interface Step {

	}

	/**
	 * A call that does not wait.
	 *
	 * @param weight how many permits it takes, within the burst
	 */
	record Take(int weight) implements Step {

	}

	/**
	 * A call that waits.
	 *
	 * @param weight how many permits it takes, within the burst
	 */
	record Await(int weight) implements Step {

	}

	/**
	 * Time passes.
	 *
	 * @param nanos how much
	 */
	record Pass(long nanos) implements Step {

	}

	/**
	 * Time passes until a new call would be admitted.
	 *
	 * @param weight how many permits it would take, within the burst
	 * @param beyond how many nanoseconds more
	 */
	record PassToPermits(int weight, long beyond) implements Step {

	}

	/**
	 * A call gives its place in the queue back.
	 *
	 * @param which which of those that wait
	 */
	record Cancel(int which) implements Step {

	}

	/**
	 * A call that was admitted does not happen.
	 *
	 * @param which which of those, the latest first
	 */
	record Release(int which) implements Step {

	}

	/**
	 * All permits are taken.
	 */
	record Drain() implements Step {

	}

}
