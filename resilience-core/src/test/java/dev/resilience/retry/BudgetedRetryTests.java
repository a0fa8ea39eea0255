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
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.CapturedLog;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What calls notice of the budget of their retry.
 */
@Timeout(60)
class BudgetedRetryTests {

	private static final RetryBudgetConfig ONE_AT_A_TIME = RetryBudgetConfig.builder()
		.type(RetryBudgetType.CONCURRENT)
		.maxConcurrent(1)
		.build();

	private static RetryFixture withTwoRepetitions() {
		return RetryFixture.of((b) -> b.jitter(Jitter.NONE)
			.delay(Duration.ZERO)
			.maxAttempts(10)
			.onExhausted(OnExhausted.WRAP)
			.budget((budget) -> budget.ratio(0).minPerSecond(2).ttl(Duration.ofSeconds(1))));
	}

	@Test
	void theLastFailureReachesTheCallerAsItIsOnceTheBudgetIsSpent() {
		RetryFixture fixture = withTwoRepetitions();
		Script script = Script.throwing(new IOException("first"))
			.thenThrow(new IOException("second"))
			.thenThrow(new IOException("third"));
		assertThat(fixture.failureOf(script)).isExactlyInstanceOf(IOException.class).hasMessage("third");
		assertThat(script.executions()).isEqualTo(3);
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 0, 1, 2));
		assertThat(fixture.numbers().calls()).isOne();
		assertThat(fixture.counters.budget().balance()).isZero();
	}

	@Test
	void theLastResultReachesTheCallerOnceTheBudgetIsSpent() throws Throwable {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.retryOnResult("again"::equals).budget((budget) -> budget.minPerSecond(0)));
		assertThat(fixture.call(Script.returning("again"))).isEqualTo("again");
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 0, 1, 0));
	}

	@Test
	void budgetThatIsSpentIsToldOncePerSecond() {
		RetryFixture fixture = withTwoRepetitions();
		IOException failure = new IOException();
		for (int call = 0; call < 5; call++) {
			fixture.failureOf(Script.throwing(failure));
		}
		assertThat(fixture.events(RetryBudgetExhausted.class))
			.containsExactly(new RetryBudgetExhausted("orders", fixture.time.wallClock().instant(), null, 3, failure));
		fixture.time.advance(Duration.ofSeconds(1));
		fixture.failureOf(Script.throwing(failure));
		assertThat(fixture.events(RetryBudgetExhausted.class)).hasSize(2);
		assertThat(fixture.events(RetryExhausted.class)).isEmpty();
	}

	@Test
	void logSaysSoOncePerSecond() {
		RetryFixture fixture = RetryFixture.of((b) -> b.budget((budget) -> budget.minPerSecond(0)));
		try (CapturedLog log = new CapturedLog(Retry.class)) {
			fixture.failureOf(Script.throwing(new IOException()));
			fixture.failureOf(Script.throwing(new IOException()));
			assertThat(log.warnings()).containsExactly("Retry 'orders' gives up after attempt 1, which ended with "
					+ "java.io.IOException: the retry budget is spent");
		}
	}

	@Test
	void withoutABudgetOnlyTheAttemptsOfEachCallAreLimited() {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.maxAttempts(1_000).delay(Duration.ZERO).budget(RetryBudgetConfig.none()));
		Script script = Script.throwing(new IOException());
		fixture.failureOf(script);
		assertThat(script.executions()).isEqualTo(1_000);
		assertThat(fixture.counters.budget()).isNull();
	}

	@Test
	void whatIsNotRepeatedForOtherReasonsCostsNothing() {
		RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(2).abortOn(List.of(IllegalStateException.class)));
		fixture.failureOf(Script.throwing(new IllegalStateException()));
		fixture.failureOf(Script.throwing(new IOException()));
		assertThat(fixture.counters.budget().balance()).as("100 + 2 * 0.2 - 1").isEqualTo(99);
	}

	@ParameterizedTest(name = "reads the clock: {0} -> {1}")
	@CsvSource({ "true, 10", "false, 1" })
	void timesOfSuccessesAreKnownWhereSomebodyReadsTheClock(boolean readsClock, long balance) throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.budget((budget) -> budget.minPerSecond(0).ratio(1)));
		fixture.time.advance(Duration.ofSeconds(50));
		for (int call = 0; call < 11; call++) {
			// The last one comes when a tenth of the time to live has passed
			fixture.time.advance(Duration.ofSeconds(call / 10));
			long now = readsClock ? fixture.time.nanoTime() : 0;
			fixture.retry.execute(() -> 1, SharedCall.INSTANCE, now, RetryFixture.WORK_ONLY);
		}
		fixture.time.advance(Duration.ofSeconds(5));
		assertThat(fixture.counters.budget().balance()).isEqualTo(balance);
	}

	@Test
	void anAttemptThatIsOverGivesItsPlaceBack() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.budget(ONE_AT_A_TIME).retryOnResult("again"::equals));
		assertThat(fixture.call(Script.throwing(new IOException()).thenReturn(1))).isEqualTo(1);
		assertThat(fixture.call(Script.returning("again"))).isEqualTo("again");
		fixture.failureOf(Script.throwing(new IOException()).thenThrow(new LinkageError()));
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 1, 0, 1, 1, 0, 4));
		assertThat(fixture.counters.budget().balance()).isOne();
	}

	@Test
	void aWaitHoldsAPlaceAndGivesItBackHoweverItEnds() throws Exception {
		RetryFixture fixture = RetryFixture.of(ManualTime.stopped(), (b) -> b.budget(ONE_AT_A_TIME));
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			Thread[] waiting = new Thread[1];
			Future<Throwable> interrupted = threads.submit(() -> {
				waiting[0] = Thread.currentThread();
				return fixture.failureOf(Script.throwing(new IOException()));
			});
			fixture.time.awaitParked(1);
			assertThat(fixture.failureOf(Script.throwing(new IOException()))).isInstanceOf(IOException.class);
			assertThat(fixture.numbers().budgetExhausted()).isOne();
			waiting[0].interrupt();
			interrupted.get(30, TimeUnit.SECONDS);
			assertThat(fixture.counters.budget().balance()).isOne();
			Future<Throwable> closed = threads.submit(() -> fixture.failureOf(Script.throwing(new IOException())));
			fixture.time.awaitParked(1);
			fixture.context.waitingRoom().close();
			assertThat(closed.get(30, TimeUnit.SECONDS)).isInstanceOf(RetryClosedException.class);
			assertThat(fixture.counters.budget().balance()).isOne();
		}
		finally {
			threads.shutdownNow();
		}
	}

}
