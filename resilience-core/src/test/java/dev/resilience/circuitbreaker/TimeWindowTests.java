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

package dev.resilience.circuitbreaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimeWindowTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final TimeWindow window = new TimeWindow(WindowShape.time(60 * SECOND));

	@ParameterizedTest
	@ValueSource(longs = { 0, -7_000_000_000L, Long.MAX_VALUE - 5_000_000_000L })
	void sumsEqualThoseOfAListWhateverTheClockBeginsWith(long begin) {
		List<long[]> model = new ArrayList<>();
		SplittableRandom random = new SplittableRandom(1);
		long now = begin;
		for (int i = 0; i < 3000; i++) {
			now += SECOND * ((random.nextInt(200) == 0) ? random.nextInt(300) : random.nextInt(4));
			int outcome = random.nextInt(4);
			this.window.record((outcome & 1) != 0, (outcome & 2) != 0, now, TripRules.NONE);
			model.add(new long[] { now, outcome });
			long until = now;
			model.removeIf((call) -> until - call[0] >= 60 * SECOND);
			assertThat(this.window.tally(now))
				.isEqualTo(new Window.Tally(model.size(), model.stream().filter((call) -> (call[1] & 1) != 0).count(),
						model.stream().filter((call) -> (call[1] & 2) != 0).count()));
		}
	}

	@Test
	void burstLeavesTheWindowExactlyWhenItsTimeIsOver() {
		long begin = 12_345_678_901L;
		this.window.record(true, false, begin, TripRules.NONE);
		assertThat(this.window.tally(begin + 60 * SECOND - 1).failures()).isOne();
		assertThat(this.window.tally(begin + 60 * SECOND).failures()).isZero();
	}

	@Test
	void burstAfterASilenceLeavesTheWindowExactlyWhenItsTimeIsOver() {
		this.window.record(false, false, 0, TripRules.NONE);
		long begin = 100 * SECOND + SECOND / 3;
		this.window.record(true, false, begin, TripRules.NONE);
		assertThat(this.window.tally(begin + 60 * SECOND - 1).failures()).isOne();
		assertThat(this.window.tally(begin + 60 * SECOND).failures()).isZero();
	}

	@Test
	void judgesOnlyTheSlowCallsThatAreStillInTheWindow() {
		TripRules rules = new TripRules(0, 0, 0, 50, 2);
		assertThat(this.window.record(false, false, 0, rules)).isNull();
		assertThat(this.window.record(false, true, SECOND, rules)).contains("1 of 2 calls");
		assertThat(this.window.record(false, true, 2 * SECOND, rules)).contains("2 of 3 calls");
		assertThat(this.window.record(false, false, 100 * SECOND, rules)).isNull();
		assertThat(this.window.record(false, false, 100 * SECOND, rules)).isNull();
		assertThat(this.window.record(false, true, 100 * SECOND, rules)).isNull();
	}

	@Test
	void showsNothingBeforeTheFirstCall() {
		assertThat(this.window.tally(1000 * SECOND)).isEqualTo(Window.Tally.EMPTY);
	}

	@Test
	void readingChangesNothing() {
		this.window.record(true, false, 0, TripRules.NONE);
		assertThat(this.window.tally(1000 * SECOND)).isEqualTo(Window.Tally.EMPTY);
		assertThat(this.window.tally(0).failures()).isOne();
	}

	@Test
	void longSilenceEmptiesIt() {
		for (int i = 0; i < 60; i++) {
			this.window.record(true, true, i * SECOND, TripRules.NONE);
		}
		long later = Duration.ofDays(3650).toNanos();
		this.window.record(false, false, later, TripRules.NONE);
		assertThat(this.window.tally(later)).isEqualTo(new Window.Tally(1, 0, 0));
	}

	@Test
	void olderReadingOfASlowerThreadCountsAsOfNow() {
		this.window.record(true, false, 100 * SECOND, TripRules.NONE);
		this.window.record(true, false, 130 * SECOND, TripRules.NONE);
		this.window.record(true, false, 90 * SECOND, TripRules.NONE);
		assertThat(this.window.tally(130 * SECOND)).isEqualTo(new Window.Tally(3, 3, 0));
	}

	@Test
	void judgesTheSumsAsTheyStandWithTheCall() {
		TripRules rules = new TripRules(0, 0, 50, 0, 4);
		assertThat(this.window.record(true, false, 0, rules)).isNull();
		assertThat(this.window.record(true, false, SECOND, rules)).isNull();
		assertThat(this.window.record(true, false, 2 * SECOND, rules)).isNull();
		assertThat(this.window.record(false, false, 60 * SECOND, rules)).isNull();
		assertThat(this.window.record(false, false, 60 * SECOND, rules))
			.isEqualTo("failure rate 50.0 %: 2 of 4 calls (threshold 50.0 %)");
	}

	@Test
	void losesNoCallToAConcurrentTurn() throws InterruptedException {
		AtomicLong clock = new AtomicLong();
		List<Thread> threads = new ArrayList<>();
		for (int thread = 0; thread < 8; thread++) {
			threads.add(new Thread(() -> {
				for (int i = 0; i < 50_000; i++) {
					// 400,000 calls in less than the window, turning it every few calls
					this.window.record((i & 1) == 0, (i & 2) == 0, clock.addAndGet(SECOND / 10_000), TripRules.NONE);
				}
			}));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.window.tally(clock.get())).isEqualTo(new Window.Tally(400_000, 200_000, 200_000));
	}

}
