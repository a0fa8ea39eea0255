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

package dev.resilience.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffPropertyTests {

	@Property(edgeCases = EdgeCasesMode.NONE)
	void everyWaitIsWithinItsRangeAndTheCap(@ForAll("settings") RetrySettings settings, @ForAll("attempts") int attempt,
			@ForAll("waits") long previous, @ForAll("draws") double draw) {
		RetryConfig config = settings.config();
		long wait = new BackoffSeries(config).waitNanos(attempt, previous, drawing(draw));
		assertThat(wait).isBetween(0L, config.maxDelay().toNanos());
		assertThat(WaitRange.of(config, attempt, previous)).matches((range) -> range.contains(wait),
				"contains " + wait);
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void bothEndsOfTheRangeAreReachedEvenAtTheCap(@ForAll("settings") RetrySettings settings,
			@ForAll("attempts") int attempt, @ForAll("waits") long previous) {
		RetryConfig config = settings.config();
		BackoffSeries series = new BackoffSeries(config);
		WaitRange range = WaitRange.of(config, attempt, previous);
		double shortest = series.waitNanos(attempt, previous, drawing(0));
		double longest = series.waitNanos(attempt, previous, drawing(Math.nextDown(1.0)));
		assertThat(shortest).isBetween(range.low() - range.tolerance(), range.low() + range.tolerance());
		assertThat(longest).isBetween(range.high() - range.tolerance(), range.high() + range.tolerance());
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void waitsNeverShrinkFromAttemptToAttempt(@ForAll("settings") RetrySettings settings,
			@ForAll("attempts") int attempt, @ForAll("draws") double draw) {
		RetryConfig config = settings.config();
		BackoffSeries series = new BackoffSeries(config);
		int later = Math.max(attempt, attempt + 1);
		long before = series.waitNanos(attempt, 0, drawing(draw));
		long after = series.waitNanos(later, 0, drawing(draw));
		double rounding = 2 + before * 1e-9;
		assertThat((double) after).isGreaterThanOrEqualTo(before - rounding);
	}

	@Example
	void rangeTellsJitterThatIsCutOffAtTheCap() {
		assertThat(settings().sampleStream().limit(1000).anyMatch((settings) -> {
			RetryConfig config = settings.config();
			long cap = config.maxDelay().toNanos();
			RetryConfig uncapped = config.toBuilder().maxDelay(Duration.ofNanos(Long.MAX_VALUE)).build();
			long cutOff = Math.min(cap, new BackoffSeries(uncapped).waitNanos(10, 0, drawing(0)));
			WaitRange range = WaitRange.of(config, 10, 0);
			return cutOff > range.low() + range.tolerance();
		})).isTrue();
	}

	private static RandomGenerator drawing(double draw) {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new UnsupportedOperationException("Only fractions are drawn");
			}

			@Override
			public double nextDouble() {
				return draw;
			}

		};
	}

	@Provide
	static Arbitrary<RetrySettings> settings() {
		return RetrySettings.any();
	}

	@Provide
	static Arbitrary<Integer> attempts() {
		return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.integers().between(1, 12)),
				Tuple.of(1, Arbitraries.of(63, 64, 65, 90, 91, 92, 93, 1000, 1_000_000, Integer.MAX_VALUE)));
	}

	@Provide
	static Arbitrary<Long> waits() {
		return Arbitraries.oneOf(Arbitraries.of(0L, 1L, Long.MAX_VALUE), Arbitraries.longs().between(0, 1L << 34));
	}

	@Provide
	static Arbitrary<Double> draws() {
		return Arbitraries.oneOf(Arbitraries.of(0.0, 0.5, Math.nextDown(1.0)), Arbitraries.doubles().between(0, 0.99));
	}

}
