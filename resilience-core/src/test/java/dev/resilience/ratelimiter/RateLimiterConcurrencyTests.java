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
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimiterConcurrencyTests {

	private static final int THREADS = 4;

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stopThreads() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	/** 999,983 is prime: the origin of its units moves while the takers run. */
	@ParameterizedTest
	@ValueSource(ints = { 7, 1000, 999_983 })
	void takersNeverGetMoreThanTheBurstAndWhatTheRateGrants(int permits) throws Exception {
		int burst = 10;
		RateLimiter limiter = limiter(permits, burst, Duration.ZERO);
		Duration step = Duration.ofSeconds(1).dividedBy(permits);
		AtomicLong taken = new AtomicLong();
		AtomicBoolean over = new AtomicBoolean();
		List<Future<?>> takers = takers(() -> {
			SplittableRandom random = new SplittableRandom();
			while (!over.get()) {
				int weight = 1 + random.nextInt(3);
				if (limiter.tryAcquire(weight)) {
					taken.addAndGet(weight);
				}
			}
			return null;
		});
		int steps = 20_000;
		for (int move = 0; move < steps; move++) {
			this.time.advance((move % 5000 == 0) ? Duration.ofHours(1) : step);
		}
		over.set(true);
		await(takers);
		// Each hour grants at most the burst, as permits are not kept beyond it.
		long granted = burst + (steps + (steps / 5000)) + 4L * burst;
		assertThat(taken.get()).isBetween(1L, granted);
		assertThat(limiter.snapshot().accepted() + limiter.snapshot().rejected()).isPositive();
	}

	@Test
	void takersGetExactlyTheBurstWhileTheClockStands() throws Exception {
		int burst = 500_000;
		RateLimiter limiter = limiter(10, burst, Duration.ZERO);
		CyclicBarrier start = new CyclicBarrier(THREADS);
		AtomicLong taken = new AtomicLong();
		await(takers(() -> {
			start.await(30, TimeUnit.SECONDS);
			long own = 0;
			while (limiter.tryEnter(SharedCall.INSTANCE, 0) >= 0) {
				own++;
			}
			taken.addAndGet(own);
			return null;
		}));
		assertThat(taken).hasValue(burst);
	}

	@Test
	void permitsOfAReplacedRateAreNotTakenTwice() throws Exception {
		int burst = 2_000_000;
		RateLimiter limiter = limiter(10, burst, Duration.ZERO);
		AtomicLong taken = new AtomicLong();
		AtomicBoolean over = new AtomicBoolean();
		List<Future<?>> takers = takers(() -> {
			long own = 0;
			while (!over.get() && limiter.tryEnter(SharedCall.INSTANCE, 0) >= 0) {
				own++;
			}
			taken.addAndGet(own);
			return null;
		});
		for (int change = 0; change < 5000; change++) {
			limiter.changeRate(1 + change % 20, Duration.ofSeconds(1));
		}
		over.set(true);
		await(takers);
		taken.addAndGet(limiter.drain());
		assertThat(taken).hasValue(burst);
	}

	/** Replaced meters, full counts and rates that leave no room for a count. */
	@Test
	void everyAdmittedCallIsCountedOnceAndTheCountNeverFalls() throws Exception {
		RateLimiter limiter = limiter(1000, 2_000_000, Duration.ZERO);
		AtomicLong admitted = new AtomicLong();
		AtomicBoolean over = new AtomicBoolean();
		List<Future<?>> takers = takers(() -> {
			long own = 0;
			while (!over.get() && limiter.tryEnter(SharedCall.INSTANCE, 0) >= 0) {
				own++;
			}
			admitted.addAndGet(own);
			return null;
		});
		long before = 0;
		for (int change = 0; change < 3000; change++) {
			limiter.changeRate((change % 3 == 0) ? 1 : 1000, Duration.ofSeconds(1 + 1000L * (change % 2)));
			long now = limiter.snapshot().accepted();
			assertThat(now).isGreaterThanOrEqualTo(before);
			before = now;
		}
		over.set(true);
		await(takers);
		assertThat(limiter.snapshot().accepted()).isEqualTo(admitted.get());
	}

	@Test
	void waitersAreServedInTheOrderInWhichTheyCame() throws Exception {
		RateLimiter limiter = limiter(1000, 1, Duration.ofDays(1));
		limiter.drain();
		List<Integer> served = Collections.synchronizedList(new ArrayList<>());
		List<Integer> expected = new ArrayList<>();
		for (int call = 0; call < 1000; call++) {
			int number = call;
			Waiter waiter = limiter.await(SharedCall.INSTANCE, 0);
			assertThat(waiter).isNotNull();
			waiter.onSettled(() -> served.add(number));
			expected.add(number);
		}
		AtomicBoolean over = new AtomicBoolean();
		AtomicLong overtaken = new AtomicLong();
		List<Future<?>> newcomers = takers(() -> {
			while (!over.get() && served.size() < 1000) {
				boolean waiting = served.size() < 999;
				if (limiter.tryEnter(SharedCall.INSTANCE, this.time.nanoTime()) >= 0 && served.size() < 1000
						&& waiting) {
					overtaken.incrementAndGet();
				}
				Thread.yield();
			}
			return null;
		});
		for (int move = 0; move < 1000; move++) {
			this.time.advance(Duration.ofMillis(1));
		}
		over.set(true);
		await(newcomers);
		assertThat(served).isEqualTo(expected);
		assertThat(overtaken).hasValue(0);
	}

	@Test
	void stormOfWaitsAndCancelsLeavesNoWaiterNoTaskAndNoMoreThanTheRate() throws Exception {
		RateLimiter limiter = limiter(1000, 5, Duration.ofMillis(20));
		AtomicLong admitted = new AtomicLong();
		AtomicBoolean over = new AtomicBoolean();
		List<Future<?>> callers = takers(() -> {
			SplittableRandom random = new SplittableRandom();
			while (!over.get()) {
				RateLimiterTests.WeightedCall call = new RateLimiterTests.WeightedCall(1 + random.nextInt(5));
				long permit = limiter.tryEnter(call, this.time.nanoTime());
				if (permit < 0) {
					Waiter waiter = limiter.await(call, this.time.nanoTime());
					if (waiter == null) {
						continue;
					}
					int patience = random.nextInt(2000);
					while (waiter.poll() == Waiter.WAITING && patience-- > 0) {
						Thread.onSpinWait();
					}
					permit = waiter.cancel();
				}
				if (permit >= 0) {
					if (random.nextInt(4) == 0) {
						limiter.release(permit);
					}
					else {
						admitted.addAndGet(call.weight());
					}
				}
			}
			return null;
		});
		// Time moves fast: without this it may be over before a caller has begun.
		while (admitted.get() == 0) {
			Thread.onSpinWait();
		}
		int steps = 10_000;
		for (int move = 0; move < steps; move++) {
			this.time.advance(Duration.ofMillis(1));
		}
		over.set(true);
		await(callers);
		assertThat(admitted.get()).isBetween(1L, 5L + steps);
		assertThat(limiter.snapshot().waiting()).isZero();
		assertThat(this.time.scheduledTasks()).isZero();
		this.time.advance(Duration.ofMillis(5));
		assertThat(limiter.drain()).isEqualTo(5);
	}

	@Test
	void waiterThatIsServedAndCancelledAtOnceEndsInOneOfBoth() throws Exception {
		RateLimiter limiter = limiter(1000, 1, Duration.ofSeconds(1));
		int rounds = 5_000;
		CyclicBarrier meeting = new CyclicBarrier(2);
		Waiter[] current = new Waiter[1];
		AtomicLong handedOver = new AtomicLong();
		Future<?> canceller = this.threads.submit(() -> {
			for (int round = 0; round < rounds; round++) {
				meeting.await(30, TimeUnit.SECONDS);
				if (current[0].cancel() >= 0) {
					handedOver.incrementAndGet();
				}
				meeting.await(30, TimeUnit.SECONDS);
			}
			return null;
		});
		long unused = 0;
		limiter.drain();
		for (int round = 0; round < rounds; round++) {
			Waiter waiter = limiter.await(SharedCall.INSTANCE, 0);
			assertThat(waiter).isNotNull();
			current[0] = waiter;
			meeting.await(30, TimeUnit.SECONDS);
			this.time.advance(Duration.ofMillis(1));
			meeting.await(30, TimeUnit.SECONDS);
			assertThat(this.time.scheduledTasks()).isZero();
			unused += limiter.drain();
		}
		canceller.get(30, TimeUnit.SECONDS);
		assertThat(handedOver.get() + unused).isEqualTo(rounds);
	}

	private RateLimiter limiter(int permits, int burst, Duration maxWait) {
		return RateLimiter.of("search",
				RateLimiterConfig.builder().permits(permits).burst(burst).maxWait(maxWait).build(), this.context);
	}

	private List<Future<?>> takers(Callable<Void> taker) {
		List<Future<?>> futures = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			futures.add(this.threads.submit(taker));
		}
		return futures;
	}

	private static void await(List<Future<?>> futures) throws Exception {
		for (Future<?> future : futures) {
			future.get(60, TimeUnit.SECONDS);
		}
	}

}
