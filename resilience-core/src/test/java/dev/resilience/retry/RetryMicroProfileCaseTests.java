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
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The retry rows of the MicroProfile cases that need nothing but a retry. A row's
 * {@code max} is the number of retries, ours counts the first attempt, too.
 */
class RetryMicroProfileCaseTests {

	private static final int SEED = 4_1_2;

	@TestFactory
	Stream<DynamicTest> attemptCounts() {
		return Stream.of(row("R1 max 5", 6, microProfile(5), new IOException()),
				row("R5 max 2", 3, microProfile(2), new IOException()),
				row("R6 retryOn names it", 4, retryOn(3, TestException.class), new TestException()),
				row("R6 retryOn names another", 1, retryOn(3, IOException.class), new TestException()),
				row("R7 retryOn names the parent", 4, retryOn(3, E0.class), new E1()),
				row("R8 abortOn the child", 1, lists(3, List.of(E0.class), List.of(E1.class)), new E1()),
				row("R8 abortOn another", 4, abortOn(3, IOException.class), new TestException()),
				row("R8 abortOn it", 1, abortOn(3, TestException.class), new TestException()),
				row("R9 max 0", 1, microProfile(0), new IOException()));
	}

	private static DynamicTest row(String name, int executions, UnaryOperator<RetryConfig.Builder> settings,
			Throwable failure) {
		return DynamicTest.dynamicTest(name, () -> {
			Script script = Script.throwing(failure);
			assertThat(RetryFixture.of(settings).failureOf(script)).isSameAs(failure);
			assertThat(script.executions()).isEqualTo(executions);
		});
	}

	@TestFactory
	Stream<DynamicTest> times() {
		return Stream.of(DynamicTest.dynamicTest("R2 100 ms of work, max 90 within 1 s", () -> {
			RetryFixture fixture = seeded((b) -> microProfile(90).apply(b).maxDuration(Duration.ofSeconds(1)));
			Script script = new Script().then(() -> {
				fixture.time.advance(Duration.ofMillis(100));
				throw new IOException();
			});
			fixture.failureOf(script);
			assertThat(script.executions()).isLessThan(11).isGreaterThan(1);
			assertThat(fixture.time.nanoTime()).isLessThan(Duration.ofMillis(1100).toNanos());
		}), DynamicTest.dynamicTest("R3 delay 400 jitter 400", () -> {
			RetryFixture fixture = seeded((b) -> b.backoff(Backoff.FIXED)
				.maxAttempts(11)
				.delay(Duration.ofMillis(400))
				.jitterFactor(1)
				.maxDuration(Duration.ofMillis(3200)));
			Script script = Script.throwing(new IOException());
			fixture.failureOf(script);
			assertThat(script.executions()).isGreaterThan(4);
			assertThat(fixture.waits).allMatch((wait) -> wait.compareTo(Duration.ofMillis(800)) <= 0);
			assertThat(fixture.time.nanoTime()).isLessThanOrEqualTo(Duration.ofMillis(3200).toNanos());
		}), DynamicTest.dynamicTest("R4 delay 0 jitter 400", () -> {
			RetryFixture fixture = seeded((b) -> b.backoff(Backoff.FIXED)
				.maxAttempts(101)
				.delay(Duration.ofMillis(400))
				.jitter(Jitter.FULL)
				.maxDuration(Duration.ofMillis(3200)));
			Script script = Script.throwing(new IOException());
			fixture.failureOf(script);
			assertThat(script.executions()).isGreaterThan(8).isLessThan(100);
		}), DynamicTest.dynamicTest("R10 jitter 0 delay 0", () -> {
			RetryFixture fixture = RetryFixture.of((b) -> b.maxAttempts(4).delay(Duration.ZERO).jitter(Jitter.NONE));
			fixture.failureOf(Script.throwing(new IOException()));
			assertThat(fixture.numbers().attempts()).isEqualTo(3);
			assertThat(fixture.time.nanoTime()).isLessThan(Duration.ofMillis(600).toNanos());
		}));
	}

	@TestFactory
	Stream<DynamicTest> changedSettings() {
		RetryConfig configured = microProfile(5).apply(RetryConfig.builder()).build();
		return Stream.of(row("R16 max 5 becomes 3", 4, (b) -> configured.toBuilder().maxAttempts(4), new E0()),
				row("R16 max 5 becomes 10", 11, (b) -> configured.toBuilder().maxAttempts(11), new E0()));
	}

	@TestFactory
	Stream<DynamicTest> r18ExceptionTree() {
		List<DynamicTest> cells = new ArrayList<>();
		cells.addAll(tree("fail{E0,E2} skip{E1}", List.of(E0.class, E2.class), List.of(E1.class),
				Set.of(E0.class, E0S.class)));
		cells.addAll(tree("fail{Exception,E1} skip{E0,E2}", List.of(Exception.class, E1.class),
				List.of(E0.class, E2.class), Set.of(Exception.class, RuntimeException.class)));
		cells.addAll(tree("fail{E1,E2} skip{E0}", List.of(E1.class, E2.class), List.of(E0.class), Set.of()));
		return cells.stream();
	}

	private static List<DynamicTest> tree(String lists, List<Class<? extends Throwable>> retryOn,
			List<Class<? extends Throwable>> abortOn, Set<Class<?>> repeated) {
		return Stream
			.of(new Exception(), new RuntimeException(), new Error(), new E0(), new E0S(), new E1(), new E1S(),
					new E2(), new E2S())
			.map((failure) -> row("R18 " + lists + " " + failure.getClass().getSimpleName(),
					repeated.contains(failure.getClass()) ? 2 : 1, lists(1, retryOn, abortOn), failure))
			.toList();
	}

	@TestFactory
	Stream<DynamicTest> numbers() {
		return Stream.of(DynamicTest.dynamicTest("M1 three failures, then success", () -> {
			RetryFixture fixture = RetryFixture.of(microProfile(5));
			fixture.call(Script.throwing(new E0()).thenThrow(new E0()).thenThrow(new E0()).thenReturn("value"));
			assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 1, 0, 0, 0, 3));
		}), DynamicTest.dynamicTest("M2 max 5 fails twice", () -> {
			RetryFixture fixture = RetryFixture.of(microProfile(5));
			fixture.failureOf(Script.throwing(new E0()));
			fixture.failureOf(Script.throwing(new E0()));
			assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 0, 0, 2, 0, 10));
		}));
	}

	private static RetryFixture seeded(UnaryOperator<RetryConfig.Builder> settings) {
		return RetryFixture.of(new Random(SEED), settings);
	}

	/** MicroProfile's defaults: delay 0, jitter 200 ms. */
	private static UnaryOperator<RetryConfig.Builder> microProfile(int maxRetries) {
		return (b) -> b.maxAttempts(1 + maxRetries)
			.backoff(Backoff.FIXED)
			.delay(Duration.ofMillis(200))
			.jitter(Jitter.FULL);
	}

	private static UnaryOperator<RetryConfig.Builder> retryOn(int maxRetries, Class<? extends Throwable> type) {
		return (b) -> microProfile(maxRetries).apply(b).retryOn(List.of(type));
	}

	private static UnaryOperator<RetryConfig.Builder> abortOn(int maxRetries, Class<? extends Throwable> type) {
		return (b) -> microProfile(maxRetries).apply(b).abortOn(List.of(type));
	}

	private static UnaryOperator<RetryConfig.Builder> lists(int maxRetries, List<Class<? extends Throwable>> retryOn,
			List<Class<? extends Throwable>> abortOn) {
		return (b) -> microProfile(maxRetries).apply(b).retryOn(retryOn).abortOn(abortOn);
	}

	private static final class TestException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	private static class E0 extends Exception {

		private static final long serialVersionUID = 1L;

	}

	private static final class E0S extends E0 {

		private static final long serialVersionUID = 1L;

	}

	private static class E1 extends E0 {

		private static final long serialVersionUID = 1L;

	}

	private static final class E1S extends E1 {

		private static final long serialVersionUID = 1L;

	}

	private static class E2 extends E1 {

		private static final long serialVersionUID = 1L;

	}

	private static final class E2S extends E2 {

		private static final long serialVersionUID = 1L;

	}

}
