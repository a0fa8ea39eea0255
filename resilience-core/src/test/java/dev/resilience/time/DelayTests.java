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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.resilience.time.WaitingRoom.Delay;
import dev.resilience.time.WaitingRoom.Wake;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of waits without a thread.
 */
class DelayTests {

	private static final long SECOND = 1_000_000_000;

	private final ManualTime time = ManualTime.stopped();

	private final WaitingRoom room = new WaitingRoom(this.time);

	private final List<Wake> wakes = new ArrayList<>();

	DelayTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@Test
	void endsWhenItsTimeIsOver() {
		this.room.begin(SECOND, this.wakes::add);
		assertThat(this.room.size()).isOne();
		this.time.advance(Duration.ofNanos(SECOND - 1));
		assertThat(this.wakes).isEmpty();
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.wakes).containsExactly(Wake.ELAPSED);
		leavesNothingBehind();
	}

	@Test
	void endsOnceAndForOneReason() {
		Delay delay = this.room.begin(SECOND, this.wakes::add);
		delay.end(Wake.DONE);
		delay.end(Wake.INTERRUPTED);
		this.time.advance(Duration.ofSeconds(2));
		this.room.close();
		assertThat(this.wakes).containsExactly(Wake.DONE);
		leavesNothingBehind();
	}

	@Test
	void aTimeOfZeroOrLessEndsAtOnce() {
		this.room.begin(0, this.wakes::add);
		this.room.begin(Long.MIN_VALUE, this.wakes::add);
		assertThat(this.wakes).containsExactly(Wake.ELAPSED, Wake.ELAPSED);
		leavesNothingBehind();
	}

	@Test
	void aWaitWithoutATimeNeedsNoTimer() {
		Delay delay = this.room.begin(Long.MAX_VALUE, this.wakes::add);
		assertThat(this.time.scheduledTasks()).isZero();
		delay.end(Wake.DONE);
		assertThat(this.wakes).containsExactly(Wake.DONE);
		leavesNothingBehind();
	}

	@Test
	void closingEndsItAndLetsNoneBegin() {
		this.room.begin(SECOND, this.wakes::add);
		this.room.close();
		this.room.begin(SECOND, this.wakes::add);
		this.room.begin(0, this.wakes::add);
		assertThat(this.wakes).containsExactly(Wake.CLOSED, Wake.CLOSED, Wake.CLOSED);
		leavesNothingBehind();
	}

	@Test
	void closingTheRoomAroundEndsItInsideAndTheOtherWayRoundNot() {
		WaitingRoom inner = this.room.inner();
		this.room.begin(SECOND, this.wakes::add);
		Delay inside = inner.begin(SECOND, this.wakes::add);
		assertThat(this.room.size()).isEqualTo(2);
		inner.close();
		assertThat(this.wakes).containsExactly(Wake.CLOSED);
		inside.end(Wake.DONE);
		WaitingRoom other = this.room.inner();
		other.begin(SECOND, this.wakes::add);
		this.room.close();
		assertThat(this.wakes).containsExactly(Wake.CLOSED, Wake.CLOSED, Wake.CLOSED);
		assertThat(inner.size() + other.size()).isZero();
		leavesNothingBehind();
	}

	@Test
	void aWaitThatIsEndedBeforeItBeginsNeverBegins() {
		Delay delay = this.room.prepare(this.wakes::add);
		delay.end(Wake.INTERRUPTED);
		delay.begin(SECOND);
		assertThat(this.wakes).containsExactly(Wake.INTERRUPTED);
		leavesNothingBehind();
	}

	@Test
	void aPreparedWaitIsNoWaitYet() {
		Delay delay = this.room.prepare(this.wakes::add);
		leavesNothingBehind();
		delay.begin(SECOND);
		assertThat(this.room.size()).isOne();
		delay.end(Wake.DONE);
		leavesNothingBehind();
	}

	@Test
	void beginningAndEndingAtTheSameTimeLeavesNothingBehind() throws Exception {
		CyclicBarrier together = new CyclicBarrier(2);
		int rounds = 5_000;
		Delay[] delays = new Delay[rounds];
		for (int round = 0; round < rounds; round++) {
			delays[round] = this.room.prepare((wake) -> {
				synchronized (this.wakes) {
					this.wakes.add(wake);
				}
			});
		}
		Thread ending = new Thread(() -> {
			for (Delay delay : delays) {
				meet(together);
				delay.end(Wake.DONE);
			}
		});
		ending.start();
		for (Delay delay : delays) {
			meet(together);
			delay.begin(SECOND);
		}
		ending.join();
		assertThat(this.wakes).hasSize(rounds).containsOnly(Wake.DONE);
		leavesNothingBehind();
	}

	private static void meet(CyclicBarrier together) {
		try {
			together.await(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void leavesNothingBehind() {
		assertThat(this.room.size()).isZero();
		assertThat(this.time.scheduledTasks()).isZero();
	}

}
