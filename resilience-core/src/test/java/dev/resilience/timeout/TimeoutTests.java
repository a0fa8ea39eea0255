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

package dev.resilience.timeout;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Timeouts on the caller's own thread. The work itself moves the clock on, so that it
 * ignores interrupts unless it looks at the flag.
 */
class TimeoutTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final TimeoutCounters counters = new TimeoutCounters();

	@AfterEach
	void leavesNothingBehind() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@ParameterizedTest(name = "{0}: limit {1}, work {2}")
	@CsvSource({ "T1, PT1S, PT20S, true", "T2, PT2S, PT2.5S, true", "T2, PT2S, PT1.5S, false", "T3, PT0.5S, PT1S, true",
			"T4, PT1S, PT0.999S, false", "T4, PT1S, PT1S, true", "T5, PT0.5S, PT1S, true" })
	void theLimitDecides(String row, Duration limit, Duration work, boolean timesOut) throws Throwable {
		Timeout timeout = timeout(limit, TimeoutMode.INTERRUPT);
		if (timesOut) {
			assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> run(timeout, () -> take(work)));
			assertThat(this.time.nanoTime()).isEqualTo(work.toNanos());
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		}
		else {
			assertThat(run(timeout, () -> take(work))).isEqualTo("value");
		}
		assertThat(this.counters.timedOut()).isEqualTo(timesOut ? 1 : 0);
		assertThat(this.counters.inTime()).isEqualTo(timesOut ? 0 : 1);
	}

	@Test
	void caseT1TheWorksOwnExceptionReachesTheCallerUnchanged() {
		IOException failure = new IOException();
		assertThatThrownBy(() -> run(timeout(Duration.ofSeconds(1), TimeoutMode.INTERRUPT), () -> {
			take(Duration.ofMillis(10));
			throw failure;
		})).isSameAs(failure);
		assertThat(this.counters.inTime()).isOne();
	}

	@Test
	void caseT8TimeInAQueueBehindTheTimeoutCounts() {
		Strategy.Next queue = new Strategy.Next() {

			@Override
			public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
				take(Duration.ofMillis(300));
				return work.get();
			}

			@Override
			public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
				throw new UnsupportedOperationException("Only blocking calls here");
			}

			@Override
			public boolean needsTime() {
				return false;
			}

		};
		Timeout timeout = timeout(LIMIT, TimeoutMode.INTERRUPT);
		assertThatExceptionOfType(CallTimeoutException.class)
			.isThrownBy(() -> timeout.execute(() -> take(Duration.ofMillis(300)), SharedCall.INSTANCE, 0, queue));
	}

	@Test
	void caseD065TheExceptionCarriesLimitAndNameAndTheListenerHearsOfItOnce() {
		List<CallTimedOut> heard = new ArrayList<>();
		this.context.events().on(CallTimedOut.class, heard::add);
		Timeout timeout = timeout(Duration.ofMillis(50), TimeoutMode.INTERRUPT);
		CallTimeoutException thrown = catchThrowableOfType(CallTimeoutException.class,
				() -> run(timeout, () -> take(Duration.ofMillis(60))));
		assertThat(thrown.limit()).isEqualTo(Duration.ofMillis(50));
		assertThat(thrown.instance()).isEqualTo("orders");
		assertThat(thrown).hasMessage("Call of 'orders' exceeded its limit of 50ms");
		assertThat(heard).containsExactly(new CallTimedOut("orders", this.time.wallClock().instant(),
				PolicyType.TIMEOUT, Duration.ofMillis(50), Duration.ofMillis(60)));
	}

	@Test
	void caseM5CountsTwoSlowCallsAndOneFastOne() throws Throwable {
		Timeout timeout = timeout(LIMIT, TimeoutMode.INTERRUPT);
		for (int slow = 0; slow < 2; slow++) {
			assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> run(timeout, () -> take(LIMIT)));
		}
		run(timeout, () -> "fast");
		assertThat(timeout.snapshot())
			.isEqualTo(new TimeoutSnapshot("orders", TimeoutMode.INTERRUPT, LIMIT, 1, 2, 0, 0));
	}

	@Test
	void whateverTheWorkThrowsAfterTheLimitBecomesTheCause() {
		for (Throwable failure : List.of(new IOException(), new InterruptedException(), new OutOfMemoryError())) {
			assertThatExceptionOfType(CallTimeoutException.class)
				.isThrownBy(() -> run(timeout(LIMIT, TimeoutMode.INTERRUPT), () -> {
					take(LIMIT);
					throw failure;
				}))
				.satisfies((ex) -> assertThat(ex).hasCause(failure))
				.satisfies((ex) -> assertThat(ex.reachedTarget()).isTrue());
		}
	}

	@Test
	void aCallThatWasStillQueueingHasNotReachedTheTarget() {
		assertThatExceptionOfType(CallTimeoutException.class)
			.isThrownBy(() -> run(timeout(LIMIT, TimeoutMode.INTERRUPT), () -> {
				take(LIMIT);
				throw new OffloadRejectedException("queue", "still waiting", false);
			}))
			.satisfies((ex) -> assertThat(ex.reachedTarget()).isFalse())
			.satisfies((ex) -> assertThat(OutcomeKind.of(ex, "orders")).isEqualTo(OutcomeKind.REJECTED));
	}

	@Test
	void aTimeoutOfTheTargetIsItsFailure() {
		assertThatExceptionOfType(CallTimeoutException.class)
			.isThrownBy(() -> run(timeout(LIMIT, TimeoutMode.INTERRUPT), () -> take(LIMIT)))
			.satisfies((ex) -> assertThat(OutcomeKind.of(ex, "orders")).isEqualTo(OutcomeKind.FAILURE));
	}

	@Test
	void anInterruptFromElsewhereIsNoTimeoutAndStays() {
		InterruptedException failure = new InterruptedException();
		assertThatThrownBy(() -> run(timeout(LIMIT, TimeoutMode.INTERRUPT), () -> {
			Thread.currentThread().interrupt();
			throw failure;
		})).isSameAs(failure);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void anInnerTimeoutLeavesTheOuterOneItsInterrupt() {
		Timeout outer = timeout(LIMIT, TimeoutMode.INTERRUPT);
		Timeout inner = Timeout.of("inner", TimeoutConfig.builder().duration(LIMIT).build(), new TimeoutCounters(),
				this.context);
		assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> run(outer, () -> {
			assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> run(inner, () -> take(LIMIT)));
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return "value";
		})).satisfies((ex) -> assertThat(ex.instance()).isEqualTo("orders"));
	}

	@Test
	void shadowModeCountsAndCutsNothing() throws Throwable {
		List<ResilienceEvent> heard = new ArrayList<>();
		this.context.events().on(ResilienceEvent.class, heard::add);
		Timeout timeout = timeout(LIMIT, TimeoutMode.SHADOW);
		assertThat(run(timeout, () -> take(LIMIT))).isEqualTo("value");
		assertThat(run(timeout, () -> take(LIMIT.minusNanos(1)))).isEqualTo("value");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> run(timeout, () -> {
			take(LIMIT);
			throw new IOException();
		}));
		assertThat(timeout.snapshot()).isEqualTo(new TimeoutSnapshot("orders", TimeoutMode.SHADOW, LIMIT, 1, 0, 2, 0));
		assertThat(heard).isEmpty();
	}

	@Test
	void offSkipsTheTimeout() throws Throwable {
		Timeout timeout = timeout(LIMIT, TimeoutMode.OFF);
		assertThat(run(timeout, () -> take(LIMIT))).isEqualTo("value");
		assertThat(timeout.snapshot()).isEqualTo(new TimeoutSnapshot("orders", TimeoutMode.OFF, LIMIT, 0, 0, 0, 0));
	}

	@ParameterizedTest
	@CsvSource({ "INTERRUPT, ENFORCE, true", "OFFLOAD, ENFORCE, true", "SHADOW, SHADOW, true", "OFF, OFF, false" })
	void tellsPipelinesHowFarItTakesEffect(TimeoutMode mode, PolicyMode effect, boolean needsTime) {
		Timeout timeout = timeout(LIMIT, mode);
		assertThat(timeout.mode()).isEqualTo(effect);
		assertThat(timeout.needsTime()).isEqualTo(needsTime);
		assertThat(timeout.type()).isEqualTo(PolicyType.TIMEOUT);
		assertThat(timeout.config().mode()).isEqualTo(mode);
	}

	@Test
	void aListenerThatThrowsChangesNothing() {
		this.context.events().on(CallTimedOut.class, (event) -> {
			throw new IllegalStateException("expected by this test");
		});
		assertThatExceptionOfType(CallTimeoutException.class)
			.isThrownBy(() -> run(timeout(LIMIT, TimeoutMode.INTERRUPT), () -> take(LIMIT)));
	}

	@Test
	void successCostsOneObjectOfAtMost64Bytes() throws Throwable {
		com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		try (SystemTime real = new SystemTime()) {
			Timeout timeout = Timeout.of("orders", TimeoutConfig.builder().duration(Duration.ofHours(1)).build(),
					this.counters, PolicyContext.standalone(real));
			runOften(timeout, real, 20_000);
			long before = threads.getCurrentThreadAllocatedBytes();
			runOften(timeout, real, 10_000);
			assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 10_000).isBetween(1L, 64L);
		}
	}

	private static void runOften(Timeout timeout, SystemTime real, int rounds) throws Throwable {
		ThrowingSupplier<String, RuntimeException> work = () -> "value";
		for (int round = 0; round < rounds; round++) {
			timeout.execute(work, SharedCall.INSTANCE, real.nanoTime(), Direct.NEXT);
		}
	}

	private Timeout timeout(Duration limit, TimeoutMode mode) {
		return Timeout.of("orders", TimeoutConfig.builder().duration(limit).mode(mode).build(), this.counters,
				this.context);
	}

	private @Nullable Object run(Timeout timeout, ThrowingSupplier<?, ?> work) throws Throwable {
		return timeout.execute(work, SharedCall.INSTANCE, this.time.nanoTime(), Direct.NEXT);
	}

	private String take(Duration duration) {
		this.time.advance(duration);
		return "value";
	}

}
