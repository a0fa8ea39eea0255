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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CountWindowTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 31, 32, 33, 64, 100 })
	void sumsEqualThoseOfAList(int size) {
		CountWindow window = new CountWindow(WindowShape.count(size));
		Deque<Integer> model = new ArrayDeque<>();
		SplittableRandom random = new SplittableRandom(size);
		for (int i = 0; i < 10 * size + 50; i++) {
			int outcome = (random.nextInt(3) == 0) ? random.nextInt(4) : 0;
			record(window, outcome);
			model.addLast(outcome);
			if (model.size() > size) {
				model.removeFirst();
			}
			assertThat(window.tally(0))
				.isEqualTo(new Window.Tally(model.size(), model.stream().filter((kept) -> (kept & 1) != 0).count(),
						model.stream().filter((kept) -> (kept & 2) != 0).count()));
		}
		assertThat(window.recount()).isEqualTo(window.tally(0));
	}

	@Test
	void countsSuccessesBeforeAnythingFails() {
		CountWindow window = new CountWindow(WindowShape.count(10));
		for (int i = 0; i < 7; i++) {
			record(window, 0);
		}
		assertThat(window.tally(0)).isEqualTo(new Window.Tally(7, 0, 0));
	}

	@Test
	void judgesTheSumsAsTheyStandWithTheCall() {
		CountWindow window = new CountWindow(WindowShape.count(3));
		TripRules rules = new TripRules(0, 2, 0, 0, 1);
		assertThat(window.record(true, false, 0, rules)).isNull();
		assertThat(window.record(false, false, 0, rules)).isNull();
		assertThat(window.record(false, false, 0, rules)).isNull();
		assertThat(window.record(true, false, 0, rules)).isNull();
		assertThat(window.record(true, false, 0, rules)).startsWith("2 failures in the window of 3 calls");
	}

	@Test
	void holdsTheSumsOfTheLargestWindow() {
		CountWindow window = new CountWindow(WindowShape.count(CountWindow.MAX_SIZE));
		for (int i = 0; i < CountWindow.MAX_SIZE + 10; i++) {
			record(window, 3);
		}
		assertThat(window.tally(0))
			.isEqualTo(new Window.Tally(CountWindow.MAX_SIZE, CountWindow.MAX_SIZE, CountWindow.MAX_SIZE));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 10, 100 })
	@Tag("race")
	void sumsEqualARecountAfterAStorm(int size) throws InterruptedException {
		for (int round = 0; round < 50; round++) {
			CountWindow window = new CountWindow(WindowShape.count(size));
			CountDownLatch start = new CountDownLatch(1);
			List<Thread> threads = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				SplittableRandom random = new SplittableRandom(round * 31L + thread);
				threads.add(new Thread(() -> {
					await(start);
					for (int i = 0; i < 500; i++) {
						record(window, random.nextInt(4));
					}
				}));
			}
			threads.forEach(Thread::start);
			start.countDown();
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(window.tally(0)).isEqualTo(window.recount());
			assertThat(window.tally(0).calls()).isEqualTo(size);
		}
	}

	private static void record(CountWindow window, int outcome) {
		window.record((outcome & 1) != 0, (outcome & 2) != 0, 0, TripRules.NONE);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
