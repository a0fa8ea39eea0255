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

package dev.resilience.shape;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.Resilience;
import dev.resilience.Target;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.OnExhausted;
import dev.resilience.retry.RetryConfig;
import dev.resilience.retry.RetryExhaustedException;
import dev.resilience.retry.RetrySnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows about retries and fallbacks, for every shape of call.
 */
class RetryShapeTests {

	@TestFactory
	Stream<DynamicTest> attemptCounts() {
		return Stream.of(executions("R1 max 5", 6, Scene.FAILURE, (retry) -> retry.maxAttempts(6)),
				executions("R6 retry-on names it", 4, Scene.FAILURE,
						(retry) -> retry.maxAttempts(4).retryOn(List.of(IOException.class))),
				executions("R6 retry-on names something else", 1, Scene.FAILURE,
						(retry) -> retry.maxAttempts(4).retryOn(List.of(IllegalStateException.class))),
				executions("R7 retry-on names the parent", 4, new ConnectException(),
						(retry) -> retry.maxAttempts(4).retryOn(List.of(IOException.class))),
				executions("R8 abort-on names the child", 1, new ConnectException(),
						(retry) -> retry.maxAttempts(4)
							.retryOn(List.of(IOException.class))
							.abortOn(List.of(ConnectException.class))),
				executions("R8 abort-on names something else", 4, Scene.FAILURE,
						(retry) -> retry.maxAttempts(4).abortOn(List.of(IllegalStateException.class))),
				executions("R9 max 0", 1, Scene.FAILURE, (retry) -> retry.maxAttempts(1)),
				executions("R11 always fails, max 2", 3, Scene.FAILURE, (retry) -> retry.maxAttempts(3)),
				executions("R12 a failed stage is a failure like a throw", 3, Scene.FAILURE,
						(retry) -> retry.maxAttempts(3)),
				executions("first list 28 a wrapper without cause", 3, new CompletionException("no cause", null),
						(retry) -> retry.maxAttempts(3)))
			.flatMap((row) -> row);
	}

	private static Stream<DynamicTest> executions(String row, int executions, Throwable failure,
			Consumer<RetryConfig.Builder> settings) {
		return Scene.row(row, (scene) -> {
			Target target = Target.failing(failure);
			Outcome<String> outcome = scene.attempt(scene.builder().retry(settings).build(), target);
			assertThat(outcome.failure()).isSameAs(failure);
			assertThat(target.executions()).isEqualTo(executions);
			assertThat(outcome.attempts()).isEqualTo(executions);
			assertThat(scene.time.scheduledTasks()).isZero();
		});
	}

	@TestFactory
	Stream<DynamicTest> times() {
		return Stream.of(Scene.row("R2 bounded by max-duration", (scene) -> {
			Resilience orders = scene.builder()
				.retry((retry) -> retry.maxAttempts(91)
					.maxDuration(Duration.ofSeconds(1))
					.delay(Duration.ofMillis(200))
					.backoff(Backoff.FIXED)
					.jitter(Jitter.FULL))
				.build();
			Target target = scene.taking(Duration.ofMillis(100), () -> {
				throw Scene.FAILURE;
			});
			scene.attempt(orders, target);
			assertThat(target.executions()).isBetween(2, 10);
		}), Scene.row("R10 no delay", (scene) -> {
			Resilience orders = scene.builder()
				.retry((retry) -> retry.maxAttempts(4).delay(Duration.ZERO).jitter(Jitter.NONE))
				.build();
			assertThat(scene.attempt(orders, Target.failing(Scene.FAILURE)).duration())
				.isLessThan(Duration.ofMillis(600));
		}), Scene.row("D-034 fixed 3, delay 0.1, fails twice", (scene) -> {
			Outcome<String> outcome = scene.attempt(scene.builder()
				.retry((retry) -> retry.maxAttempts(3)
					.delay(Duration.ofMillis(100))
					.backoff(Backoff.FIXED)
					.jitter(Jitter.NONE))
				.build(), Scene.failingTwice("value"));
			assertThat(outcome.value()).isEqualTo("value");
			assertThat(outcome.attempts()).isEqualTo(3);
			assertThat(outcome.totalDelay()).isEqualTo(Duration.ofMillis(200));
			assertThat(outcome.duration()).isBetween(Duration.ofMillis(200), Duration.ofMillis(210));
		})).flatMap((row) -> row);
	}

	@TestFactory
	Stream<DynamicTest> answers() {
		return Stream.of(Scene.row("R11 succeeds the third time", (scene) -> {
			Target target = Scene.failingTwice("third");
			Outcome<String> outcome = scene.attempt(scene.builder().retry((retry) -> retry.maxAttempts(3)).build(),
					target);
			assertThat(outcome.value()).isEqualTo("third");
			assertThat(target.executions()).isEqualTo(3);
		}), Scene.row("D-018 fails twice, then done", (scene) -> {
			Target target = Scene.failingTwice("done");
			Resilience tool = scene.builder().retry((retry) -> retry.maxAttempts(3)).build();
			assertThat(scene.attempt(tool, target).value()).isEqualTo("done");
			assertThat(target.executions()).isEqualTo(3);
		}), Scene.row("D-019 the original error surfaces", (scene) -> {
			IllegalArgumentException failure = new IllegalArgumentException("always");
			Resilience tool = scene.builder().retry((retry) -> retry.maxAttempts(2)).build();
			assertThat(scene.attempt(tool, Target.failing(failure)).failure()).isSameAs(failure).hasMessage("always");
		}), Scene.row("D-035 exhausted with attempts and last cause", (scene) -> {
			Resilience tool = scene.builder()
				.retry((retry) -> retry.maxAttempts(2).onExhausted(OnExhausted.WRAP))
				.build();
			IllegalArgumentException last = new IllegalArgumentException("bad value");
			assertThat(scene.attempt(tool, Target.failing(Scene.FAILURE).thenFail(last)).failure())
				.isInstanceOfSatisfying(RetryExhaustedException.class, (ex) -> assertThat(ex.attempts()).isEqualTo(2))
				.hasCause(last);
		}), Scene.row("D-064 a value error is not repeated", (scene) -> {
			IllegalArgumentException failure = new IllegalArgumentException();
			Resilience tool = scene.builder()
				.retry((retry) -> retry.maxAttempts(4).retryOn(List.of(ConnectException.class)))
				.build();
			Outcome<String> outcome = scene.attempt(tool, Target.failing(failure));
			assertThat(outcome.failure()).isSameAs(failure);
			assertThat(outcome.totalDelay()).isZero();
		}), Scene.row("D-097 one attempt each is exhausted, and two of them open the circuit", (scene) -> {
			Resilience tool = scene.builder()
				.retry((retry) -> retry.maxAttempts(1).onExhausted(OnExhausted.WRAP))
				.circuitBreaker((breaker) -> breaker.failureThreshold(2))
				.build();
			assertThat(scene.failures(tool, Target.failing(Scene.FAILURE), 2)).hasSize(2)
				.containsOnly(RetryExhaustedException.class);
			assertThat(tool.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		}), Scene.row("M1 three failures, then success", (scene) -> {
			Resilience orders = scene.builder().retry((retry) -> retry.maxAttempts(6)).build();
			scene.attempt(orders, Scene.failingTwice("value"));
			scene.attempt(orders,
					Target.failing(Scene.FAILURE).thenFail(Scene.FAILURE).thenFail(Scene.FAILURE).thenAnswer("value"));
			assertThat(orders.policies().retryCounters().snapshot()).isEqualTo(new RetrySnapshot(0, 2, 0, 0, 0, 5));
		}), Scene.row("M2 five retries fail twice", (scene) -> {
			Resilience orders = scene.builder().retry((retry) -> retry.maxAttempts(6)).build();
			scene.failures(orders, Target.failing(Scene.FAILURE), 2);
			assertThat(orders.policies().retryCounters().snapshot()).isEqualTo(new RetrySnapshot(0, 0, 0, 2, 0, 10));
		})).flatMap((row) -> row);
	}

	@TestFactory
	Stream<DynamicTest> fallbacks() {
		return Stream.of(fallback("F1 retry 1 and fallback", 2), fallback("F1 retry 2 and fallback", 3),
				fallback("F1 fallback alone", 1),
				Scene.row("F3 a failure that is not listed is not answered", (scene) -> {
					Resilience orders = scene.builder()
						.fallback(FallbackOption.builder("standby", (call, failure) -> "standby")
							.on(List.of(IOException.class))
							.skipOn(List.of(ConnectException.class))
							.build())
						.build();
					ConnectException skipped = new ConnectException();
					assertThat(scene.attempt(orders, Target.failing(Scene.FAILURE)).value()).isEqualTo("standby");
					assertThat(scene.attempt(orders, Target.failing(skipped)).failure()).isSameAs(skipped);
				}), Scene.row("D-083 the second of a chain answers", (scene) -> {
					Resilience tool = scene.builder().fallback(FallbackOption.of("first", (call, failure) -> {
						throw new IOException();
					}), FallbackOption.of("second", (call, failure) -> "second")).build();
					Outcome<String> outcome = scene.attempt(tool, Target.failing(Scene.FAILURE));
					assertThat(outcome.value()).isEqualTo("second");
					assertThat(outcome.source()).isEqualTo(Outcome.Source.fallback("second"));
				}))
			.flatMap((row) -> row);
	}

	private static Stream<DynamicTest> fallback(String row, int attempts) {
		return Scene.row(row, (scene) -> {
			Target target = Target.failing(Scene.FAILURE);
			Resilience orders = scene.builder()
				.fallback("standby", (failure) -> "standby")
				.retry((retry) -> retry.maxAttempts(attempts))
				.build();
			assertThat(scene.attempt(orders, target).value()).isEqualTo("standby");
			assertThat(target.executions()).isEqualTo(attempts);
		});
	}

}
