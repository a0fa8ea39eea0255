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

package dev.resilience.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link StripedCounter} and {@link ThreadStripes}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StripedCounterTests {

	private final StripedCounter counter = new StripedCounter();

	@Test
	void beginsAtZero() {
		assertThat(this.counter.sum()).isZero();
		assertThat(this.counter).hasToString("0");
	}

	@Test
	void countsWhatOneThreadAdds() {
		this.counter.increment();
		this.counter.add(41);
		assertThat(this.counter.sum()).isEqualTo(42);
	}

	@Test
	void addsWhatComesFromMoreThreadsOneAfterTheOther() throws Exception {
		this.counter.increment();
		inThreads(3, 1, () -> this.counter.add(10));
		this.counter.increment();
		assertThat(this.counter.sum()).isEqualTo(32);
	}

	// Below, at and beyond the number of threads that have cells.
	@ParameterizedTest(name = "{0} threads")
	@ValueSource(ints = { 2, 3, 16, ThreadStripes.LIMIT + 20 })
	void losesNothingWhenManyThreadsBeginAtOnce(int threads) throws Exception {
		int each = 200_000 / threads;
		for (int round = 0; round < 5; round++) {
			StripedCounter counted = new StripedCounter();
			inThreads(threads, each, counted::increment);
			assertThat(counted.sum()).isEqualTo((long) threads * each);
		}
	}

	@Test
	void losesNothingWhenThreadsComeAndGo() throws Exception {
		for (int round = 0; round < 2 * ThreadStripes.LIMIT; round++) {
			inThreads(2, 50, this.counter::increment);
		}
		assertThat(this.counter.sum()).isEqualTo(2L * ThreadStripes.LIMIT * 100);
	}

	@Test
	void neverFalls() throws Exception {
		CountDownLatch done = new CountDownLatch(3);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			threads.add(new Thread(() -> {
				for (int n = 0; n < 300_000; n++) {
					this.counter.increment();
				}
				done.countDown();
			}));
		}
		threads.forEach(Thread::start);
		long before = 0;
		while (done.getCount() > 0) {
			long now = this.counter.sum();
			assertThat(now).isGreaterThanOrEqualTo(before);
			before = now;
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.counter.sum()).isEqualTo(900_000);
	}

	@Test
	void losesNothingOnVirtualThreads() throws Exception {
		ThreadFactory virtual = VirtualThreads.factory("counting-");
		assumeThat(virtual).as("virtual threads").isNotNull();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			Thread thread = virtual.newThread(() -> {
				assertThat(ThreadStripes.current()).isEqualTo(ThreadStripes.NONE);
				for (int n = 0; n < 100; n++) {
					this.counter.increment();
					Thread.yield();
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.counter.sum()).isEqualTo(50_000);
	}

	@Test
	void noTwoLivingThreadsHaveOneNumber() throws Exception {
		int threads = 64;
		List<Integer> numbers = new ArrayList<>();
		CyclicBarrier together = new CyclicBarrier(threads);
		for (int round = 0; round < 10; round++) {
			numbers.clear();
			inThreads(threads, 1, () -> {
				int number = ThreadStripes.current();
				synchronized (numbers) {
					numbers.add(number);
				}
				await(together);
			});
			assertThat(numbers).hasSize(threads).doesNotHaveDuplicates();
		}
	}

	@Test
	void aThreadKeepsItsNumber() {
		assertThat(ThreadStripes.current()).isEqualTo(ThreadStripes.current());
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void inThreads(int number, int times, Runnable task) throws InterruptedException {
		CyclicBarrier start = new CyclicBarrier(number);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Thread thread = new Thread(() -> {
				await(start);
				for (int n = 0; n < times; n++) {
					task.run();
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

}
