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

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class GcraTests {

	private static final long SECOND = 1_000_000_000L;

	@Test
	void burstIsAvailableAtOnceAndOnePermitComesBackPerInterval() {
		Gcra gcra = Gcra.of(50, SECOND, 50, 9);
		long tat = gcra.take(0, 0, 50);
		assertThat(gcra.available(tat, 0)).isZero();
		assertThat(gcra.take(tat, gcra.units(19_999_999), 1)).isNegative();
		assertThat(gcra.take(tat, gcra.units(20_000_000), 1)).isPositive();
		assertThat(gcra.available(tat, gcra.units(SECOND))).isEqualTo(50);
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 7, 11, 49, 60, 997, 999_983 })
	void intervalThatIsNoWholeNumberOfNanosecondsDoesNotDrift(int permits) {
		Gcra gcra = Gcra.of(permits, SECOND, permits, 0);
		long tat = 0;
		for (int second = 0; second < 1000; second++) {
			tat = gcra.take(tat, gcra.units(second * SECOND), permits);
			assertThat(tat).as("second %s", second).isPositive();
			long next = gcra.take(tat, gcra.units((second + 1) * SECOND - 1), permits);
			assertThat(next).as("a nanosecond before second %s", second + 1).isNegative();
		}
	}

	@ParameterizedTest
	@CsvSource({ "2147483647, 60000000000", "2147483647, 1", "2147483629, 86400000000000", "1000003, 3600000000001" })
	void ratesThatDoNotFitAreRoundedToTheSlowerSideByLessThanOnePartIn500Million(int permits, long period) {
		Gcra gcra = Gcra.of(permits, period, permits, 34);
		long whole = gcra.readyAt(0, 0, 2L * permits) - gcra.readyAt(0, 0, permits);
		assertThat(whole).isBetween(period, period + period / 500_000_000 + 1);
	}

	@Test
	void takingSaturatesAtTheEndsOfTheHorizon() {
		for (int permits : new int[] { 1, 50, 999_983, Integer.MAX_VALUE }) {
			Gcra gcra = Gcra.of(permits, SECOND, permits, 0);
			long end = gcra.units(gcra.horizonNanos());
			long tat = gcra.take(0, end, permits);
			assertThat(tat).isGreaterThan(end);
			assertThat(gcra.take(tat, end, 1)).isNegative();
			assertThat(gcra.available(tat, end)).isZero();
		}
	}

	@Test
	void queueTooLongToTellIsNeverReady() {
		Gcra gcra = Gcra.of(1, SECOND, 1, 0);
		assertThat(gcra.readyAt(0, 0, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void spentPermitsAreCarriedOverToAnotherRateAsFarAsItsBurstGoes() {
		Gcra old = Gcra.of(10, SECOND, 10, 0);
		long spentFour = old.take(0, 0, 4);
		Gcra wider = Gcra.of(100, SECOND, 20, 0);
		assertThat(wider.available(old.carryOver(spentFour, 0, wider), 0)).isEqualTo(16);
		Gcra narrow = Gcra.of(2, SECOND, 3, 0);
		assertThat(narrow.available(old.carryOver(spentFour, 0, narrow), 0)).isZero();
		assertThat(narrow.available(old.carryOver(spentFour, 0, narrow), narrow.units(SECOND / 2))).isEqualTo(1);
	}

	/**
	 * Random rates against the definition, in exact numbers: in any span at most the
	 * burst and what the rate grants is admitted, and a refused call is admitted exactly
	 * after the wait that it was told.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void admitsNeverMoreThanBurstAndRateAndTellsTightWaits(long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		for (int trial = 0; trial < 200; trial++) {
			int permits = 1 + (int) Math.pow(random.nextInt(1, 2_000), random.nextDouble(0.1, 2.5));
			long period = 1 + (long) Math.pow(random.nextInt(1, 100_000), random.nextDouble(0.1, 2.5));
			int burst = random.nextInt(1, 50);
			if (Gcra.isRepresentable(permits, period, burst)) {
				walk(random, Gcra.of(permits, period, burst, 9), permits, period, burst);
			}
		}
	}

	private static void walk(SplittableRandom random, Gcra gcra, int permits, long period, int burst) {
		record Admission(long at, int weight) {

		}
		Deque<Admission> admissions = new ArrayDeque<>();
		long now = 0;
		long tat = 0;
		for (int step = 0; step < 60; step++) {
			now = Math.min(now + random.nextLong(1 + 3 * (period / permits + 1)), gcra.horizonNanos());
			int weight = random.nextInt(1, burst + 1);
			long next = gcra.take(tat, gcra.units(now), weight);
			long readyAt = gcra.readyAt(tat, gcra.units(now), weight);
			if (next < 0) {
				assertThat(readyAt).isGreaterThan(now);
				assertThat(gcra.take(tat, gcra.units(readyAt - 1), weight)).isNegative();
				assertThat(gcra.take(tat, gcra.units(readyAt), weight)).isPositive();
				continue;
			}
			assertThat(readyAt).isLessThanOrEqualTo(now);
			tat = next;
			admissions.addLast(new Admission(now, weight));
			long admitted = 0;
			for (Admission earlier : (Iterable<Admission>) admissions::descendingIterator) {
				admitted += earlier.weight();
				// admitted <= burst + elapsed * permits / period
				BigInteger granted = BigInteger.valueOf(now - earlier.at()).multiply(BigInteger.valueOf(permits));
				BigInteger excess = BigInteger.valueOf(admitted - burst).multiply(BigInteger.valueOf(period));
				assertThat(excess).isLessThanOrEqualTo(granted);
			}
		}
	}

}
