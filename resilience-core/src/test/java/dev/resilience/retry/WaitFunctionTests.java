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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.time.Deadline;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits that user code decides on.
 */
class WaitFunctionTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void waitsAsLongAsTheFunctionSays() {
		RetryFixture fixture = fixture(
				(attempt, result, failure, computed) -> Optional.of(SECOND.multipliedBy(attempt)));
		fixture.failureOf(Script.throwing(new IOException()));
		assertThat(fixture.waits).containsExactly(SECOND, SECOND.multipliedBy(2));
		assertThat(fixture.time.nanoTime()).isEqualTo(SECOND.multipliedBy(3).toNanos());
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 1, 0, 2));
	}

	@Test
	void isToldHowTheAttemptEndedAndWhichWaitWouldFollow() throws Throwable {
		List<List<Object>> told = new ArrayList<>();
		RetryFixture fixture = fixture((attempt, result, failure, computed) -> {
			told.add(Arrays.asList(attempt, result, failure, computed));
			return Optional.of(computed);
		});
		IOException failure = new IOException();
		fixture.call(new Script().thenThrow(failure).thenReturn("busy").thenReturn("done"));
		assertThat(told).containsExactly(Arrays.asList(1, null, failure, Duration.ofMillis(200)),
				Arrays.asList(2, "busy", null, Duration.ofMillis(400)));
		assertThat(fixture.waits).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
	}

	@Test
	void waitOfTheFunctionMayPassTheLongestWait() {
		RetryFixture fixture = fixture((attempt, result, failure, computed) -> Optional.of(Duration.ofMinutes(1)));
		fixture.failureOf(Script.throwing(new IOException()));
		assertThat(fixture.waits).containsOnly(Duration.ofMinutes(1));
	}

	@Test
	void rule3WaitOfTheFunctionIsNotShorterThanARejectionAsksFor() {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOn(List.of(RefusedException.class))
			.maxAttempts(2)
			.waitFunction((attempt, result, failure, computed) -> Optional.of(Duration.ZERO)));
		fixture.failureOf(Script.throwing(new RefusedException(SECOND)));
		assertThat(fixture.waits).containsExactly(SECOND);
	}

	@Test
	void longestWaitThereIsPassesNoLimit() {
		RetryFixture fixture = fixture(
				(attempt, result, failure, computed) -> Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));
		IOException failure = new IOException();
		Deadline deadline = Deadline.begin(fixture.time, "another", 0, SECOND.toNanos());
		try {
			assertThat(fixture.failureOf(Script.throwing(failure))).isSameAs(failure);
		}
		finally {
			deadline.end();
		}
		assertThat(fixture.time.nanoTime()).isZero();
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 1, 0));
	}

	@Test
	void firstList23StopOnAFailureEndsWithThatFailureAndCounts() {
		RetryFixture fixture = fixture((attempt, result, failure, computed) -> Optional.empty());
		IOException failure = new IOException();
		Script script = Script.throwing(failure);
		assertThat(fixture.failureOf(script)).isSameAs(failure);
		assertThat(script.executions()).isOne();
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 1, 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "RETHROW", "WRAP" })
	void firstList23StopOnAResultEndsWithThatResultAndCountsAsFailed(OnExhausted onExhausted) throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b.retryOnResult("busy"::equals)
			.onExhausted(onExhausted)
			.waitFunction(
					(attempt, result, failure, computed) -> (attempt < 2) ? Optional.of(computed) : Optional.empty()));
		assertThat(fixture.call(Script.returning("busy"))).isEqualTo("busy");
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 1, 1));
		assertThat(fixture.events(RetryExhausted.class)).isEmpty();
	}

	@Test
	void isNotAskedWhereNothingFollows() {
		RetryFixture fixture = fixture((attempt, result, failure, computed) -> {
			throw new AssertionError("asked");
		});
		fixture.failureOf(Script.throwing(new LinkageError()));
		RetryFixture single = RetryFixture
			.of((b) -> b.maxAttempts(1).waitFunction((attempt, result, failure, computed) -> Optional.empty()));
		single.failureOf(Script.throwing(new IOException()));
		assertThat(single.numbers().exhausted()).isOne();
	}

	@Test
	void firstList2FunctionThatThrowsLeavesTheComputedWait() throws Throwable {
		RetryFixture fixture = fixture((attempt, result, failure, computed) -> {
			throw new NoClassDefFoundError("function");
		});
		assertThat(fixture.call(Script.throwing(new IOException()).thenReturn("value"))).isEqualTo("value");
		assertThat(fixture.waits).containsExactly(Duration.ofMillis(200));
	}

	@Test
	void answersThatAreNoWaitsLeaveTheComputedWait() throws Throwable {
		RetryFixture negative = fixture((attempt, result, failure, computed) -> Optional.of(Duration.ofMillis(-1)));
		assertThat(negative.call(Script.throwing(new IOException()).thenReturn("value"))).isEqualTo("value");
		assertThat(negative.waits).containsExactly(Duration.ofMillis(200));
		RetryFixture none = fixture((attempt, result, failure, computed) -> null);
		assertThat(none.call(Script.throwing(new IOException()).thenReturn("value"))).isEqualTo("value");
		assertThat(none.waits).containsExactly(Duration.ofMillis(200));
	}

	private static RetryFixture fixture(WaitFunction function) {
		return RetryFixture.of((b) -> b.jitter(Jitter.NONE).retryOnResult("busy"::equals).waitFunction(function));
	}

}
