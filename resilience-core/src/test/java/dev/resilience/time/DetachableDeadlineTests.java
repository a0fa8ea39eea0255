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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of limits on work that threads leave and join.
 */
class DetachableDeadlineTests {

	private static final long SECOND = 1_000_000_000;

	private final ManualTime time = ManualTime.stopped();

	private final AtomicInteger expiries = new AtomicInteger();

	DetachableDeadlineTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
	}

	@Test
	void interruptsTheThreadThatIsAtWork() {
		Deadline deadline = armed();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(this.expiries).hasValue(1);
		deadline.detach();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void interruptsNobodyOnceTheThreadHasLeft() {
		Deadline deadline = armed();
		deadline.detach();
		assertThat(Deadline.current()).isNull();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(this.expiries).hasValue(1);
	}

	@Test
	void aCancelledOneDoesNothing() {
		Deadline deadline = armed();
		deadline.detach();
		assertThat(deadline.cancel()).isTrue();
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.expiries).hasValue(0);
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void itsEndInTimeCancelsIt() {
		Deadline deadline = armed();
		assertThat(deadline.end()).isFalse();
		assertThat(Deadline.current()).isNull();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.expiries).hasValue(0);
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void itsEndTooLateTellsThatAndClearsTheInterrupt() {
		Deadline deadline = armed();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(deadline.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(Deadline.current()).isNull();
		assertThat(this.expiries).hasValue(1);
	}

	@Test
	void whoHasLeftAfterTheLimitKeepsALaterInterruptFromElsewhere() {
		Deadline deadline = armed();
		this.time.advance(Duration.ofSeconds(1));
		deadline.detach();
		Thread.currentThread().interrupt();
		deadline.detach();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void anInterruptFromElsewhereThatCameFirstIsKept() {
		Deadline deadline = armed();
		Thread.currentThread().interrupt();
		this.time.advance(Duration.ofSeconds(1));
		deadline.detach();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void interruptsTheThreadThatJoined() {
		Deadline deadline = armed();
		deadline.detach();
		CompletableFuture<Boolean> interrupted = CompletableFuture.supplyAsync(() -> {
			Deadline before = Deadline.adopt(deadline);
			boolean inTime = deadline.attach();
			this.time.advance(Duration.ofSeconds(1));
			boolean flag = Thread.currentThread().isInterrupted();
			deadline.detach();
			Deadline.adopt(before);
			return inTime && flag && !Thread.currentThread().isInterrupted();
		});
		assertThat(interrupted.join()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whoJoinsTooLateLearnsItAndKeepsItsOwnInterrupt() {
		Deadline deadline = armed();
		deadline.detach();
		this.time.advance(Duration.ofSeconds(1));
		Thread.currentThread().interrupt();
		assertThat(deadline.attach()).isFalse();
		deadline.detach();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void anInnerLimitRenewsTheInterruptOfOneThatIsStillAtWork() {
		Deadline outer = armed();
		Deadline inner = Deadline.begin(this.time, "inner", 0, SECOND / 2);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(inner.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		outer.detach();
	}

	@Test
	void anInnerLimitRenewsNoInterruptOfOneThatThisThreadHasLeft() {
		Deadline outer = armed();
		outer.detach();
		Deadline before = Deadline.adopt(outer);
		Deadline inner = Deadline.begin(this.time, "inner", 0, SECOND);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(inner.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		Deadline.adopt(before);
	}

	@Test
	void anInnerLimitRenewsNoInterruptOfABlockingOneThatHasEnded() {
		Deadline outer = Deadline.begin(this.time, "outer", 0, SECOND);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(outer.end()).isTrue();
		Deadline before = Deadline.adopt(outer);
		Deadline inner = Deadline.begin(this.time, "inner", SECOND, SECOND);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(inner.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		Deadline.adopt(before);
	}

	@Test
	@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void whoLeavesDoesNotWaitForWhatIsDoneOnExpiry() throws Exception {
		CountDownLatch fired = new CountDownLatch(1);
		CountDownLatch left = new CountDownLatch(1);
		AtomicBoolean inTime = new AtomicBoolean();
		Deadline deadline = Deadline.prepare(this.time, "orders", 0, SECOND, () -> {
			fired.countDown();
			inTime.set(await(left));
		});
		deadline.arm();
		Thread timer = new Thread(() -> this.time.advance(Duration.ofSeconds(1)));
		timer.start();
		while (fired.getCount() > 0) {
			Thread.onSpinWait();
		}
		deadline.detach();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		left.countDown();
		timer.join();
		assertThat(inTime).isTrue();
	}

	@Test
	@Tag("race")
	void leavingAndExpiringAtTheSameTimeLeavesNoInterruptBehind() {
		try (SystemTime real = new SystemTime()) {
			for (int round = 0; round < 10_000; round++) {
				long now = real.nanoTime();
				long limit = 1000L + (round % 100) * 500L;
				Deadline deadline = Deadline.prepare(real, "orders", now, limit, this.expiries::incrementAndGet);
				deadline.arm();
				while (real.nanoTime() - now < limit - 2000L + (round % 7) * 2000L) {
					Thread.onSpinWait();
				}
				deadline.detach();
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
				deadline.cancel();
			}
		}
		assertThat(this.expiries).hasPositiveValue();
	}

	@Test
	void aBlockingLimitCannotBeLeftOrJoined() {
		Deadline deadline = Deadline.begin(this.time, "orders", 0, SECOND);
		assertThatIllegalStateException().isThrownBy(deadline::detach);
		assertThatIllegalStateException().isThrownBy(deadline::attach);
		deadline.end();
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private Deadline armed() {
		Deadline deadline = Deadline.prepare(this.time, "orders", this.time.nanoTime(), SECOND,
				this.expiries::incrementAndGet);
		deadline.arm();
		return deadline;
	}

}
