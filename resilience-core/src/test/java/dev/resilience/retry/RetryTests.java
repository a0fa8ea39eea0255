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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class RetryTests {

	private static final RetrySnapshot NOTHING = new RetrySnapshot(0, 0, 0, 0, 0, 0);

	@Test
	void aCallThatSucceedsAtOnceIsOneExecutionAndOneCount() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b);
		Script script = Script.returning("value");
		assertThat(fixture.call(script)).isEqualTo("value");
		assertThat(script.executions()).isEqualTo(1);
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(1, 0, 0, 0, 0, 0));
	}

	@Test
	void aCallThatSucceedsAtOnceAllocatesNothing() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult("again"::equals));
		ThrowingSupplier<Object, RuntimeException> work = () -> "value";
		com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = Long.MAX_VALUE;
		for (int round = 0; round < 5; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < 10_000; i++) {
				fixture.retry.execute(work, SharedCall.INSTANCE, 0, RetryFixture.WORK_ONLY);
			}
			allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
		}
		assertThat(allocated).isLessThan(10_000);
	}

	@Test
	void needsTheTimeOnlyUnderMaxDuration() {
		assertThat(RetryFixture.of((b) -> b).retry.needsTime()).isFalse();
		assertThat(RetryFixture.of((b) -> b.maxDuration(Duration.ofSeconds(1))).retry.needsTime()).isTrue();
		assertThat(RetryFixture.of((b) -> b.maxDuration(Duration.ofSeconds(1)).mode(PolicyMode.OFF)).retry.needsTime())
			.isFalse();
	}

	@Test
	void theFirstAttemptGetsTheTimeItWasGivenAndLaterOnesAFreshReadingWhereItIsNeeded() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.jitter(Jitter.NONE));
		long[] times = new long[2];
		AtomicInteger attempts = new AtomicInteger();
		Strategy.Next next = new Strategy.Next() {

			@Override
			public Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
				times[attempts.getAndIncrement()] = now;
				return work.get();
			}

			@Override
			public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
				throw new UnsupportedOperationException("Only blocking calls here");
			}

			@Override
			public boolean needsTime() {
				return true;
			}

		};
		fixture.retry.execute(Script.throwing(new IOException()).thenReturn("value"), SharedCall.INSTANCE, 17, next);
		assertThat(times).containsExactly(17, Duration.ofMillis(200).toNanos());
	}

	@Test
	void maxDurationBeginsWithTheCallHoweverLongTheClockHasRun() {
		RetryFixture fixture = RetryFixture.of((b) -> b.jitter(Jitter.NONE).maxDuration(Duration.ofSeconds(1)));
		fixture.time.advance(Duration.ofHours(1));
		Script script = Script.throwing(new IOException());
		fixture.failureOf(script);
		assertThat(script.executions()).isEqualTo(3);
	}

	@Test
	void notesAttemptsAndWaitsOnTheCall() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.jitter(Jitter.NONE));
		Call call = new Call();
		Script script = Script.throwing(new IOException()).thenThrow(new IOException()).thenReturn("value");
		fixture.retry.execute(script, call, 0, RetryFixture.WORK_ONLY);
		assertThat(call.attempt()).isEqualTo(3);
		assertThat(call.totalDelayNanos()).isEqualTo(Duration.ofMillis(600).toNanos());
	}

	@Test
	void countsAreDisjointAndAddUpToCalls() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.abortOn(List.of(IllegalStateException.class)));
		fixture.call(Script.returning(1));
		fixture.call(Script.throwing(new IOException()).thenReturn(1));
		fixture.failureOf(Script.throwing(new IllegalStateException()));
		fixture.failureOf(Script.throwing(new IOException()));
		fixture.failureOf(Script.throwing(new IOException()).thenThrow(new IllegalStateException()));
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(1, 1, 1, 1, 1, 4));
		assertThat(fixture.numbers().calls()).isEqualTo(5);
	}

	@Test
	void switchedOffItPassesEverythingThroughUncounted() {
		RetryFixture fixture = RetryFixture.of((b) -> b.mode(PolicyMode.OFF));
		Script script = Script.throwing(new IOException());
		assertThat(fixture.failureOf(script)).isInstanceOf(IOException.class);
		assertThat(script.executions()).isEqualTo(1);
		assertThat(fixture.numbers()).isEqualTo(NOTHING);
		assertThat(fixture.retry.mode()).isEqualTo(PolicyMode.OFF);
		assertThat(fixture.retry.type()).isEqualTo(PolicyType.RETRY);
	}

	@Test
	void switchedOffItPassesResultsThrough() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.mode(PolicyMode.OFF).retryOnResult("value"::equals));
		assertThat(fixture.call(Script.returning("value"))).isEqualTo("value");
		assertThat(fixture.numbers()).isEqualTo(NOTHING);
	}

	@Test
	void tellsItsInstanceAndItsSettings() {
		RetryConfig config = RetryConfig.builder().maxAttempts(7).build();
		RetryFixture fixture = RetryFixture.of((b) -> b);
		Retry retry = Retry.of(RetryFixture.INSTANCE, config, fixture.counters, fixture.context);
		assertThat(retry.instance()).isEqualTo(RetryFixture.INSTANCE);
		assertThat(retry.config()).isSameAs(config);
	}

	@Test
	void methodsShareTheCountersOfTheirInstance() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b);
		Retry other = Retry.of(RetryFixture.INSTANCE, RetryConfig.defaults(), fixture.counters, fixture.context);
		fixture.call(Script.returning(1));
		other.execute(Script.returning(1), SharedCall.INSTANCE, 0, RetryFixture.WORK_ONLY);
		assertThat(other.snapshot().successWithoutRetry()).isEqualTo(2);
	}

	// What is repeated

	@Test
	void repeatsEveryExceptionByDefault() {
		Script script = Script.throwing(new IOException());
		RetryFixture.of((b) -> b).failureOf(script);
		assertThat(script.executions()).isEqualTo(3);
	}

	@Test
	void repeatsAnErrorOnlyIfNamed() {
		Script unnamed = Script.throwing(new StackOverflowError());
		RetryFixture.of((b) -> b).failureOf(unnamed);
		assertThat(unnamed.executions()).isEqualTo(1);
		Script wrapped = Script.throwing(new CompletionException(new StackOverflowError()));
		RetryFixture.of((b) -> b).failureOf(wrapped);
		assertThat(wrapped.executions()).isEqualTo(1);
		Script named = Script.throwing(new StackOverflowError());
		RetryFixture.of((b) -> b.retryOn(List.of(StackOverflowError.class))).failureOf(named);
		assertThat(named.executions()).isEqualTo(3);
	}

	@Test
	void secondList11RejectionsAreNotRepeatedByDefaultNorByASupertype() {
		Script unnamed = Script.throwing(new RefusedException(Duration.ZERO));
		RetryFixture.of((b) -> b).failureOf(unnamed);
		assertThat(unnamed.executions()).isEqualTo(1);
		Script supertype = Script.throwing(new RefusedException(Duration.ZERO));
		RetryFixture.of((b) -> b.retryOn(List.of(RuntimeException.class))).failureOf(supertype);
		assertThat(supertype.executions()).isEqualTo(1);
	}

	@Test
	void repeatsARejectionThatIsNamed() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOn(List.of(CallRejectedException.class)));
		assertThat(fixture.call(Script.throwing(new RefusedException(Duration.ZERO)).thenReturn("in"))).isEqualTo("in");
	}

	@Test
	void neverRepeatsACancellationEvenIfNamed() {
		for (Throwable cancellation : List.of(new CancellationException(), new InterruptedException(),
				new ExecutionException(new CancellationException()))) {
			Script script = Script.throwing(cancellation);
			RetryFixture fixture = RetryFixture.of((b) -> b.retryOn(List.of(Exception.class)));
			assertThat(fixture.failureOf(script)).isSameAs(cancellation);
			assertThat(script.executions()).isEqualTo(1);
			assertThat(fixture.numbers().failedWithoutRetry()).isEqualTo(1);
		}
	}

	@Test
	void looksThroughWrappersOfTheJdk() {
		Script script = Script.throwing(new CompletionException(new ExecutionException(new IOException())));
		RetryFixture.of((b) -> b.retryOn(List.of(IOException.class))).failureOf(script);
		assertThat(script.executions()).isEqualTo(3);
		Script aborted = Script.throwing(new CompletionException(new IOException()));
		RetryFixture.of((b) -> b.abortOn(List.of(IOException.class))).failureOf(aborted);
		assertThat(aborted.executions()).isEqualTo(1);
	}

	@Test
	void firstList28RepeatsACompletionExceptionWithoutCause() {
		CompletionException failure = new CompletionException("no cause", null);
		Script script = Script.throwing(failure);
		assertThat(RetryFixture.of((b) -> b).failureOf(script)).isSameAs(failure);
		assertThat(script.executions()).isEqualTo(3);
	}

	@Test
	void anEmptyListRepeatsNothing() {
		Script script = Script.throwing(new IOException());
		RetryFixture.of((b) -> b.retryOn(List.of())).failureOf(script);
		assertThat(script.executions()).isEqualTo(1);
	}

	// What the caller gets

	@Test
	void rethrowsTheVeryLastFailureAsItWasThrown() {
		CompletionException last = new CompletionException(new IOException("last"));
		Script script = Script.throwing(new IOException("first")).thenThrow(new IOException("second")).thenThrow(last);
		assertThat(RetryFixture.of((b) -> b).failureOf(script)).isSameAs(last);
	}

	@Test
	void wrapsOnlyWhatIsReallyExhausted() {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.onExhausted(OnExhausted.WRAP).abortOn(List.of(IllegalStateException.class)));
		IllegalStateException abort = new IllegalStateException();
		assertThat(fixture.failureOf(Script.throwing(abort))).isSameAs(abort);
		assertThat(fixture.failureOf(Script.throwing(new IOException()).thenThrow(abort))).isSameAs(abort);
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 1, 0, 1, 1));
	}

	@Test
	void wrapsWhatIsExhaustedByTime() {
		RetryFixture fixture = RetryFixture.of((b) -> b.onExhausted(OnExhausted.WRAP)
			.jitter(Jitter.NONE)
			.backoff(Backoff.FIXED)
			.maxAttempts(9)
			.maxDuration(Duration.ofMillis(500)));
		assertThat(fixture.failureOf(Script.throwing(new IOException())))
			.isInstanceOfSatisfying(RetryExhaustedException.class, (ex) -> assertThat(ex.attempts()).isEqualTo(3));
		assertThat(fixture.numbers().exhausted()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "1, after 1 attempt", "2, after 2 attempts" })
	void saysAfterHowManyAttemptsItIsExhausted(int attempts, String said) {
		RetryFixture fixture = RetryFixture.of((b) -> b.onExhausted(OnExhausted.WRAP).maxAttempts(attempts));
		assertThat(fixture.failureOf(Script.throwing(new IOException()))).isInstanceOf(RetryExhaustedException.class)
			.message()
			.endsWith(said);
	}

	@Test
	void namesTheLastFailureOfTheTargetWhereSeveralRejectionsFollowIt() {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.retryOn(List.of(IOException.class, CallRejectedException.class)));
		IOException failure = new IOException("target");
		RefusedException last = new RefusedException(Duration.ZERO);
		Script script = Script.throwing(failure).thenThrow(new RefusedException(Duration.ZERO)).thenThrow(last);
		assertThat(fixture.failureOf(script)).isSameAs(last);
		assertThat(last.getSuppressed()).containsExactly(failure);
	}

	@Test
	void aRejectionGoesToTheCallerAsItselfEvenIfWrappingIsOn() {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.onExhausted(OnExhausted.WRAP).retryOn(List.of(CallRejectedException.class)));
		RefusedException open = new RefusedException(Duration.ZERO);
		assertThat(fixture.failureOf(Script.throwing(open))).isSameAs(open);
		assertThat(fixture.numbers().exhausted()).isEqualTo(1);
	}

	// Results

	@Test
	void repeatsUnwantedResults() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult("again"::equals));
		Script script = Script.returning("again").thenThrow(new IOException()).thenReturn("done");
		assertThat(fixture.call(script)).isEqualTo("done");
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 1, 0, 0, 0, 2));
	}

	@Test
	void asksTheConditionAboutNull() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult((result) -> result == null));
		assertThat(fixture.call(Script.returning("x"))).isEqualTo("x");
		assertThat(fixture.call(new Script().then(() -> null).thenReturn("y"))).isEqualTo("y");
	}

	@Test
	void firstList23ReturnsTheLastUnwantedResultAndCountsItAsExhausted() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult((result) -> true));
		assertThat(fixture.call(Script.returning(1).thenReturn(2).thenReturn(3))).isEqualTo(3);
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 1, 0, 2));
	}

	@Test
	void firstList23ThrowsADefinedExceptionForUnwantedResultsIfWrappingIsOn() {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult((result) -> true).onExhausted(OnExhausted.WRAP));
		assertThatExceptionOfType(RetryExhaustedException.class).isThrownBy(() -> fixture.call(Script.returning(1)))
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.attempts()).isEqualTo(3));
		assertThat(fixture.numbers().exhausted()).isEqualTo(1);
	}

	@Test
	void firstList25CountsEveryResultDrivenAttemptOnce() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult("again"::equals));
		Script script = Script.returning("again").thenReturn("again").thenReturn("done");
		fixture.call(script);
		assertThat(fixture.numbers().attempts() + fixture.numbers().calls()).isEqualTo(script.executions())
			.isEqualTo(3);
	}

	@Test
	void aThrowingConditionDoesNotHold() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult((result) -> {
			throw new AssertionError("defect");
		}));
		Script script = Script.returning("value");
		assertThat(fixture.call(script)).isEqualTo("value");
		assertThat(script.executions()).isEqualTo(1);
		assertThat(fixture.numbers().successWithoutRetry()).isEqualTo(1);
	}

	// Waits prescribed by rejections

	@ParameterizedTest
	@CsvSource({ "100, 200", "200, 200", "700, 700", "20000, 20000", "60000, 60000" })
	void waitsAtLeastAsLongAsARejectionAsksEvenBeyondMaxDelay(long retryAfterMillis, long expectedMillis)
			throws Throwable {
		for (boolean wrapped : new boolean[] { false, true }) {
			RetryFixture fixture = RetryFixture
				.of((b) -> b.retryOn(List.of(CallRejectedException.class)).jitter(Jitter.NONE));
			Throwable rejection = new RefusedException(Duration.ofMillis(retryAfterMillis));
			Throwable thrown = wrapped ? new CompletionException(new ExecutionException(rejection)) : rejection;
			fixture.call(Script.throwing(thrown).thenReturn("in"));
			assertThat(fixture.waits).containsExactly(Duration.ofMillis(expectedMillis));
			assertThat(fixture.time.nanoTime()).isEqualTo(Duration.ofMillis(expectedMillis).toNanos());
		}
	}

	@Test
	void givesUpAtOnceWhereARejectionAsksForMoreThanMaxRetryAfter() {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOn(List.of(CallRejectedException.class))
			.onExhausted(OnExhausted.WRAP)
			.maxRetryAfter(Duration.ofSeconds(5)));
		RefusedException rejection = new RefusedException(Duration.ofSeconds(5).plusNanos(1));
		assertThat(fixture.failureOf(Script.throwing(rejection))).isSameAs(rejection);
		assertThat(fixture.time.nanoTime()).isZero();
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 1, 0));
	}

	// Depth and numbers

	@Test
	@Tag("race")
	void secondList8ManyRepetitionsDoNotDeepenTheStack() {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.maxAttempts(100_000).delay(Duration.ZERO).budget(RetryBudgetConfig.none()));
		Script script = Script.throwing(new IOException());
		assertThat(fixture.failureOf(script)).isInstanceOf(IOException.class);
		assertThat(script.executions()).isEqualTo(100_000);
		assertThat(fixture.numbers().attempts()).isEqualTo(99_999);
		assertThat(fixture.time.nanoTime()).isZero();
	}

	@Test
	void secondList7TheLargestNumbersDoNotOverflowIntoAHotLoop() {
		RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(Integer.MAX_VALUE)
			.delay(Duration.ofSeconds(Long.MAX_VALUE))
			.maxDuration(Duration.ofSeconds(Long.MAX_VALUE)));
		Script script = Script.throwing(new IOException());
		assertThat(fixture.failureOf(script)).isInstanceOf(IOException.class);
		assertThat(script.executions()).isLessThan(10);
	}

}
