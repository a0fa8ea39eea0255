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

package dev.resilience;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.event.Events;
import dev.resilience.fallback.FallbackAnswered;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.AttemptFailed;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.OnExhausted;
import dev.resilience.retry.RetryExhaustedException;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimedOut;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The rows of the toolkit cases through the front door.
 */
class ToolkitCaseTests {

	private final ManualTime time = ManualTime.autoAdvancing();

	@TestFactory
	Stream<DynamicTest> retries() {
		return Stream.of(row("D-018 fails twice, then done (blocking)", () -> {
			Target target = failingTwice("done");
			assertThat(builder().retry((retry) -> retry.maxAttempts(3)).build().call(target)).isEqualTo("done");
			assertThat(target.executions()).isEqualTo(3);
		}), row("D-019 the original error surfaces", () -> {
			IllegalArgumentException failure = new IllegalArgumentException("always");
			assertThatThrownBy(
					() -> builder().retry((retry) -> retry.maxAttempts(2)).build().call(Target.failing(failure)))
				.isSameAs(failure)
				.hasMessage("always");
		}), row("D-034 fixed 3, delay 0.1, fails twice", () -> {
			Target target = failingTwice("value");
			Outcome<String> outcome = builder()
				.retry((retry) -> retry.maxAttempts(3)
					.delay(Duration.ofMillis(100))
					.backoff(Backoff.FIXED)
					.jitter(Jitter.NONE))
				.build()
				.attempt(target);
			assertThat(outcome.value()).isEqualTo("value");
			assertThat(outcome.attempts()).isEqualTo(3);
			assertThat(outcome.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		}), row("D-035 exhausted with attempts and last cause", () -> {
			IllegalArgumentException last = new IllegalArgumentException("bad value");
			assertThatExceptionOfType(RetryExhaustedException.class)
				.isThrownBy(
						() -> builder()
							.retry((retry) -> retry.maxAttempts(2)
								.delay(Duration.ofMillis(10))
								.backoff(Backoff.FIXED)
								.onExhausted(OnExhausted.WRAP))
							.build()
							.call(Target.failing(new IOException()).thenFail(last)))
				.satisfies((ex) -> assertThat(ex.attempts()).isEqualTo(2))
				.withCause(last);
		}), row("D-063 connection error twice, then ok", () -> {
			List<AttemptFailed> repeated = new ArrayList<>();
			Events events = new Events();
			events.on(AttemptFailed.class, repeated::add);
			Target target = Target.failing(new ConnectException()).thenFail(new ConnectException()).thenAnswer("ok");
			assertThat(builder().events(events)
				.retry((retry) -> retry.maxAttempts(4).retryOn(List.of(ConnectException.class)))
				.build()
				.call(target)).isEqualTo("ok");
			assertThat(target.executions()).isEqualTo(3);
			assertThat(repeated).hasSize(2);
		}), row("D-064 a value error is rethrown at once", () -> {
			IllegalArgumentException failure = new IllegalArgumentException();
			Outcome<String> outcome = builder()
				.retry((retry) -> retry.maxAttempts(4).retryOn(List.of(ConnectException.class)))
				.build()
				.attempt(Target.failing(failure));
			assertThat(outcome.failure()).isSameAs(failure);
			assertThat(outcome.totalDelay()).isZero();
		}), row("D-073 two extra attempts, always fails", () -> {
			IOException failure = new IOException();
			Target target = Target.failing(failure);
			assertThat(builder().retry((retry) -> retry.maxAttempts(3)).build().attempt(target).failure())
				.isSameAs(failure);
			assertThat(target.executions()).isEqualTo(3);
		}), row("D-097 one attempt each is exhausted, and two of them open the circuit", () -> {
			Resilience tool = builder().retry((retry) -> retry.maxAttempts(1).onExhausted(OnExhausted.WRAP))
				.circuitBreaker((breaker) -> breaker.failureThreshold(2))
				.build();
			for (int call = 0; call < 2; call++) {
				assertThat(tool.attempt(Target.failing(new IOException())).failure())
					.isInstanceOf(RetryExhaustedException.class);
			}
			assertThat(tool.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		}));
	}

	@TestFactory
	Stream<DynamicTest> breakers() {
		return Stream.of(row("D-047 a cancellation is rethrown and is no failure", () -> {
			Resilience tool = breaker(2).build();
			CancellationException cancellation = new CancellationException();
			assertThatThrownBy(() -> tool.call(Target.failing(cancellation))).isSameAs(cancellation);
			assertThat(tool.circuitBreaker().snapshot().consecutiveFailures()).isZero();
		}), row("D-048 an open circuit names itself", () -> {
			Resilience tool = breaker(2).build();
			tool.circuitBreaker().forceOpen();
			assertThatExceptionOfType(CircuitBreakerOpenException.class)
				.isThrownBy(() -> tool.call(Target.answering("value")))
				.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("tool"));
		}), row("D-048 without a name it is called circuit", () -> {
			CircuitBreaker nameless = CircuitBreaker.of(CircuitBreakerConfig.defaults());
			nameless.forceOpen();
			assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(nameless::acquire)
				.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("circuit"));
		}), row("D-072 two failures, then a refusal that says OPEN", () -> {
			Resilience tool = breaker(2).build();
			IOException failure = new IOException();
			assertThat(tool.attempt(Target.failing(failure)).failure()).isSameAs(failure);
			assertThat(tool.attempt(Target.failing(failure)).failure()).isSameAs(failure);
			Target good = Target.answering("value");
			assertThat(tool.attempt(good).failure()).isInstanceOf(RuntimeException.class).hasMessageContaining("OPEN");
			assertThat(good.executions()).isZero();
		}), row("D-105 a reset clears state, counts and window, keeps totals, and is told only if it changes something",
				() -> {
					Events events = new Events();
					List<CircuitBreakerTransition> heard = new ArrayList<>();
					events.on(CircuitBreakerTransition.class, heard::add);
					Resilience tool = breaker(2).events(events).build();
					tool.attempt(Target.answering("value"));
					tool.attempt(Target.failing(new IOException()));
					tool.circuitBreaker().reset();
					assertThat(heard).isEmpty();
					tool.attempt(Target.failing(new IOException()));
					tool.attempt(Target.failing(new IOException()));
					tool.circuitBreaker().reset();
					assertThat(heard).extracting(CircuitBreakerTransition::to)
						.containsExactly(CircuitBreakerState.OPEN, CircuitBreakerState.CLOSED);
					CircuitBreakerSnapshot snapshot = tool.circuitBreaker().snapshot();
					assertThat(snapshot.consecutiveFailures()).isZero();
					assertThat(snapshot.windowCalls()).isZero();
					assertThat(snapshot.calls().success()).isOne();
					assertThat(snapshot.calls().failure()).isEqualTo(3);
				}), row("D-117 without a fallback the refusal names the circuit", () -> {
					Resilience tool = breaker(1).build();
					tool.attempt(Target.failing(new IOException()));
					assertThat(tool.attempt(Target.answering("value")).failure())
						.isInstanceOf(CircuitBreakerOpenException.class)
						.hasMessageContaining("'tool'");
				}));
	}

	@TestFactory
	Stream<DynamicTest> timeoutsAndFallbacks() {
		return Stream.of(row("D-065 the limit, the name, and one event", () -> {
			Events events = new Events();
			List<CallTimedOut> heard = new ArrayList<>();
			events.on(CallTimedOut.class, heard::add);
			Resilience tool = builder().events(events).timeout(Duration.ofMillis(50)).build();
			assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> tool.call(() -> {
				this.time.advance(Duration.ofSeconds(1));
				return "late";
			})).satisfies((ex) -> {
				assertThat(ex.limit()).isEqualTo(Duration.ofMillis(50));
				assertThat(ex.instance()).isEqualTo("tool");
			});
			assertThat(heard).singleElement().extracting(CallTimedOut::instance).isEqualTo("tool");
		}), row("D-083 the second of a chain answers", () -> {
			Events events = new Events();
			List<FallbackAnswered> heard = new ArrayList<>();
			events.on(FallbackAnswered.class, heard::add);
			Resilience tool = builder().events(events).fallback(FallbackOption.of("first", (call, failure) -> {
				throw new IOException();
			}), FallbackOption.of("second", (call, failure) -> "second")).build();
			Outcome<String> outcome = tool.attempt(Target.failing(new IOException()));
			assertThat(outcome.value()).isEqualTo("second");
			assertThat(outcome.source()).isEqualTo(Outcome.Source.fallback("second"));
			assertThat(heard).singleElement()
				.satisfies((event) -> assertThat(event.tried()).containsExactly("first", "second"));
		}));
	}

	private static DynamicTest row(String name, Executable test) {
		return DynamicTest.dynamicTest(name, test);
	}

	private ResilienceBuilder builder() {
		return Resilience.builder("tool").time(this.time);
	}

	private ResilienceBuilder breaker(int failures) {
		return builder().circuitBreaker((breaker) -> breaker.failureThreshold(failures));
	}

	private static Target failingTwice(String answer) {
		return Target.failing(new IOException()).thenFail(new IOException()).thenAnswer(answer);
	}

}
