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

package dev.resilience.retry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.policy.CallRejected;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ends repeating from outside: limits, interrupts and closing.
 */
@Timeout(60)
class RetryStopTests {

	private static final RetrySnapshot ABORTED_AT_ONCE = new RetrySnapshot(0, 0, 0, 0, 1, 0);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
		Thread.interrupted();
	}

	// Limits

	@ParameterizedTest
	@ValueSource(strings = { "another", RetryFixture.INSTANCE })
	void anExpiredLimitEndsTheRetries(String owner) {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.retryOn(List.of(Exception.class)).onExhausted(OnExhausted.WRAP).delay(Duration.ZERO));
		IllegalStateException failure = new IllegalStateException();
		Script script = new Script().then(() -> {
			// Ahead of its time, so that the time that remains does not end the retries
			Objects.requireNonNull(Deadline.current()).expire();
			// Who swallows the interrupt does not go on either
			Thread.interrupted();
			throw failure;
		});
		Deadline deadline = Deadline.begin(fixture.time, owner, 0, Duration.ofSeconds(1).toNanos());
		try {
			assertThat(fixture.failureOf(script)).isSameAs(failure);
		}
		finally {
			deadline.end();
		}
		assertThat(script.executions()).isEqualTo(1);
		assertThat(fixture.numbers()).isEqualTo(ABORTED_AT_ONCE);
	}

	@Test
	void anExpiredLimitEndsTheRetriesOfResults() throws Throwable {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.retryOnResult((result) -> true).onExhausted(OnExhausted.WRAP).delay(Duration.ZERO));
		Deadline deadline = Deadline.begin(fixture.time, "another", 0, Duration.ofSeconds(1).toNanos());
		try {
			assertThat(fixture.call(() -> {
				Objects.requireNonNull(Deadline.current()).expire();
				Thread.interrupted();
				return "last";
			})).isEqualTo("last");
		}
		finally {
			deadline.end();
		}
		assertThat(fixture.numbers()).isEqualTo(ABORTED_AT_ONCE);
	}

	@ParameterizedTest
	@CsvSource({ "999, 2", "1000, 1", "1001, 1" })
	void noWaitStartsThatCannotEndBeforeALimit(long delayMillis, int executions) {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.maxAttempts(2).delay(Duration.ofMillis(delayMillis)).jitter(Jitter.NONE));
		Script script = Script.throwing(new IOException());
		Deadline deadline = Deadline.begin(fixture.time, "another", 0, Duration.ofSeconds(1).toNanos());
		try {
			assertThat(fixture.failureOf(script)).isInstanceOf(IOException.class);
		}
		finally {
			assertThat(deadline.end()).isFalse();
		}
		assertThat(script.executions()).isEqualTo(executions);
		assertThat(fixture.time.nanoTime()).isEqualTo(Duration.ofMillis((executions - 1) * delayMillis).toNanos());
		assertThat(fixture.numbers().aborted()).isEqualTo(2 - executions);
	}

	@Test
	void noWaitForARejectionStartsThatCannotEndBeforeALimit() {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOn(List.of(CallRejectedException.class)));
		RefusedException rejection = new RefusedException(Duration.ofSeconds(30));
		Deadline deadline = Deadline.begin(fixture.time, "another", 0, Duration.ofSeconds(5).toNanos());
		try {
			assertThat(fixture.failureOf(Script.throwing(rejection))).isSameAs(rejection);
		}
		finally {
			deadline.end();
		}
		assertThat(fixture.time.nanoTime()).isZero();
		assertThat(fixture.numbers()).isEqualTo(ABORTED_AT_ONCE);
	}

	@ParameterizedTest
	@CsvSource({ "499, 2", "500, 1" })
	void noWaitStartsThatCannotEndBeforeMaxDuration(long delayMillis, int executions) {
		RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(2)
			.delay(Duration.ofMillis(delayMillis))
			.jitter(Jitter.NONE)
			.maxDuration(Duration.ofMillis(600)));
		Script script = new Script().then(() -> {
			fixture.time.advance(Duration.ofMillis(100));
			throw new IOException();
		});
		fixture.failureOf(script);
		assertThat(script.executions()).isEqualTo(executions);
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 1, 0, executions - 1));
	}

	@Test
	void maxDurationEndsRetriesWithoutWaits() {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.maxAttempts(100).delay(Duration.ZERO).maxDuration(Duration.ofSeconds(1)));
		Script script = new Script().then(() -> {
			fixture.time.advance(Duration.ofMillis(250));
			throw new IOException();
		});
		fixture.failureOf(script);
		assertThat(script.executions()).isEqualTo(4);
	}

	// Interrupts

	@Test
	void anInterruptedCallerDoesNotRepeatAndKeepsTheFlag() {
		RetryFixture fixture = RetryFixture.of((b) -> b.onExhausted(OnExhausted.WRAP).delay(Duration.ZERO));
		IOException failure = new IOException();
		Script script = new Script().then(() -> {
			Thread.currentThread().interrupt();
			throw failure;
		});
		assertThat(fixture.failureOf(script)).isSameAs(failure);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(script.executions()).isEqualTo(1);
		assertThat(fixture.numbers()).isEqualTo(ABORTED_AT_ONCE);
	}

	@Test
	void anInterruptWhileWaitingEndsTheCallWithTheLastFailureAndKeepsTheFlag() throws Exception {
		RetryFixture fixture = RetryFixture.of(ManualTime.stopped(), (b) -> b.onExhausted(OnExhausted.WRAP));
		IOException failure = new IOException();
		Script script = Script.throwing(failure);
		Thread[] waiting = new Thread[1];
		Future<Boolean> ended = this.threads.submit(() -> {
			waiting[0] = Thread.currentThread();
			assertThat(fixture.failureOf(script)).isSameAs(failure);
			return Thread.currentThread().isInterrupted();
		});
		fixture.time.awaitParked(1);
		waiting[0].interrupt();
		assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(script.executions()).isEqualTo(1);
		assertThat(fixture.numbers()).isEqualTo(ABORTED_AT_ONCE);
	}

	@Test
	void anInterruptWhileWaitingForABetterResultEndsTheCallWithTheLastResult() throws Exception {
		RetryFixture fixture = RetryFixture.of(ManualTime.stopped(),
				(b) -> b.onExhausted(OnExhausted.WRAP).retryOnResult((result) -> true));
		Thread[] waiting = new Thread[1];
		Future<Object> ended = this.threads.submit(callable(() -> {
			waiting[0] = Thread.currentThread();
			return fixture.call(Script.returning("last"));
		}));
		fixture.time.awaitParked(1);
		waiting[0].interrupt();
		assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("last");
		assertThat(fixture.numbers()).isEqualTo(ABORTED_AT_ONCE);
	}

	// Closing

	@Test
	void sleepingRetriesEndAtOnceWithARejectionWhenTheWaitingRoomCloses() throws Exception {
		RetryFixture fixture = RetryFixture.of(ManualTime.stopped(), (b) -> b);
		List<Future<Throwable>> sleeping = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			IOException failure = new IOException("failure of call " + i);
			sleeping.add(this.threads.submit(() -> fixture.failureOf(Script.throwing(failure))));
		}
		fixture.time.awaitParked(3);
		fixture.context.waitingRoom().close();
		for (int i = 0; i < 3; i++) {
			Throwable thrown = sleeping.get(i).get(30, TimeUnit.SECONDS);
			assertThat(thrown).isInstanceOf(RetryClosedException.class).isInstanceOf(CallRejectedException.class);
			assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage)
				.containsExactly("failure of call " + i);
		}
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 3, 0));
		assertThat(fixture.events(CallRejected.class)).hasSize(3)
			.allMatch((event) -> event.policy() == PolicyType.RETRY);
	}

	@Test
	void afterClosingNoAttemptIsRepeatedEvenWithoutDelay() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.delay(Duration.ZERO).retryOnResult("again"::equals));
		fixture.context.waitingRoom().close();
		assertThat(fixture.call(Script.returning("value"))).isEqualTo("value");
		assertThat(fixture.failureOf(Script.throwing(new IOException()))).isInstanceOf(RetryClosedException.class);
		assertThat(fixture.failureOf(Script.returning("again"))).isInstanceOf(RetryClosedException.class)
			.hasNoSuppressedExceptions();
	}

	// Threads

	@Test
	@Tag("race")
	void manyThreadsLoseNoCount() throws Exception {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.delay(Duration.ZERO).maxAttempts(2).budget(RetryBudgetConfig.none()));
		int callers = 8;
		int rounds = 2_000;
		List<Future<?>> running = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			running.add(this.threads.submit(callable(() -> {
				for (int round = 0; round < rounds; round++) {
					fixture.call(Script.returning(1));
					fixture.call(Script.throwing(new IOException()).thenReturn(1));
					fixture.failureOf(Script.throwing(new IOException()));
					fixture.failureOf(Script.throwing(new LinkageError()));
					fixture.failureOf(Script.throwing(new IOException()).thenThrow(new LinkageError()));
				}
				return null;
			})));
		}
		for (Future<?> future : running) {
			future.get(60, TimeUnit.SECONDS);
		}
		long each = (long) callers * rounds;
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(each, each, each, each, each, 3 * each));
	}

	private static Callable<Object> callable(ThrowingSupplier<Object, Throwable> body) {
		return () -> {
			try {
				return body.get();
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new AssertionError(ex);
			}
		};
	}

}
