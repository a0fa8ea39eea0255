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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.time.WaitingRoom.Wake;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingRoomTests {

	private static final long SECOND = 1_000_000_000;

	private final ManualTime time = ManualTime.stopped();

	private final WaitingRoom room = new WaitingRoom(this.time);

	WaitingRoomTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@Test
	void endsWhenTheTimeIsOver() throws Exception {
		CompletableFuture<Wake> wait = awaitElsewhere(() -> false, SECOND);
		this.time.awaitParked(1);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.ELAPSED);
		assertThat(this.room.size()).isZero();
	}

	@Test
	void endsWhenTheConditionHolds() throws Exception {
		AtomicBoolean holds = new AtomicBoolean();
		AtomicReference<Thread> waiting = new AtomicReference<>();
		CompletableFuture<Wake> wait = awaitElsewhere(() -> {
			waiting.set(Thread.currentThread());
			return holds.get();
		}, SECOND);
		this.time.awaitParked(1);
		assertThat(this.room.size()).isOne();
		holds.set(true);
		LockSupport.unpark(waiting.get());
		assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.DONE);
	}

	@Test
	void aRoomInsideIsClosedByItselfOrWithTheOneAround() throws Exception {
		WaitingRoom inner = this.room.inner();
		CompletableFuture<Wake> inside = CompletableFuture.supplyAsync(() -> inner.await(() -> false, SECOND));
		CompletableFuture<Wake> around = awaitElsewhere(() -> false, SECOND);
		this.time.awaitParked(2);
		assertThat(this.room.size()).isEqualTo(2);
		assertThat(inner.size()).isOne();
		inner.close();
		assertThat(inside.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
		assertThat(around).isNotDone();
		assertThat(this.room.isClosed()).isFalse();
		WaitingRoom other = this.room.inner();
		CompletableFuture<Wake> inOther = CompletableFuture.supplyAsync(() -> other.await(() -> false, SECOND));
		this.time.awaitParked(2);
		this.room.close();
		assertThat(inOther.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
		assertThat(around.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
		assertThat(other.isClosed()).isTrue();
		assertThat(inner.size() + other.size() + this.room.size()).isZero();
	}

	@Test
	void aRoomInsideSaysWhyAWaitEnded() {
		WaitingRoom inner = this.room.inner();
		inner.close();
		assertThat(inner.await(() -> true, SECOND)).isEqualTo(Wake.DONE);
		assertThat(inner.await(() -> false, SECOND)).isEqualTo(Wake.CLOSED);
		assertThat(this.room.inner().sleep(0)).isEqualTo(Wake.ELAPSED);
	}

	@Test
	void aSpuriousWakeUpEndsNothing() throws Exception {
		AtomicReference<Thread> waiting = new AtomicReference<>();
		CompletableFuture<Wake> wait = awaitElsewhere(() -> {
			waiting.set(Thread.currentThread());
			return false;
		}, SECOND);
		this.time.awaitParked(1);
		LockSupport.unpark(waiting.get());
		this.time.awaitParked(1);
		assertThat(wait).isNotDone();
		this.room.close();
		assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
	}

	@Test
	void anInterruptEndsTheWaitAndKeepsItsFlag() {
		Thread.currentThread().interrupt();
		assertThat(this.room.sleep(SECOND)).isEqualTo(Wake.INTERRUPTED);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aConditionThatHoldsWinsOverAnInterruptAndOverClosing() {
		this.room.close();
		Thread.currentThread().interrupt();
		assertThat(this.room.await(() -> true, SECOND)).isEqualTo(Wake.DONE);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aTimeOfZeroOrLessEndsAtOnce() {
		assertThat(this.room.sleep(0)).isEqualTo(Wake.ELAPSED);
		assertThat(this.room.sleep(-1)).isEqualTo(Wake.ELAPSED);
		assertThat(this.room.sleep(Long.MIN_VALUE)).isEqualTo(Wake.ELAPSED);
	}

	@Test
	void closingEndsEveryWaitAndLetsNoneBegin() throws Exception {
		CompletableFuture<Wake> first = awaitElsewhere(() -> false, Long.MAX_VALUE);
		CompletableFuture<Wake> second = awaitElsewhere(() -> false, Long.MAX_VALUE);
		this.time.awaitParked(2);
		assertThat(this.room.isClosed()).isFalse();
		this.room.close();
		assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
		assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
		assertThat(this.room.isClosed()).isTrue();
		assertThat(this.room.sleep(Long.MAX_VALUE)).isEqualTo(Wake.CLOSED);
	}

	@Test
	@Tag("race")
	void closingReachesWaitsThatAreJustBeginning() throws Exception {
		for (int round = 0; round < 300; round++) {
			WaitingRoom closing = new WaitingRoom(SystemTime.shared());
			CompletableFuture<Wake> wait = CompletableFuture
				.supplyAsync(() -> closing.sleep(Duration.ofSeconds(60).toNanos()));
			if (round % 2 == 0) {
				while (closing.size() == 0) {
					Thread.onSpinWait();
				}
			}
			closing.close();
			assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
		}
	}

	@Test
	void aWaitInsideAWaitLeavesTheOuterOneReachable() throws Exception {
		AtomicBoolean nested = new AtomicBoolean();
		CompletableFuture<Wake> wait = awaitElsewhere(() -> {
			if (nested.compareAndSet(false, true)) {
				this.room.sleep(0);
			}
			return false;
		}, Long.MAX_VALUE);
		this.time.awaitParked(1);
		assertThat(this.room.size()).isOne();
		this.room.close();
		assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo(Wake.CLOSED);
	}

	private CompletableFuture<Wake> awaitElsewhere(BooleanSupplier condition, long nanos) {
		CompletableFuture<Wake> end = new CompletableFuture<>();
		new Thread(() -> end.complete(this.room.await(condition, nanos))).start();
		return end;
	}

}
