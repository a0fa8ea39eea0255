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

package dev.resilience.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the real timer, in real time: bounds are generous where a machine may be busy,
 * and strict where the timer must never be early.
 */
class SystemTimeTests {

	private static final long MILLI = 1_000_000;

	private final SystemTime time = new SystemTime();

	@AfterEach
	void close() {
		this.time.close();
	}

	@Test
	void neverFiresEarly() throws InterruptedException {
		int count = 300;
		CountDownLatch fired = new CountDownLatch(count);
		AtomicInteger early = new AtomicInteger();
		for (int index = 0; index < count; index++) {
			long due = this.time.nanoTime() + index * 200_000L;
			schedule(due, () -> {
				if (this.time.nanoTime() - due < 0) {
					early.incrementAndGet();
				}
				fired.countDown();
			});
		}
		assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(early).hasValue(0);
	}

	@Test
	@Tag("race")
	void isMostlyLateByLessThanAMillisecond() throws InterruptedException {
		List<Long> lateness = new ArrayList<>();
		for (int round = 0; round < 30; round++) {
			CountDownLatch fired = new CountDownLatch(1);
			AtomicReference<Long> late = new AtomicReference<>();
			long due = this.time.nanoTime() + 25 * MILLI;
			schedule(due, () -> {
				late.set(this.time.nanoTime() - due);
				fired.countDown();
			});
			assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
			lateness.add(late.get());
		}
		lateness.sort(null);
		// A busy machine spoils single rounds, a timer that rounds to its tick spoils
		// all.
		assertThat(lateness.get(lateness.size() / 4)).isLessThan(MILLI);
	}

	@Test
	void firesAShortTaskThatIsArmedBehindALongOne() throws InterruptedException {
		CountDownLatch fired = new CountDownLatch(1);
		schedule(this.time.nanoTime() + Duration.ofHours(1).toNanos(), () -> {
		});
		await().until(() -> this.time.scheduledTasks() == 1);
		long begin = this.time.nanoTime();
		schedule(begin + MILLI, fired::countDown);
		assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void finishedCallsLeaveNothingBehind() {
		// DO_BETTER 26: 200 finished calls with a limit of 60 s
		for (int call = 0; call < 200; call++) {
			Deadline.begin(this.time, "orders", this.time.nanoTime(), Duration.ofSeconds(60).toNanos()).end();
		}
		await().atMost(Duration.ofSeconds(5)).until(() -> this.time.scheduledTasks() == 0);
	}

	@Test
	void callsThatOutliveATickLeaveNothingBehind() {
		List<TimerTask> tasks = new ArrayList<>();
		for (int call = 0; call < 200; call++) {
			tasks.add(schedule(this.time.nanoTime() + Duration.ofSeconds(60).toNanos(), () -> {
			}));
		}
		await().until(() -> tasks.stream().allMatch((task) -> task.state() == TimerTask.QUEUED));
		tasks.forEach((task) -> assertThat(task.cancel()).isTrue());
		await().atMost(Duration.ofSeconds(5)).until(() -> this.time.scheduledTasks() == 0);
	}

	@Test
	void limitsThatExpireAheadOfTimeLeaveNothingBehind() {
		Deadline deadline = Deadline.begin(this.time, "orders", this.time.nanoTime(), Duration.ofSeconds(60).toNanos());
		await().until(() -> deadline.state() == TimerTask.QUEUED);
		deadline.expire();
		assertThat(deadline.end()).isTrue();
		await().atMost(Duration.ofSeconds(5)).until(() -> this.time.scheduledTasks() == 0);
	}

	@Test
	void wakesUpAgainAfterItHasGoneIdle() throws InterruptedException {
		AtomicReference<Thread> timer = new AtomicReference<>();
		CountDownLatch first = new CountDownLatch(1);
		schedule(this.time.nanoTime(), () -> {
			timer.set(Thread.currentThread());
			first.countDown();
		});
		assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
		// WAITING, not TIMED_WAITING: parked without a limit
		await().atMost(Duration.ofSeconds(30)).until(() -> timer.get().getState() == Thread.State.WAITING);
		CountDownLatch second = new CountDownLatch(1);
		schedule(this.time.nanoTime() + MILLI, second::countDown);
		assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	@Tag("race")
	void firesEveryTaskThatManyThreadsArmAndNoneThatTheyCancel() throws InterruptedException {
		int threads = 4;
		int rounds = 3000;
		AtomicInteger fired = new AtomicInteger();
		AtomicInteger cancelled = new AtomicInteger();
		List<Thread> started = new ArrayList<>();
		for (int index = 0; index < threads; index++) {
			Thread thread = new Thread(() -> {
				for (int round = 0; round < rounds; round++) {
					TimerTask task = schedule(this.time.nanoTime() + (round % 40) * 50_000L, fired::incrementAndGet);
					if (round % 3 != 0 && task.cancel()) {
						cancelled.incrementAndGet();
					}
				}
			});
			started.add(thread);
			thread.start();
		}
		for (Thread thread : started) {
			thread.join();
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> fired.get() + cancelled.get() == threads * rounds);
		await().atMost(Duration.ofSeconds(5)).until(() -> this.time.scheduledTasks() == 0);
		assertThat(fired.get() + cancelled.get()).isEqualTo(threads * rounds);
	}

	@Test
	void aTaskThatThrowsHoldsUpNoOther() throws InterruptedException {
		CountDownLatch fired = new CountDownLatch(1);
		long now = this.time.nanoTime();
		schedule(now, () -> {
			throw new IllegalStateException("expected by this test");
		});
		schedule(now + MILLI, fired::countDown);
		assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void anInterruptOfItsThreadDoesNotKeepItFromParking() throws InterruptedException {
		AtomicReference<Thread> timer = new AtomicReference<>();
		CountDownLatch fired = new CountDownLatch(1);
		schedule(this.time.nanoTime(), () -> {
			timer.set(Thread.currentThread());
			Thread.currentThread().interrupt();
		});
		schedule(this.time.nanoTime() + 5 * MILLI, fired::countDown);
		assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
		await().atMost(Duration.ofSeconds(5)).until(() -> !timer.get().isInterrupted());
	}

	@Test
	void endsItsThreadOnClose() throws InterruptedException {
		AtomicReference<Thread> timer = new AtomicReference<>();
		CountDownLatch fired = new CountDownLatch(1);
		schedule(this.time.nanoTime(), () -> {
			timer.set(Thread.currentThread());
			fired.countDown();
		});
		assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
		TimerTask armed = schedule(this.time.nanoTime() + Duration.ofHours(1).toNanos(), () -> {
		});
		assertThat(timer.get().isDaemon()).isTrue();
		this.time.close();
		timer.get().join(TimeUnit.SECONDS.toMillis(30));
		assertThat(timer.get().isAlive()).isFalse();
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(armed.cancel()).isTrue();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void keepsNothingThatIsArmedAfterClose() {
		this.time.close();
		TimerTask late = schedule(this.time.nanoTime(), () -> {
		});
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(late.hasFired()).isFalse();
		assertThat(late.cancel()).isTrue();
	}

	@RepeatedTest(20)
	@Tag("race")
	void closeThatRacesWithArmingLeavesNothingBehind() throws InterruptedException {
		Thread arming = new Thread(() -> {
			for (int round = 0; round < 500; round++) {
				schedule(this.time.nanoTime() + Duration.ofHours(1).toNanos(), () -> {
				});
			}
		});
		arming.start();
		this.time.close();
		arming.join();
		await().atMost(Duration.ofSeconds(5)).until(() -> this.time.scheduledTasks() == 0);
	}

	@Test
	void refusesToArmATaskTwice() {
		TimerTask task = schedule(this.time.nanoTime() + Duration.ofHours(1).toNanos(), () -> {
		});
		assertThatIllegalStateException().isThrownBy(() -> this.time.schedule(task, this.time.nanoTime()));
		task.cancel();
	}

	@Test
	void theSharedTimeCannotBeClosed() throws InterruptedException {
		SystemTime.shared().close();
		CountDownLatch fired = new CountDownLatch(1);
		SystemTime.shared().schedule(new Task(fired::countDown), SystemTime.shared().nanoTime());
		assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void parksUntilItIsUnparkedAndShowsForWhat() throws InterruptedException {
		Object blocker = new Object();
		Thread thread = new Thread(() -> this.time.park(blocker, Duration.ofMinutes(1).toNanos()));
		thread.start();
		await().until(() -> LockSupport.getBlocker(thread) == blocker);
		LockSupport.unpark(thread);
		thread.join(TimeUnit.SECONDS.toMillis(30));
		assertThat(thread.isAlive()).isFalse();
	}

	@Test
	void theWallClockIsThatOfTheSystem() {
		assertThat(this.time.wallClock().instant()).isBetween(Instant.now().minusSeconds(3600),
				Instant.now().plusSeconds(3600));
	}

	@Test
	void aTaskIsFiredByAThreadThatKeepsNoApplicationAlive() throws InterruptedException {
		AtomicReference<Thread> timer = new AtomicReference<>();
		CountDownLatch fired = new CountDownLatch(1);
		schedule(this.time.nanoTime(), () -> {
			timer.set(Thread.currentThread());
			fired.countDown();
		});
		assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(timer.get().getName()).isEqualTo("resilience-timer");
		assertThat(timer.get().isDaemon()).isTrue();
		assertThat(timer.get().getContextClassLoader()).isSameAs(SystemTime.class.getClassLoader());
	}

	@Test
	void timeSaturatesInsteadOfOverflowing() {
		assertThat(TimeSource.after(Long.MAX_VALUE - 1, Long.MAX_VALUE) - (Long.MAX_VALUE - 1)).isPositive();
		assertThat(TimeSource.after(10, 5)).isEqualTo(15);
	}

	private TimerTask schedule(long due, Runnable action) {
		Task task = new Task(action);
		this.time.schedule(task, due);
		return task;
	}

	private static final class Task extends TimerTask {

		private final Runnable action;

		Task(Runnable action) {
			this.action = action;
		}

		@Override
		protected void fire() {
			this.action.run();
		}

	}

}
