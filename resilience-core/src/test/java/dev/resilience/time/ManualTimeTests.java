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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ManualTimeTests {

	private final ManualTime time = ManualTime.stopped();

	private final List<String> fired = new ArrayList<>();

	@Test
	void standsStillUntilItIsMoved() {
		assertThat(this.time.nanoTime()).isZero();
		this.time.advance(Duration.ofMillis(3));
		assertThat(this.time.nanoTime()).isEqualTo(3_000_000);
	}

	@Test
	void doesNotMoveBack() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.time.advance(Duration.ofNanos(-1)));
	}

	@Test
	void aJumpOfTheWallClockLeavesMonotonicTimeAlone() {
		Instant before = this.time.wallClock().instant();
		this.time.advance(Duration.ofSeconds(1));
		this.time.jumpWallClock(Duration.ofHours(-1));
		assertThat(this.time.wallClock().instant()).isEqualTo(before.plusSeconds(1).minusSeconds(3600));
		assertThat(this.time.nanoTime()).isEqualTo(1_000_000_000);
	}

	@Test
	void firesTasksInTheOrderInWhichTheyAreDueAtTheirTime() {
		schedule("late", 30);
		schedule("early", 10);
		schedule("cancelled", 20).cancel();
		schedule("never", 50);
		this.time.advance(Duration.ofNanos(40));
		assertThat(this.fired).containsExactly("early@10", "late@30");
		assertThat(this.time.scheduledTasks()).isOne();
	}

	@Test
	void firesATaskThatATaskHasArmed() {
		this.time.schedule(new TimerTask() {
			@Override
			protected void fire() {
				schedule("second", 20);
			}
		}, 10);
		this.time.advance(Duration.ofNanos(30));
		assertThat(this.fired).containsExactly("second@20");
	}

	@Test
	void firesWhatIsDueAtTheTimeItself() {
		schedule("now", 10);
		this.time.advance(Duration.ofNanos(10));
		assertThat(this.fired).containsExactly("now@10");
	}

	@Test
	void firesWhatWasDueInThePastAtThePresent() {
		this.time.advance(Duration.ofNanos(10));
		schedule("past", 5);
		assertThat(this.fired).isEmpty();
		this.time.advance(Duration.ZERO);
		assertThat(this.fired).containsExactly("past@10");
		assertThat(this.time.nanoTime()).isEqualTo(10);
	}

	@Test
	void aTaskMayMoveTheTimeFurther() {
		this.time.schedule(new TimerTask() {
			@Override
			protected void fire() {
				ManualTimeTests.this.time.advance(Duration.ofNanos(50));
			}
		}, 10);
		this.time.advance(Duration.ofNanos(20));
		assertThat(this.time.nanoTime()).isEqualTo(60);
	}

	@Test
	void anInterruptedThreadDoesNotWaitForParkedOnes() {
		Thread.currentThread().interrupt();
		assertThatIllegalStateException().isThrownBy(() -> this.time.awaitParked(1))
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void parkingForNoTimeReturnsAtOnce() {
		ManualTime moving = ManualTime.autoAdvancing();
		moving.park(this, 0);
		moving.park(this, -1);
		this.time.park(this, 0);
		assertThat(moving.nanoTime()).isZero();
	}

	@Test
	void refusesToArmATaskTwice() {
		TimerTask task = schedule("once", 10);
		assertThatIllegalStateException().isThrownBy(() -> this.time.schedule(task, 20));
		this.time.advance(Duration.ofNanos(15));
		assertThat(this.fired).containsExactly("once@10");
	}

	@Test
	void wakesParkedThreadsWhenTheirTimeHasCome() throws Exception {
		CompletableFuture<Long> woken = new CompletableFuture<>();
		new Thread(() -> {
			this.time.park(this, 100);
			this.time.park(this, 100);
			woken.complete(this.time.nanoTime());
		}).start();
		this.time.awaitParked(1);
		this.time.advance(Duration.ofNanos(99));
		assertThat(woken).isNotDone();
		this.time.advance(Duration.ofNanos(1));
		// counts the second wait, not what is left of the first
		this.time.awaitParked(1);
		this.time.advance(Duration.ofNanos(100));
		assertThat(woken.get(30, TimeUnit.SECONDS)).isEqualTo(200);
	}

	@Test
	void parkingMovesAutoAdvancingTimeOnAndFiresTasks() {
		ManualTime moving = ManualTime.autoAdvancing();
		List<Long> at = new ArrayList<>();
		moving.schedule(new TimerTask() {
			@Override
			protected void fire() {
				at.add(moving.nanoTime());
			}
		}, 30);
		moving.park(this, 100);
		assertThat(moving.nanoTime()).isEqualTo(100);
		assertThat(at).containsExactly(30L);
	}

	@Test
	void anInterruptEndsParkingInAutoAdvancingTimeAtItsMoment() {
		ManualTime moving = ManualTime.autoAdvancing();
		Deadline deadline = Deadline.begin(moving, "orders", 0, 30);
		moving.park(this, 100);
		assertThat(moving.nanoTime()).isEqualTo(30);
		assertThat(deadline.end()).isTrue();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void doesNotParkAnInterruptedThread() {
		ManualTime moving = ManualTime.autoAdvancing();
		Thread.currentThread().interrupt();
		moving.park(this, 100);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(moving.nanoTime()).isZero();
	}

	private TimerTask schedule(String name, long due) {
		TimerTask task = new TimerTask() {
			@Override
			protected void fire() {
				ManualTimeTests.this.fired.add(name + "@" + ManualTimeTests.this.time.nanoTime());
			}
		};
		this.time.schedule(task, due);
		return task;
	}

}
