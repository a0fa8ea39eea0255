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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of the MicroProfile cases in which a circuit breaker meets other policies.
 */
class MicroProfileBreakerCaseTests {

	private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

	@TestFactory
	Stream<DynamicTest> breakerAndTimeout() {
		return Stream.of(row("B11 two timeouts open the circuit", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = builder(time).circuitBreaker(breaker(2, 50, 1, Duration.ofSeconds(5)))
				.timeout(HALF_A_SECOND)
				.build();
			assertThat(failures(orders, taking(time, Duration.ofSeconds(1)), 3)).containsExactly(
					CallTimeoutException.class, CallTimeoutException.class, CircuitBreakerOpenException.class);
		}), row("B11 record-on names something else", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = builder(time)
				.circuitBreaker((breaker) -> breaker(2, 50, 1, Duration.ofSeconds(5))
					.accept(breaker.recordOn(List.of(BulkheadFullException.class))))
				.timeout(HALF_A_SECOND)
				.build();
			assertThat(failures(orders, taking(time, Duration.ofSeconds(1)), 3))
				.containsOnly(CallTimeoutException.class);
		}));
	}

	@TestFactory
	Stream<DynamicTest> breakerAndBulkhead() {
		return Stream.of(row("B12 rejections that record-on names open the circuit", () -> {
			Resilience orders = builder(ManualTime.stopped())
				.circuitBreaker((breaker) -> breaker(3, 100, 1, Duration.ofSeconds(5))
					.accept(breaker.recordOn(List.of(BulkheadFullException.class))))
				.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
				.build();
			SlowTarget first = SlowTarget.interruptible();
			Background<String> running = Background.start(() -> orders.call(first));
			first.awaitBegun();
			assertThat(failures(orders, Target.answering("value"), 5)).containsExactly(BulkheadFullException.class,
					BulkheadFullException.class, BulkheadFullException.class, CircuitBreakerOpenException.class,
					CircuitBreakerOpenException.class);
			first.letGo();
			running.value();
		}), row("B12 our own rejections are no failures unless named", () -> {
			Resilience orders = builder(ManualTime.stopped()).circuitBreaker(breaker(3, 100, 1, Duration.ofSeconds(5)))
				.bulkhead((bulkhead) -> bulkhead.maxConcurrent(0))
				.build();
			assertThat(failures(orders, Target.answering("value"), 20)).containsOnly(BulkheadFullException.class);
			assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
			assertThat(orders.circuitBreaker().snapshot().windowCalls()).isZero();
		}), row("B13 with a queue (blocking)", () -> {
			List<Class<?>> expected = List.of(BulkheadFullException.class, BulkheadFullException.class,
					BulkheadFullException.class, CircuitBreakerOpenException.class, CircuitBreakerOpenException.class);
			assertThat(b13(BulkheadFullException.class)).containsExactlyElementsOf(expected);
		}), row("B13 record-on names something else (blocking)",
				() -> assertThat(b13(IOException.class)).hasSize(5).containsOnly(BulkheadFullException.class)));
	}

	private static List<Class<?>> b13(Class<? extends Throwable> recordOn) {
		ManualTime time = ManualTime.stopped();
		Resilience orders = builder(time)
			.circuitBreaker(
					(breaker) -> breaker(3, 100, 1, Duration.ofSeconds(5)).accept(breaker.recordOn(List.of(recordOn))))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1))
			.build();
		SlowTarget slow = SlowTarget.interruptible();
		Background<String> running = Background.start(() -> orders.call(slow));
		slow.awaitBegun();
		Background<String> queued = Background.start(() -> orders.call(slow));
		time.awaitParked(1);
		List<Class<?>> failures = failures(orders, Target.answering("value"), 5);
		slow.letGo();
		assertThat(running.value()).isEqualTo("value");
		assertThat(queued.value()).isEqualTo("value");
		return failures;
	}

	@TestFactory
	Stream<DynamicTest> breakerAndRetry() {
		return Stream.of(row("B15 the circuit opens under a retry", () -> {
			Resilience orders = builder(ManualTime.autoAdvancing()).retry(retries(7))
				.circuitBreaker(breaker(4, 75, 1, Duration.ofSeconds(50)))
				.build();
			Target target = Target.failing(new IOException());
			assertThat(failures(orders, target, 1)).containsExactly(CircuitBreakerOpenException.class);
			assertThat(target.executions()).isEqualTo(4);
		}), row("B16 the retry ends before the circuit opens", () -> {
			Resilience orders = builder(ManualTime.autoAdvancing()).retry(retries(2))
				.circuitBreaker(breaker(4, 75, 1, Duration.ofSeconds(50)))
				.build();
			Target target = Target.failing(new IOException());
			assertThat(failures(orders, target, 1)).containsExactly(IOException.class);
			assertThat(target.executions()).isEqualTo(3);
			assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), row("B17 timeouts open the circuit under a retry (blocking)", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			Resilience orders = builder(time).retry(retries(7))
				.circuitBreaker(breaker(4, 75, 1, Duration.ofSeconds(50)))
				.timeout(Duration.ofMillis(100))
				.build();
			Target target = taking(time, Duration.ofMillis(200));
			assertThat(failures(orders, target, 1)).containsExactly(CircuitBreakerOpenException.class);
			assertThat(target.executions()).isEqualTo(4);
		}), row("B18 a retry that names the open circuit waits until it probes", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			Resilience orders = opened(time,
					(retry) -> retry.maxAttempts(21)
						.delay(Duration.ofMillis(100))
						.backoff(Backoff.FIXED)
						.jitter(Jitter.NONE)
						.retryOn(List.of(CircuitBreakerOpenException.class)));
			long before = time.nanoTime();
			assertThat(orders.call(Target.answering("value"))).isEqualTo("value");
			assertThat(Duration.ofNanos(time.nanoTime() - before)).isBetween(Duration.ofMillis(750),
					Duration.ofMillis(1250));
		}), row("B19 retry-on names the timeout", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			failsAtOnceAsOpen(time, opened(time, (retry) -> retry.retryOn(List.of(CallTimeoutException.class))));
		}), row("B19 abort-on names the open circuit", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			failsAtOnceAsOpen(time, opened(time, (retry) -> retry.retryOn(List.of(CircuitBreakerOpenException.class))
				.abortOn(List.of(CircuitBreakerOpenException.class))));
		}));
	}

	private static Resilience opened(ManualTime time, Consumer<RetryConfig.Builder> retry) {
		Resilience orders = builder(time).retry(retry).circuitBreaker(breaker(4, 75, 1, Duration.ofSeconds(1))).build();
		failures(orders, Target.failing(new Error("B18 opens the circuit")), 4);
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		return orders;
	}

	private static void failsAtOnceAsOpen(ManualTime time, Resilience orders) {
		long before = time.nanoTime();
		assertThat(failures(orders, Target.answering("value"), 1)).containsExactly(CircuitBreakerOpenException.class);
		assertThat(Duration.ofNanos(time.nanoTime() - before)).isLessThan(Duration.ofMillis(200));
	}

	@TestFactory
	Stream<DynamicTest> instances() {
		return Stream.of(row("B20 one instance is one state for all that use it", () -> {
			try (ResilienceRegistry registry = ResilienceRegistry.builder().build()) {
				failures(registry.get("orders"), Target.failing(new LinkageError()), 5);
				assertThat(failures(registry.get("Orders"), Target.answering("value"), 1))
					.containsExactly(CircuitBreakerOpenException.class);
			}
		}), row("B21 other instances have other states", () -> {
			try (ResilienceRegistry registry = ResilienceRegistry.builder().build()) {
				failures(registry.get("orders-first"), Target.failing(new LinkageError()), 5);
				for (String other : List.of("orders-second", "carts-first", "special-orders-first")) {
					assertThat(registry.get(other).call(Target.answering("value"))).isEqualTo("value");
				}
			}
		}));
	}

	@TestFactory
	Stream<DynamicTest> numbers() {
		return Stream.of(row("M3 calls and transitions are counted", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = builder(time).circuitBreaker(breaker(2, 100, 2, Duration.ofSeconds(1))).build();
			failures(orders, Target.failing(new IOException()), 2);
			assertThat(orders.circuitBreaker().transitions(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN))
				.isOne();
			failures(orders, Target.answering("value"), 1);
			time.advance(Duration.ofSeconds(1));
			for (int call = 0; call < 4; call++) {
				orders.call(Target.answering("value"));
			}
			CircuitBreakerSnapshot snapshot = orders.circuitBreaker().snapshot();
			assertThat(snapshot.calls().success()).isEqualTo(4);
			assertThat(snapshot.calls().failure()).isEqualTo(2);
			assertThat(snapshot.calls().notPermitted()).isOne();
			assertThat(orders.circuitBreaker().transitions(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN))
				.isOne();
			assertThat(snapshot.state()).isEqualTo(CircuitBreakerState.CLOSED);
		}));
	}

	private static DynamicTest row(String name, Executable test) {
		return DynamicTest.dynamicTest(name, test);
	}

	private static ResilienceBuilder builder(ManualTime time) {
		return Resilience.builder("orders").time(time);
	}

	/** V, R, S and D of the rows; the rule of consecutive failures is off. */
	private static Consumer<CircuitBreakerConfig.Builder> breaker(int volume, double perCent, int successes,
			Duration delay) {
		return (breaker) -> breaker.failureThreshold(0)
			.failureRateThreshold(perCent)
			.windowSize(volume)
			.minimumCalls(volume)
			.successThreshold(successes)
			.halfOpenCalls(successes)
			.openDuration(delay);
	}

	/** MicroProfile's defaults: delay 0, jitter 200 ms. */
	private static Consumer<RetryConfig.Builder> retries(int maxRetries) {
		return (retry) -> retry.maxAttempts(1 + maxRetries)
			.backoff(Backoff.FIXED)
			.delay(Duration.ofMillis(200))
			.jitter(Jitter.FULL);
	}

	private static Target taking(ManualTime time, Duration duration) {
		return Target.doing(() -> {
			time.advance(duration);
			return "late";
		});
	}

	private static List<Class<?>> failures(Resilience instance, Target target, int calls) {
		List<Class<?>> failures = new ArrayList<>();
		for (int call = 0; call < calls; call++) {
			Throwable failure = instance.attempt(target).failure();
			assertThat(failure).isNotNull();
			failures.add(failure.getClass());
		}
		return failures;
	}

}
