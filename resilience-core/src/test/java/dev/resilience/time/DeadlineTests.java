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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.OutcomeKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class DeadlineTests {

	private static final long SECOND = 1_000_000_000;

	private final ManualTime time = ManualTime.stopped();

	DeadlineTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
	}

	@Test
	void aLimitThatIsNotReachedLeavesNoTrace() {
		Deadline deadline = begin("orders", SECOND);
		assertThat(deadline.end()).isFalse();
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void interruptsItsThreadAtTheLimitAndClearsTheFlagAtTheEnd() {
		Deadline deadline = begin("orders", SECOND);
		this.time.advance(Duration.ofSeconds(1).minusNanos(1));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.time.advance(Duration.ofNanos(1));
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(deadline.end()).isTrue();
	}

	@Test
	void clearsTheFlagThatWorkLeftSet() {
		Deadline deadline = begin("orders", SECOND);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(deadline.end()).isTrue();
	}

	@Test
	void clearsTheFlagOfWorkThatSetItAgain() {
		Deadline deadline = begin("orders", SECOND);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.interrupted()).isTrue();
		Thread.currentThread().interrupt();
		assertThat(deadline.end()).isTrue();
	}

	@Test
	void keepsAnInterruptFromElsewhereThatCameBeforeTheLimit() {
		Deadline deadline = begin("orders", SECOND);
		Thread.currentThread().interrupt();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(deadline.end()).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void keepsAnInterruptFromElsewhereWithoutExpiry() {
		Deadline deadline = begin("orders", SECOND);
		Thread.currentThread().interrupt();
		assertThat(deadline.end()).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void anInnerLimitDoesNotSwallowTheInterruptOfTheEnclosingOne() {
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", SECOND);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(inner.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(outer.end()).isTrue();
	}

	@Test
	void theInterruptOfTheEnclosingLimitIsSentAgainIfTheWorkConsumedIt() {
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", SECOND / 2);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(inner.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(outer.end()).isTrue();
	}

	@Test
	void anEnclosingLimitThatExpiresFirstIsTheOnlyOneThatExpires() {
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", 2 * SECOND);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(inner.end()).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(outer.end()).isTrue();
	}

	@Test
	void anInterruptFromElsewhereSurvivesTwoLimits() {
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", SECOND / 2);
		Thread.currentThread().interrupt();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(inner.end()).isTrue();
		assertThat(outer.end()).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void expiryTellsOwnLimitsFromEnclosingOnes() {
		Deadline outer = begin("outer", 2 * SECOND);
		Deadline inner = begin("inner", SECOND);
		assertThat(Deadline.expiry("inner")).isEqualTo(Deadline.Expiry.NONE);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Deadline.expiry("inner")).isEqualTo(Deadline.Expiry.OWN);
		assertThat(Deadline.expiry("other")).isEqualTo(Deadline.Expiry.ENCLOSING);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Deadline.expiry("inner")).isEqualTo(Deadline.Expiry.ENCLOSING);
		inner.end();
		assertThat(Deadline.expiry("outer")).isEqualTo(Deadline.Expiry.OWN);
		outer.end();
		assertThat(Deadline.expiry("outer")).isEqualTo(Deadline.Expiry.NONE);
	}

	@Test
	void theRemainingTimeIsThatOfTheEarliestLimit() {
		assertThat(Deadline.remainingNanos()).isEqualTo(Long.MAX_VALUE);
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", 2 * SECOND);
		assertThat(Deadline.current()).isSameAs(inner);
		assertThat(Deadline.remainingNanos()).isEqualTo(SECOND);
		assertThat(inner.remaining()).isEqualTo(Duration.ofSeconds(1));
		this.time.advance(Duration.ofMillis(1500));
		assertThat(Deadline.remainingNanos()).isZero();
		inner.end();
		outer.end();
	}

	@Test
	void countsFromTheReadingThatItIsGiven() {
		this.time.advance(Duration.ofSeconds(5));
		Deadline deadline = Deadline.begin(this.time, "orders", this.time.nanoTime() - SECOND / 2, SECOND);
		assertThat(Deadline.remainingNanos()).isEqualTo(SECOND / 2);
		assertThat(deadline.owner()).isEqualTo("orders");
		deadline.end();
	}

	@Test
	void anEndlessLimitNeverExpires() {
		Deadline deadline = Deadline.begin(this.time, "orders", this.time.nanoTime(), Long.MAX_VALUE);
		this.time.advance(Duration.ofDays(365));
		assertThat(deadline.end()).isFalse();
	}

	@Test
	void expiresAheadOfTimeOnRequestButOnlyWhileItRuns() {
		Deadline deadline = begin("orders", SECOND);
		deadline.expire();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(deadline.end()).isTrue();
		Deadline ended = begin("orders", SECOND);
		assertThat(ended.end()).isFalse();
		ended.expire();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(ended.hasFired()).isFalse();
	}

	@Test
	void anAdoptedLimitIsSeenButInterruptsOnlyTheThreadOnWhichItBegan() {
		Deadline begun = begin("caller", SECOND);
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		AtomicReference<Deadline.Expiry> expiry = new AtomicReference<>();
		CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> {
			assertThat(Deadline.adopt(begun)).isNull();
			Deadline own = Deadline.begin(this.time, "worker", 0, SECOND);
			this.time.advance(Duration.ofSeconds(1));
			expiry.set(Deadline.expiry("worker"));
			own.end();
			interrupted.set(Thread.currentThread().isInterrupted());
			assertThat(Deadline.adopt(null)).isSameAs(begun);
		});
		worker.join();
		assertThat(expiry).hasValue(Deadline.Expiry.ENCLOSING);
		assertThat(interrupted).hasValue(false);
		assertThat(begun.end()).isTrue();
	}

	@Test
	void withinPassesOnWhatEndsInTime() throws IOException {
		assertThat(Deadline.within(this.time, Duration.ofSeconds(1), () -> "value")).isEqualTo("value");
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> Deadline.within(this.time, Duration.ofSeconds(1), () -> {
				throw new IOException();
			}));
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void withinEndsByItsOwnExceptionWhateverTheWorkDoes() {
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> Deadline.within(this.time, Duration.ofSeconds(1), () -> {
				this.time.advance(Duration.ofSeconds(1));
				return "late";
			}))
			.withNoCause();
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> Deadline.within(this.time, Duration.ofSeconds(1), () -> {
				this.time.advance(Duration.ofSeconds(1));
				throw new InterruptedException();
			}))
			.withCauseInstanceOf(InterruptedException.class);
	}

	@Test
	void withinRefusesALimitThatIsNotLongerThanZero() {
		for (Duration limit : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
			assertThatIllegalArgumentException().isThrownBy(() -> Deadline.within(this.time, limit, () -> "value"));
		}
		assertThat(Deadline.within(this.time, ChronoUnit.FOREVER.getDuration(), () -> "value")).isEqualTo("value");
	}

	@Test
	void aPassiveLimitInterruptsNobodyAndLeavesNoTrace() {
		Deadline passive = Deadline.beginPassive(this.time, "remote", SECOND);
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(passive.remaining()).isEqualTo(Duration.ofSeconds(1));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(Deadline.remainingNanos()).isZero();
		assertThat(passive.end()).isTrue();
		assertThat(Deadline.current()).isNull();
		assertThat(Deadline.beginPassive(this.time, "remote", SECOND).end()).isFalse();
	}

	@Test
	void aPassiveLimitShortensWhatBeginsUnderItAndIsNoFailureOfIt() {
		Deadline passive = Deadline.beginPassive(this.time, "remote", SECOND);
		Deadline own = begin("orders", 2 * SECOND);
		assertThat(Deadline.expiry("orders")).isEqualTo(Deadline.Expiry.NONE);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(Deadline.expiry("orders")).isEqualTo(Deadline.Expiry.ENCLOSING);
		assertThat(own.end()).isTrue();
		assertThat(OutcomeKind.of(new InterruptedException(), "orders")).isEqualTo(OutcomeKind.IGNORED);
		assertThat(OutcomeKind.of(new IOException(), "orders")).isEqualTo(OutcomeKind.IGNORED);
		assertThat(passive.end()).isTrue();
		assertThat(OutcomeKind.of(new IOException(), "orders")).isEqualTo(OutcomeKind.FAILURE);
	}

	@Test
	void aPassiveLimitOfAnotherTimeShortensNothing() {
		Deadline passive = Deadline.beginPassive(ManualTime.stopped(), "remote", 1);
		Deadline own = begin("orders", SECOND);
		this.time.advance(Duration.ofNanos(SECOND - 1));
		assertThat(own.end()).isFalse();
		passive.end();
	}

	@Test
	void aLimitThatCannotBeArmedLeavesNoTrace() {
		TimeSource broken = new TimeSource() {

			@Override
			public long nanoTime() {
				return 0;
			}

			@Override
			public InstantSource wallClock() {
				return InstantSource.system();
			}

			@Override
			public void park(Object blocker, long nanos) {
			}

			@Override
			public void schedule(TimerTask task, long dueNanos) {
				throw new IllegalStateException("no thread");
			}

		};
		assertThatIllegalStateException().isThrownBy(() -> Deadline.begin(broken, "orders", 0, SECOND));
		assertThat(Deadline.current()).isNull();
	}

	@Test
	@Tag("race")
	void aLateInterruptNeverReachesLaterWork() {
		try (SystemTime real = new SystemTime()) {
			int expired = 0;
			int rounds = 20_000;
			for (int round = 0; round < rounds; round++) {
				long now = real.nanoTime();
				long limit = 1000L + (round % 100) * 1000L;
				Deadline deadline = Deadline.begin(real, "orders", now, limit);
				while (real.nanoTime() - now < limit + 20_000L) {
					Thread.onSpinWait();
					if (round % 2 == 0 && real.nanoTime() - now > limit - 2000L) {
						break;
					}
				}
				if (deadline.end()) {
					expired++;
				}
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
			}
			assertThat(expired).isBetween(1, rounds - 1);
		}
	}

	@Test
	@Tag("race")
	void nestedLimitsRaceWithoutLosingOrLeakingAnInterrupt() {
		try (SystemTime real = new SystemTime()) {
			for (int round = 0; round < 10_000; round++) {
				long now = real.nanoTime();
				long limit = 20_000L + (round % 50) * 1000L;
				Deadline outer = Deadline.begin(real, "outer", now, limit);
				Deadline inner = Deadline.begin(real, "inner", now, limit + (round % 3 - 1) * 1000L);
				while (real.nanoTime() - now < limit + (round % 7) * 5000L) {
					if (round % 2 == 0) {
						Thread.interrupted();
					}
				}
				boolean innerExpired = inner.end();
				boolean outerExpired = outer.state() == TimerTask.FIRED;
				if (innerExpired && outerExpired && round % 2 != 0) {
					assertThat(Thread.currentThread().isInterrupted()).isTrue();
				}
				outer.end();
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
			}
		}
	}

	@Test
	void interruptsWorkThatBlocks() throws InterruptedException {
		try (SystemTime real = new SystemTime()) {
			long now = real.nanoTime();
			Deadline deadline = Deadline.begin(real, "orders", now, 20_000_000);
			InterruptedException caught = null;
			try {
				new CountDownLatch(1).await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				caught = ex;
			}
			assertThat(deadline.end()).isTrue();
			assertThat(caught).isNotNull();
			assertThat(real.nanoTime() - now).isGreaterThanOrEqualTo(20_000_000);
		}
	}

	@Test
	void costsOneObjectOfAtMost64Bytes() {
		com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		try (SystemTime real = new SystemTime()) {
			beginAndEnd(real, 20_000);
			long before = threads.getCurrentThreadAllocatedBytes();
			beginAndEnd(real, 10_000);
			long perCall = (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;
			assertThat(perCall).isBetween(1L, 64L);
		}
	}

	private static void beginAndEnd(SystemTime real, int rounds) {
		for (int round = 0; round < rounds; round++) {
			if (Deadline.begin(real, "orders", real.nanoTime(), SECOND).end()) {
				throw new IllegalStateException("expired");
			}
		}
	}

	private Deadline begin(String owner, long limitNanos) {
		return Deadline.begin(this.time, owner, this.time.nanoTime(), limitNanos);
	}

}
