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

package dev.resilience.bulkhead;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class BulkheadConcurrencyTests {

	private static final int THREADS = 6;

	private final PolicyContext context = PolicyContext.standalone(ManualTime.stopped());

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger mostInFlight = new AtomicInteger();

	private final AtomicInteger admitted = new AtomicInteger();

	@AfterEach
	void stopThreads() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void stormAtAStableLimitNeverExceedsItAndEndsWithEveryPermitBack() throws Exception {
		Bulkhead bulkhead = bulkhead(3, 4);
		storm(bulkhead, 20_000);
		assertThat(bulkhead.snapshot().accepted()).isEqualTo(this.admitted.get());
		assertThat(this.mostInFlight).hasValueBetween(1, 3);
		assertThat(bulkhead.snapshot().active()).isZero();
		assertThat(bulkhead.snapshot().waiting()).isZero();
	}

	@Test
	void stormUnderResizingEndsWithEveryPermitBack() throws Exception {
		Bulkhead bulkhead = bulkhead(3, 4);
		AtomicBoolean over = new AtomicBoolean();
		Future<?> resizing = this.threads.submit(() -> {
			RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
			while (!over.get()) {
				bulkhead.changeLimit(random.nextInt(6));
				Thread.yield();
			}
		});
		storm(bulkhead, 20_000);
		over.set(true);
		resizing.get(30, TimeUnit.SECONDS);
		assertThat(bulkhead.snapshot().accepted()).isEqualTo(this.admitted.get());
		assertThat(bulkhead.snapshot().active()).isZero();
		assertThat(bulkhead.snapshot().waiting()).isZero();
		bulkhead.changeLimit(2);
		assertThat(List.of(bulkhead.tryAcquire(), bulkhead.tryAcquire(), bulkhead.tryAcquire())).containsExactly(true,
				true, false);
	}

	/** Each thread enters or waits, gives up now and then, and leaves. */
	private void storm(Bulkhead bulkhead, int rounds) throws Exception {
		List<Callable<Void>> callers = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			long seed = thread;
			callers.add(() -> {
				RandomGenerator random = new SplittableRandom(seed);
				for (int round = 0; round < rounds; round++) {
					callOnce(bulkhead, random);
				}
				return null;
			});
		}
		for (Future<Void> caller : this.threads.invokeAll(callers, 60, TimeUnit.SECONDS)) {
			caller.get();
		}
	}

	private void callOnce(Bulkhead bulkhead, RandomGenerator random) {
		long permit = bulkhead.tryEnter(SharedCall.INSTANCE, 0);
		if (permit < 0) {
			Waiter waiter = bulkhead.await(SharedCall.INSTANCE, 0);
			if (waiter == null) {
				return;
			}
			int patience = random.nextInt(200);
			while (waiter.poll() == Waiter.WAITING && patience > 0) {
				patience--;
				Thread.onSpinWait();
			}
			permit = waiter.cancel();
			if (permit < 0) {
				return;
			}
		}
		this.admitted.incrementAndGet();
		int now = this.inFlight.incrementAndGet();
		this.mostInFlight.accumulateAndGet(now, Math::max);
		if (random.nextInt(8) == 0) {
			Thread.yield();
		}
		this.inFlight.decrementAndGet();
		if (random.nextBoolean()) {
			bulkhead.exit(permit, OutcomeKind.SUCCESS, null, null, 0);
		}
		else {
			bulkhead.release(permit);
		}
	}

	@Test
	void permitsGivenBackOnceTooOftenLeaveNoneBeyondTheLimit() throws Exception {
		Bulkhead bulkhead = bulkhead(1, 0);
		AtomicInteger refused = new AtomicInteger();
		Runnable releasing = () -> {
			try {
				bulkhead.release();
			}
			catch (IllegalStateException ex) {
				refused.incrementAndGet();
			}
		};
		int rounds = 50_000;
		race(rounds, () -> assertThat(bulkhead.tryAcquire()).isTrue(), releasing, releasing,
				() -> assertThat(bulkhead.snapshot().active()).isZero());
		assertThat(refused).hasValue(rounds);
		assertThat(bulkhead.snapshot().accepted()).isEqualTo(rounds);
	}

	@Test
	void waiterThatComesAsTheOnlyPermitComesBackGetsIt() throws Exception {
		Bulkhead bulkhead = bulkhead(1, 1);
		Waiter[] current = new Waiter[1];
		race(50_000, () -> assertThat(bulkhead.tryAcquire()).isTrue(), bulkhead::release,
				() -> current[0] = bulkhead.await(SharedCall.INSTANCE, 0), () -> {
					assertThat(current[0].poll()).isEqualTo(PermitPool.PERMIT);
					bulkhead.release();
				});
		assertThat(bulkhead.snapshot().active()).isZero();
	}

	/** Runs two steps at the same moment, often, each time between two others. */
	private void race(int rounds, Runnable before, Runnable first, Runnable second, Runnable after) throws Exception {
		AtomicInteger begun = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		Future<?> other = this.threads.submit(() -> {
			for (int round = 1; round <= rounds; round++) {
				await(begun, round);
				second.run();
				ended.set(round);
			}
		});
		for (int round = 1; round <= rounds; round++) {
			before.run();
			begun.set(round);
			pauseFor(round % 32);
			first.run();
			await(ended, round);
			after.run();
		}
		other.get(30, TimeUnit.SECONDS);
	}

	// The other thread takes a moment to see that it is its turn: meet it early and late.
	private static void pauseFor(int spins) {
		for (int spin = 0; spin < spins; spin++) {
			Thread.onSpinWait();
		}
	}

	@SuppressWarnings("ThreadPriorityCheck")
	private static void await(AtomicInteger counter, int value) {
		for (int spins = 0; counter.get() < value; spins++) {
			if (Thread.interrupted()) {
				throw new IllegalStateException("The test is over");
			}
			if (spins < 1000) {
				Thread.onSpinWait();
			}
			else {
				Thread.yield();
			}
		}
	}

	@Test
	void permitHandedToAWaiterThatIsBeingCancelledIsNotLost() throws Exception {
		Bulkhead bulkhead = bulkhead(1, 1);
		int rounds = 20_000;
		CyclicBarrier start = new CyclicBarrier(2);
		AtomicInteger handedOver = new AtomicInteger();
		Waiter[] current = new Waiter[1];
		assertThat(bulkhead.tryAcquire()).isTrue();
		Future<?> canceller = this.threads.submit(() -> {
			for (int round = 0; round < rounds; round++) {
				start.await(30, TimeUnit.SECONDS);
				if (current[0].cancel() >= 0) {
					handedOver.incrementAndGet();
					bulkhead.release(PermitPool.PERMIT);
				}
				start.await(30, TimeUnit.SECONDS);
			}
			return null;
		});
		for (int round = 0; round < rounds; round++) {
			Waiter waiter = bulkhead.await(SharedCall.INSTANCE, 0);
			assertThat(waiter).isNotNull();
			current[0] = waiter;
			start.await(30, TimeUnit.SECONDS);
			bulkhead.release();
			start.await(30, TimeUnit.SECONDS);
			assertThat(bulkhead.snapshot().active()).as("round %s", round).isZero();
			assertThat(bulkhead.tryAcquire()).isTrue();
		}
		canceller.get(30, TimeUnit.SECONDS);
		assertThat(handedOver).as("rounds in which the permit came first").hasValueGreaterThan(0);
	}

	@Test
	void waitersAreAdmittedInTheOrderInWhichTheyCame() throws Exception {
		Bulkhead bulkhead = bulkhead(1, 1000);
		assertThat(bulkhead.tryAcquire()).isTrue();
		List<Integer> admitted = new ArrayList<>();
		List<Integer> expected = new ArrayList<>();
		for (int call = 0; call < 1000; call++) {
			int number = call;
			Waiter waiter = bulkhead.await(SharedCall.INSTANCE, 0);
			assertThat(waiter).isNotNull();
			waiter.onSettled(() -> admitted.add(number));
			if (call % 7 == 3) {
				waiter.cancel();
				admitted.remove(admitted.size() - 1);
			}
			else {
				expected.add(number);
			}
		}
		AtomicInteger left = new AtomicInteger(expected.size());
		List<Callable<Void>> callers = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			callers.add(() -> {
				while (true) {
					synchronized (admitted) {
						if (left.getAndDecrement() <= 0) {
							return null;
						}
						bulkhead.release();
					}
					// A newcomer must find no gap between one waiter and the next.
					assertThat(bulkhead.tryEnter(SharedCall.INSTANCE, 0)).isNegative();
				}
			});
		}
		for (Future<Void> caller : this.threads.invokeAll(callers, 30, TimeUnit.SECONDS)) {
			caller.get();
		}
		assertThat(admitted).isEqualTo(expected);
	}

	@Test
	void noCallEntersByALimitThatHasBeenLowered() throws Exception {
		Bulkhead bulkhead = bulkhead(Integer.MAX_VALUE, 0);
		int rounds = 2_000;
		CyclicBarrier meeting = new CyclicBarrier(2);
		Future<?> caller = this.threads.submit(() -> {
			for (int round = 0; round < rounds; round++) {
				meeting.await(30, TimeUnit.SECONDS);
				while (bulkhead.tryEnter(SharedCall.INSTANCE, 0) >= 0) {
					// Enters as fast as it can, so that the change falls into an attempt.
				}
				meeting.await(30, TimeUnit.SECONDS);
			}
			return null;
		});
		for (int round = 0; round < rounds; round++) {
			int before = bulkhead.snapshot().active();
			meeting.await(30, TimeUnit.SECONDS);
			while (bulkhead.snapshot().active() == before) {
				Thread.onSpinWait();
			}
			bulkhead.changeLimit(0);
			int active = bulkhead.snapshot().active();
			meeting.await(30, TimeUnit.SECONDS);
			assertThat(bulkhead.snapshot().active()).as("round %s", round).isEqualTo(active);
			bulkhead.changeLimit(Integer.MAX_VALUE);
		}
		caller.get(30, TimeUnit.SECONDS);
	}

	@Test
	void newcomerDoesNotTakeThePermitsOfARaisedLimitBeforeTheWaiters() throws Exception {
		int waiters = 500;
		int rounds = 100;
		Bulkhead bulkhead = bulkhead(1, waiters);
		CyclicBarrier meeting = new CyclicBarrier(2);
		AtomicBoolean raised = new AtomicBoolean();
		Future<Integer> newcomer = this.threads.submit(() -> {
			int overtaken = 0;
			for (int round = 0; round < rounds; round++) {
				meeting.await(30, TimeUnit.SECONDS);
				while (!raised.get()) {
					if (bulkhead.tryEnter(SharedCall.INSTANCE, 0) >= 0) {
						overtaken++;
						bulkhead.release();
					}
				}
				meeting.await(30, TimeUnit.SECONDS);
			}
			return overtaken;
		});
		for (int round = 0; round < rounds; round++) {
			assertThat(bulkhead.tryAcquire()).isTrue();
			for (int waiter = 0; waiter < waiters; waiter++) {
				assertThat(bulkhead.await(SharedCall.INSTANCE, 0)).isNotNull();
			}
			raised.set(false);
			meeting.await(30, TimeUnit.SECONDS);
			bulkhead.changeLimit(1 + waiters);
			raised.set(true);
			meeting.await(30, TimeUnit.SECONDS);
			for (int call = 0; call <= waiters; call++) {
				bulkhead.release();
			}
			bulkhead.changeLimit(1);
		}
		assertThat(newcomer.get(30, TimeUnit.SECONDS)).isZero();
	}

	private Bulkhead bulkhead(int maxConcurrent, int queueSize) {
		return Bulkhead.of("orders", BulkheadConfig.builder().maxConcurrent(maxConcurrent).queueSize(queueSize).build(),
				this.context);
	}

}
