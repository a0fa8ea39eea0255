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
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The retry rows of the toolkit cases.
 */
class RetryToolkitCaseTests {

	private static final int SEED = 38;

	@TestFactory
	Stream<DynamicTest> waits() {
		return Stream.of(
				waits("D-036 exponential, base 1, growth 2 (the source doubles the first wait)",
						series(2, Backoff.EXPONENTIAL), 2, 4, 8),
				waits("D-037 base 1, cap 10, attempts 4 and 5",
						(b) -> series(2, Backoff.EXPONENTIAL).apply(b).maxDelay(seconds(10)), 2, 4, 8, 10, 10),
				waits("D-060 exponential", series(1, Backoff.EXPONENTIAL), 1, 2, 4, 8),
				waits("D-060 linear", series(1, Backoff.LINEAR), 1, 2, 3, 4),
				waits("D-060 constant", series(1, Backoff.FIXED), 1, 1, 1, 1),
				waits("D-060 Fibonacci", series(1, Backoff.FIBONACCI), 1, 2, 3, 5),
				waits("D-061 exponential, base 1, cap 5",
						(b) -> series(1, Backoff.EXPONENTIAL).apply(b).maxDelay(seconds(5)), 1, 2, 4, 5, 5, 5, 5, 5, 5,
						5),
				waits("D-062 factor 0.25, random 0", 0, 1.5), waits("D-062 factor 0.25, random 0.5", 0.5, 2.0),
				waits("D-062 factor 0.25, random 1", 1, 2.5),
				waits("D-096 exponential, 5 attempts", series(2, Backoff.EXPONENTIAL), 2, 4, 8, 16),
				waits("D-099 linear, base 2", series(2, Backoff.LINEAR), 2, 4, 6, 8),
				waits("D-099 Fibonacci, base 1: ours starts 1, 2 as in D-060, not 1, 1", series(1, Backoff.FIBONACCI),
						1, 2, 3, 5, 8, 13),
				waits("D-099 immediate", series(0, Backoff.FIXED), 0, 0, 0),
				waits("D-106 exponential, base 0.1, cap 30",
						(b) -> series(0.1, Backoff.EXPONENTIAL).apply(b).maxDelay(seconds(30)), 0.1, 0.2, 0.4, 0.8, 1.6,
						3.2, 6.4, 12.8, 25.6, 30),
				waits("D-106 Fibonacci, base 0.1, cap 30",
						(b) -> series(0.1, Backoff.FIBONACCI).apply(b).maxDelay(seconds(30)), 0.1, 0.2, 0.3, 0.5, 0.8,
						1.3, 2.1, 3.4, 5.5, 8.9));
	}

	private static DynamicTest waits(String name, UnaryOperator<RetryConfig.Builder> settings, double... expected) {
		return DynamicTest.dynamicTest(name, () -> {
			RetryFixture fixture = RetryFixture.of((b) -> settings.apply(b).maxAttempts(expected.length + 1));
			Script script = Script.throwing(new IOException());
			fixture.failureOf(script);
			assertThat(fixture.waits).containsExactlyElementsOf(durations(expected));
			assertThat(fixture.time.nanoTime())
				.isEqualTo(durations(expected).stream().reduce(Duration.ZERO, Duration::plus).toNanos());
			assertThat(script.executions()).isEqualTo(expected.length + 1);
		});
	}

	private static DynamicTest waits(String name, double random, double expected) {
		return DynamicTest.dynamicTest(name, () -> {
			RetryFixture fixture = RetryFixture.of(BackoffSeriesTests.always(random),
					(b) -> b.maxAttempts(2).delay(seconds(2)).jitterFactor(0.25));
			fixture.failureOf(Script.throwing(new IOException()));
			assertThat(fixture.waits).containsExactly(seconds(expected));
		});
	}

	@TestFactory
	Stream<DynamicTest> calls() {
		return Stream.of(DynamicTest.dynamicTest("D-018 fails twice, then done", () -> {
			RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(3));
			Script script = Script.throwing(new IOException()).thenThrow(new IOException()).thenReturn("done");
			assertThat(fixture.call(script)).isEqualTo("done");
			assertThat(script.executions()).isEqualTo(3);
		}), DynamicTest.dynamicTest("D-019 the original error surfaces", () -> {
			RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(2));
			assertThat(fixture.failureOf(Script.throwing(new IllegalArgumentException("always"))))
				.isExactlyInstanceOf(IllegalArgumentException.class)
				.hasMessage("always");
			assertThat(fixture.numbers().attempts()).isEqualTo(1);
		}), DynamicTest.dynamicTest("D-034 fixed 3, delay 0.1, fails twice", () -> {
			RetryFixture fixture = RetryFixture
				.of((b) -> b.maxAttempts(3).delay(seconds(0.1)).backoff(Backoff.FIXED).jitter(Jitter.NONE));
			Script script = Script.throwing(new IOException()).thenThrow(new IOException()).thenReturn("value");
			assertThat(fixture.call(script)).isEqualTo("value");
			assertThat(script.executions()).isEqualTo(3);
			assertThat(fixture.time.nanoTime()).isGreaterThanOrEqualTo(seconds(0.2).toNanos());
		}), DynamicTest.dynamicTest("D-035 exhausted with attempts and last cause", () -> {
			RetryFixture fixture = RetryFixture
				.of((b) -> b.maxAttempts(2).delay(seconds(0.01)).backoff(Backoff.FIXED).onExhausted(OnExhausted.WRAP));
			IllegalArgumentException last = new IllegalArgumentException("the value error");
			assertThat(fixture.failureOf(Script.throwing(new IOException()).thenThrow(last)))
				.isInstanceOfSatisfying(RetryExhaustedException.class, (ex) -> {
					assertThat(ex.attempts()).isEqualTo(2);
					assertThat(ex.getCause()).isSameAs(last).hasMessage("the value error");
					assertThat(ex.instance()).isEqualTo(RetryFixture.INSTANCE);
				});
		}), DynamicTest.dynamicTest("D-038 base 1, jitter: within 1 to 3, not all equal", () -> {
			Random random = new Random(SEED);
			List<Duration> waits = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				RetryFixture fixture = RetryFixture.of(random, (b) -> b.maxAttempts(2).delay(seconds(2)));
				fixture.failureOf(Script.throwing(new IOException()));
				waits.addAll(fixture.waits);
			}
			assertThat(waits).hasSize(10).allSatisfy((wait) -> assertThat(wait).isBetween(seconds(1), seconds(3)));
			assertThat(waits.stream().distinct()).hasSizeGreaterThan(1);
		}), DynamicTest.dynamicTest("D-063 connection error twice, then ok", () -> {
			RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(4).retryOn(List.of(ConnectException.class)));
			Script script = Script.throwing(new ConnectException()).thenThrow(new ConnectException()).thenReturn("ok");
			assertThat(fixture.call(script)).isEqualTo("ok");
			assertThat(script.executions()).isEqualTo(3);
			assertThat(fixture.waits).hasSize(2);
		}), DynamicTest.dynamicTest("D-064 value error is rethrown at once", () -> {
			RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(4).retryOn(List.of(ConnectException.class)));
			IllegalArgumentException failure = new IllegalArgumentException();
			assertThat(fixture.failureOf(Script.throwing(failure))).isSameAs(failure);
			assertThat(fixture.waits).isEmpty();
			assertThat(fixture.time.nanoTime()).isZero();
		}), DynamicTest.dynamicTest("D-073 two extra attempts, always fails", () -> {
			IOException failure = new IOException();
			Script script = Script.throwing(failure);
			assertThat(RetryFixture.of((b) -> b.maxAttempts(3)).failureOf(script)).isSameAs(failure);
			assertThat(script.executions()).isEqualTo(3);
		}), DynamicTest.dynamicTest("D-097 one attempt is exhausted, too", () -> {
			RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(1).onExhausted(OnExhausted.WRAP));
			assertThat(fixture.failureOf(Script.throwing(new IOException())))
				.isInstanceOf(RetryExhaustedException.class);
		}), DynamicTest.dynamicTest("D-108 the hook gets attempt, error and wait (ours counts from 1)", () -> {
			List<List<Object>> told = new ArrayList<>();
			RetryFixture fixture = RetryFixture.of((b) -> b.jitter(Jitter.NONE)
				.delay(seconds(1))
				.beforeRetry((attempt, failure, wait) -> told.add(List.of(attempt, failure, wait))));
			IOException first = new IOException();
			IOException second = new IOException();
			fixture.call(Script.throwing(first).thenThrow(second).thenReturn("value"));
			assertThat(told).containsExactly(List.of(1, first, seconds(1)), List.of(2, second, seconds(2)));
		}));
	}

	private static UnaryOperator<RetryConfig.Builder> series(double base, Backoff backoff) {
		return (b) -> b.delay(seconds(base)).maxDelay(seconds(60)).backoff(backoff).jitter(Jitter.NONE);
	}

	private static List<Duration> durations(double... seconds) {
		return DoubleStream.of(seconds).mapToObj(RetryToolkitCaseTests::seconds).toList();
	}

	private static Duration seconds(double seconds) {
		return Duration.ofMillis(Math.round(seconds * 1000));
	}

}
