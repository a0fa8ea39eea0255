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
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackoffSeriesTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final int SEED = 20260101;

	@ParameterizedTest
	@CsvSource({ "FIXED, 100, 100, 100, 100", "LINEAR, 100, 130, 160, 190", "EXPONENTIAL, 100, 300, 900, 1000",
			"FIBONACCI, 100, 200, 300, 500" })
	void seriesGrowUpToTheCap(Backoff backoff, long first, long second, long third, long fourth) {
		BackoffSeries series = new BackoffSeries(RetryConfig.builder()
			.backoff(backoff)
			.delay(Duration.ofNanos(100))
			.increment(Duration.ofNanos(30))
			.multiplier(3)
			.maxDelay(Duration.ofNanos(1000))
			.jitter(Jitter.NONE)
			.build());
		assertThat(waits(series, 4)).containsExactly(first, second, third, fourth);
	}

	@ParameterizedTest
	@EnumSource(Backoff.class)
	void theFirstWaitIsTheDelay(Backoff backoff) {
		BackoffSeries series = new BackoffSeries(RetryConfig.builder().backoff(backoff).jitter(Jitter.NONE).build());
		assertThat(waits(series, 1)).containsExactly(Duration.ofMillis(200).toNanos());
	}

	@ParameterizedTest
	@CsvSource({ "PROPORTIONAL, 4, 1, 10, 3, 5", "PROPORTIONAL, 9, 1, 10, 6, 10", "PROPORTIONAL, 4, 3, 10, 6, 10",
			"FULL, 4, 1, 10, 0, 4", "FULL, 4, 3, 10, 0, 10", "EQUAL, 4, 1, 10, 2, 4", "EQUAL, 4, 3, 10, 5, 10",
			"DECORRELATED, 4, 1, 100, 4, 12", "DECORRELATED, 4, 1, 6, 2, 6" })
	void jitterSpreadsOverItsWholeRangeAndIsScaledToTheCap(Jitter jitter, long delay, int attempt, long cap, long low,
			long high) {
		BackoffSeries series = new BackoffSeries(RetryConfig.builder()
			.delay(Duration.ofSeconds(delay))
			.maxDelay(Duration.ofSeconds(cap))
			.jitter(jitter)
			.jitterFactor(0.25)
			.build());
		assertThat(series.waitNanos(attempt, 0, always(0))).isEqualTo(low * SECOND);
		assertThat(series.waitNanos(attempt, 0, always(1))).isEqualTo(high * SECOND);
	}

	@Test
	void decorrelatedJitterGrowsFromThePreviousWait() {
		BackoffSeries series = new BackoffSeries(
				RetryConfig.builder().delay(Duration.ofSeconds(1)).jitter(Jitter.DECORRELATED).build());
		assertThat(series.waitNanos(2, 2 * SECOND, always(0))).isEqualTo(SECOND);
		assertThat(series.waitNanos(2, 2 * SECOND, always(1))).isEqualTo(6 * SECOND);
	}

	@Test
	void decorrelatedJitterIsNotLiftedByAWaitThatARejectionPrescribed() {
		BackoffSeries series = new BackoffSeries(
				RetryConfig.builder().delay(Duration.ofSeconds(3)).jitter(Jitter.DECORRELATED).build());
		long prescribed = 60 * SECOND;
		assertThat(series.waitNanos(2, prescribed, always(0))).isEqualTo(SECOND);
		assertThat(series.waitNanos(2, prescribed, always(1))).isEqualTo(10 * SECOND);
	}

	@ParameterizedTest
	@EnumSource(value = Jitter.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void jitterNeverVanishesAtTheCap(Jitter jitter) {
		BackoffSeries series = new BackoffSeries(
				RetryConfig.builder().delay(Duration.ofSeconds(1)).jitter(jitter).build());
		Random random = new Random(SEED);
		long cap = 10 * SECOND;
		long previous = cap;
		long[] draws = new long[10_000];
		for (int i = 0; i < draws.length; i++) {
			previous = series.waitNanos(40, previous, random);
			draws[i] = previous;
		}
		assertThat(LongStream.of(draws).max().orElseThrow()).isBetween((long) (0.99 * cap), cap);
		assertThat(LongStream.of(draws).min().orElseThrow()).isLessThan((long) (0.51 * cap));
		assertThat(LongStream.of(draws).distinct().count()).isGreaterThan(9_900);
		assertThat(LongStream.of(draws).filter((draw) -> draw == cap).count()).isLessThan(10);
	}

	@Test
	void noSettingAndNoAttemptLeadsOutOfBounds() {
		Random random = new Random(SEED);
		for (int i = 0; i < 10_000; i++) {
			RetryConfig config = randomConfig(random);
			BackoffSeries series = new BackoffSeries(config);
			long cap = saturatedNanos(config.maxDelay());
			long previous = 0;
			for (int attempt : new int[] { 1, 2, 3, 10, 63, 64, 92, 93, 1_000_000, Integer.MAX_VALUE }) {
				previous = series.waitNanos(attempt, previous, random);
				assertThat(previous).as("wait after attempt %d", attempt).isBetween(0L, cap);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "FIXED, 200000000", "LINEAR, 9223372036854775807", "EXPONENTIAL, 9223372036854775807",
			"FIBONACCI, 9223372036854775807" })
	void manyAttemptsSaturateInsteadOfOverflowing(Backoff backoff, long expected) {
		BackoffSeries series = new BackoffSeries(RetryConfig.builder()
			.backoff(backoff)
			.increment(Duration.ofDays(100))
			.maxDelay(Duration.ofSeconds(Long.MAX_VALUE))
			.jitter(Jitter.NONE)
			.build());
		assertThat(series.waitNanos(1_000_000, 0, always(0))).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource(Backoff.class)
	void aDelayOfZeroStaysZeroForever(Backoff backoff) {
		BackoffSeries series = new BackoffSeries(RetryConfig.builder().backoff(backoff).delay(Duration.ZERO).build());
		assertThat(series.waitNanos(1_000_000, 0, always(1))).isZero();
	}

	private static RetryConfig randomConfig(Random random) {
		Duration delay = Duration.ofNanos(randomNanos(random));
		RetryConfig.Builder builder = RetryConfig.builder()
			.delay(delay)
			.backoff(Backoff.values()[random.nextInt(Backoff.values().length)])
			.jitter(Jitter.values()[random.nextInt(Jitter.values().length)])
			.jitterFactor(random.nextDouble())
			.multiplier(1 + random.nextDouble() * ((random.nextInt(10) == 0) ? Double.MAX_VALUE / 2 : 10))
			.increment(Duration.ofNanos(randomNanos(random)));
		if (random.nextBoolean()) {
			builder.maxDelay(delay.plusNanos(randomNanos(random)));
		}
		return builder.build();
	}

	private static long randomNanos(Random random) {
		return (random.nextInt(20) == 0) ? 0 : random.nextLong() >>> (1 + random.nextInt(62));
	}

	private static long saturatedNanos(Duration duration) {
		return (duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) ? Long.MAX_VALUE : duration.toNanos();
	}

	private static long[] waits(BackoffSeries series, int count) {
		return LongStream.rangeClosed(1, count)
			.map((attempt) -> series.waitNanos((int) attempt, 0, always(0.5)))
			.toArray();
	}

	static RandomGenerator always(double value) {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new UnsupportedOperationException();
			}

			@Override
			public double nextDouble() {
				return value;
			}

		};
	}

}
