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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.Resilience;
import dev.resilience.ResilienceBuilder;
import dev.resilience.Target;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.event.Events;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows in which a circuit breaker decides, for every shape of call.
 */
class CircuitBreakerShapeTests {

	@TestFactory
	Stream<DynamicTest> microProfile() {
		return Stream
			.of(script("B1", 4, 75, 2, Duration.ofSeconds(50), "FFFFFFF", "FFFF---", 4),
					script("B2", 4, 75, 2, Duration.ofMillis(1), "FFFFwSSS", "FFFFwSSS", 7),
					script("B3", 4, 75, 1, Duration.ofSeconds(1), "FFFFFwSFFFFF", "FFFF-wSFFFF-", 9),
					script("B4", 4, 75, 3, Duration.ofSeconds(1), "FFFFFwSSFF", "FFFF-wSSF-", 7),
					script("B5", 4, 75, 1, Duration.ofSeconds(1), "SFFFFwSSFFFF", "SFFF-wSSFFF-", 9),
					script("B6", 4, 75, 1, Duration.ofSeconds(1), "FFFSFwSFFFSF", "FFFS-wSFFFS-", 9),
					script("B7", 4, 50, 2, Duration.ofSeconds(5), "SFFSS", "SFFS-", 4),
					script("B8", 4, 50, 1, Duration.ofSeconds(5), "SFSSFS", "SFSSF-", 5),
					script("B9", 4, 50, 1, Duration.ofSeconds(5), "SFF", "SFF", 3))
			.flatMap((row) -> row);
	}

	private static Stream<DynamicTest> script(String row, int volume, double rate, int successThreshold, Duration open,
			String script, String expected, int executions) {
		return Scene.row(row, (scene) -> {
			Resilience orders = scene.builder().circuitBreaker(breaker(volume, rate, successThreshold, open)).build();
			Target target = Target.failing(Scene.FAILURE);
			assertThat(scene.run(orders, target, script)).isEqualTo(expected);
			assertThat(target.executions()).isEqualTo(executions);
		});
	}

	@TestFactory
	Stream<DynamicTest> withTimeoutAndRetry() {
		return Stream.of(Scene.row("B11 two timeouts open the circuit", (scene) -> {
			Resilience orders = timedOut(scene, (breaker) -> {
			});
			assertThat(scene.failures(orders, slow(scene), 3)).containsExactly(CallTimeoutException.class,
					CallTimeoutException.class, CircuitBreakerOpenException.class);
		}), Scene.row("B11 record-on names something else", (scene) -> {
			Resilience orders = timedOut(scene, (breaker) -> breaker.recordOn(List.of(BulkheadFullException.class)));
			assertThat(scene.failures(orders, slow(scene), 3)).hasSize(3).containsOnly(CallTimeoutException.class);
		}), Scene.row("B15 the circuit opens under a retry", (scene) -> {
			Resilience orders = retried(scene, 7).build();
			Target target = Target.failing(Scene.FAILURE);
			assertThat(scene.failures(orders, target, 1)).containsExactly(CircuitBreakerOpenException.class);
			assertThat(target.executions()).isEqualTo(4);
		}), Scene.row("B16 the retry ends before the circuit opens", (scene) -> {
			Resilience orders = retried(scene, 2).build();
			Target target = Target.failing(Scene.FAILURE);
			assertThat(scene.failures(orders, target, 1)).containsExactly(IOException.class);
			assertThat(target.executions()).isEqualTo(3);
			assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), Scene.row("B17 timeouts open the circuit under a retry", (scene) -> {
			Resilience orders = retried(scene, 7).timeout(Duration.ofMillis(100)).build();
			Target target = slow(scene);
			assertThat(scene.failures(orders, target, 1)).containsExactly(CircuitBreakerOpenException.class);
			assertThat(target.executions()).isEqualTo(4);
		}), Scene.row("B18 a retry that names the open circuit waits until it probes", (scene) -> {
			Resilience orders = opened(scene,
					(retry) -> retry.maxAttempts(21)
						.delay(Duration.ofMillis(100))
						.backoff(Backoff.FIXED)
						.jitter(Jitter.NONE)
						.retryOn(List.of(CircuitBreakerOpenException.class)));
			Outcome<String> outcome = scene.attempt(orders, Target.answering("value"));
			assertThat(outcome.value()).isEqualTo("value");
			assertThat(outcome.duration()).isBetween(Duration.ofMillis(750), Duration.ofMillis(1250));
		}), Scene
			.row("B19 retry-on names the timeout", (scene) -> failsAtOnce(scene,
					(retry) -> retry.retryOn(List.of(CallTimeoutException.class)))),
				Scene.row(
						"B19 abort-on names the open circuit", (
								scene) -> failsAtOnce(scene,
										(retry) -> retry.retryOn(List.of(CircuitBreakerOpenException.class))
											.abortOn(List.of(CircuitBreakerOpenException.class)))))
			.flatMap((row) -> row);
	}

	private static Target slow(Scene scene) {
		return scene.taking(Duration.ofSeconds(1), () -> "late");
	}

	private static Resilience timedOut(Scene scene, Consumer<CircuitBreakerConfig.Builder> settings) {
		return scene.builder()
			.circuitBreaker(breaker(2, 100, 1, Duration.ofSeconds(5)).andThen(settings))
			.timeout(Duration.ofMillis(500))
			.build();
	}

	private static ResilienceBuilder retried(Scene scene, int maxRetries) {
		return scene.builder()
			.retry((retry) -> retry.maxAttempts(1 + maxRetries))
			.circuitBreaker(breaker(4, 75, 1, Duration.ofSeconds(50)));
	}

	private static Resilience opened(Scene scene, Consumer<RetryConfig.Builder> retry) throws Exception {
		Resilience orders = scene.builder()
			.retry(retry)
			.circuitBreaker(breaker(4, 75, 1, Duration.ofSeconds(1)))
			.build();
		scene.failures(orders, Target.failing(new Error("opens the circuit")), 4);
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		return orders;
	}

	private static void failsAtOnce(Scene scene, Consumer<RetryConfig.Builder> retry) throws Exception {
		Outcome<String> outcome = scene.attempt(opened(scene, retry), Target.answering("value"));
		assertThat(outcome.failure()).isInstanceOf(CircuitBreakerOpenException.class);
		assertThat(outcome.duration()).isLessThan(Duration.ofMillis(200));
	}

	@TestFactory
	Stream<DynamicTest> toolkits() {
		return Stream.of(Scene.row("D-020", (scene) -> {
			Resilience a1 = consecutive(scene, 3).build();
			scene.failures(a1, Target.failing(Scene.FAILURE), 3);
			assertThat(a1.circuitBreaker().allows()).isFalse();
			assertThat(a1.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		}), Scene.row("D-021, D-022", (scene) -> {
			Resilience a1 = consecutive(scene, 2).build();
			scene.failures(a1, Target.failing(Scene.FAILURE), 2);
			scene.time.advance(Duration.ofSeconds(1));
			Target probe = Target.doing(() -> a1.circuitBreaker().state().name());
			assertThat(scene.attempt(a1, probe).value()).isEqualTo("HALF_OPEN");
			assertThat(a1.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), Scene.row("D-023", (scene) -> {
			Resilience unknown = scene.registry().build().get("never-registered");
			assertThat(scene.attempt(unknown, Target.answering("value")).value()).isEqualTo("value");
		}), Scene.row("D-024", (scene) -> {
			Resilience a1 = consecutive(scene, 3).build();
			assertThat(scene.run(a1, Target.failing(Scene.FAILURE), "SSSSFSSFSS")).isEqualTo("SSSSFSSFSS");
			assertThat(a1.circuitBreaker().calls().lifetimeFailureRate()).isEqualTo(20.0);
		}), Scene.row("D-029, D-030", (scene) -> {
			Resilience tool = consecutive(scene, 2).build();
			assertThat(scene.attempt(tool, Target.failing(Scene.FAILURE)).failure()).isSameAs(Scene.FAILURE);
			scene.attempt(tool, Target.failing(Scene.FAILURE));
			Target good = Target.answering("value");
			assertThat(scene.attempt(tool, good).failure()).isInstanceOf(CircuitBreakerOpenException.class);
			assertThat(good.executions()).isZero();
		}), Scene.row("D-031, D-032", (scene) -> {
			Resilience tool = consecutive(scene, 2).build();
			assertThat(scene.run(tool, Target.failing(Scene.FAILURE), "FFwFwS")).isEqualTo("FFwFwS");
			assertThat(tool.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), Scene.row("D-047", (scene) -> {
			Resilience tool = consecutive(scene, 1).build();
			Outcome<String> outcome = scene.attempt(tool, Target.failing(new CancellationException()));
			assertThat(outcome.failure()).isInstanceOf(CancellationException.class);
			assertThat(tool.circuitBreaker().snapshot().consecutiveFailures()).isZero();
			assertThat(tool.circuitBreaker().calls().ignored()).isOne();
		}), Scene.row("D-058", (scene) -> {
			Events events = new Events();
			List<String> heard = new ArrayList<>();
			events.on(CircuitBreakerTransition.class, (event) -> {
				heard.add(event.from() + " " + event.to());
				throw new IllegalStateException("listener");
			});
			Resilience tool = consecutive(scene, 1).events(events).build();
			assertThat(scene.run(tool, Target.failing(Scene.FAILURE), "FwS")).isEqualTo("FwS");
			assertThat(heard).containsExactly("CLOSED OPEN", "OPEN HALF_OPEN", "HALF_OPEN CLOSED");
		}), Scene.row("D-092", (scene) -> {
			Resilience a1 = consecutive(scene, 3).build();
			assertThat(scene.run(a1, Target.failing(Scene.FAILURE), "FFFwF")).isEqualTo("FFFwF");
			assertThat(a1.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(a1.circuitBreaker().snapshot().consecutiveFailures()).isEqualTo(4);
			assertThat(a1.circuitBreaker().snapshot().openedAt()).isEqualTo(scene.time.wallClock().instant());
		}), Scene.row("D-093", (scene) -> {
			Resilience a1 = consecutive(scene, 3).build();
			scene.run(a1, Target.failing(Scene.FAILURE), "SSF");
			assertThat(a1.circuitBreaker().snapshot().consecutiveFailures()).isOne();
			assertThat(a1.circuitBreaker().calls().totalSuccesses()).isEqualTo(2);
			assertThat(a1.circuitBreaker().calls().totalFailures()).isOne();
		}), Scene.row("D-117", (scene) -> {
			Resilience tool = consecutive(scene, 1).build();
			scene.attempt(tool, Target.failing(Scene.FAILURE));
			assertThat(scene.attempt(tool, Target.answering("value")).failure()).hasMessageContaining("'orders'")
				.hasMessageContaining("OPEN");
		}), Scene.row("M3", (scene) -> {
			Resilience orders = scene.builder().circuitBreaker(breaker(2, 100, 2, Duration.ofSeconds(1))).build();
			assertThat(scene.run(orders, Target.failing(Scene.FAILURE), "FFFwSSSS")).isEqualTo("FF-wSSSS");
			assertThat(orders.circuitBreaker().calls().failure()).isEqualTo(2);
			assertThat(orders.circuitBreaker().calls().notPermitted()).isOne();
			assertThat(orders.circuitBreaker().calls().success()).isEqualTo(4);
			assertThat(orders.circuitBreaker().transitions(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN))
				.isOne();
		})).flatMap((row) -> row);
	}

	private static ResilienceBuilder consecutive(Scene scene, int failures) {
		return scene.builder()
			.circuitBreaker((breaker) -> breaker.failureThreshold(failures)
				.openDuration(Duration.ofSeconds(1))
				.halfOpenCalls(1)
				.successThreshold(1));
	}

	private static Consumer<CircuitBreakerConfig.Builder> breaker(int volume, double rate, int successThreshold,
			Duration openDuration) {
		return (breaker) -> breaker.failureThreshold(0)
			.failureRateThreshold(rate)
			.windowSize(volume)
			.minimumCalls(volume)
			.openDuration(openDuration)
			.successThreshold(successThreshold)
			.halfOpenCalls(successThreshold);
	}

}
