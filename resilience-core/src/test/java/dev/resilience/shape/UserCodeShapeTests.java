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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.Resilience;
import dev.resilience.Target;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.Jitter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules for results and waits that user code decides on, for every shape of call: they
 * see the result itself, never a stage or a publisher.
 */
class UserCodeShapeTests {

	@TestFactory
	Stream<DynamicTest> results() {
		return Stream.of(Scene.row("a result opens the circuit for as long as a function says", (scene) -> {
			Resilience orders = scene.builder()
				.circuitBreaker((breaker) -> breaker
					.openForResult((result) -> "gone".equals(result) ? Duration.ofSeconds(90) : null))
				.build();
			scene.attempt(orders, Target.answering("well"));
			assertThat(orders.circuitBreaker().remainingOpenDuration()).isZero();
			scene.attempt(orders, Target.answering("gone"));
			assertThat(orders.circuitBreaker().remainingOpenDuration()).isEqualTo(Duration.ofSeconds(90));
		}), Scene.row("a failure opens the circuit", (scene) -> {
			Resilience orders = scene.builder()
				.circuitBreaker((breaker) -> breaker.openOnFailure(IOException.class::isInstance))
				.build();
			scene.attempt(orders, Target.failing(new IOException()));
			assertThat(orders.circuitBreaker().remainingOpenDuration()).isEqualTo(Duration.ofSeconds(30));
		})).flatMap((row) -> row);
	}

	@TestFactory
	Stream<DynamicTest> waits() {
		return Stream.of(Scene.row("a function is asked with what was returned and says how long to wait", (scene) -> {
			List<List<Object>> told = new ArrayList<>();
			Resilience orders = scene.builder()
				.retry((retry) -> retry.maxAttempts(3)
					.jitter(Jitter.NONE)
					.retryOnResult("busy"::equals)
					.waitFunction((attempt, result, failure, computed) -> {
						told.add(Arrays.asList(attempt, result, failure, computed));
						return Optional.of(Duration.ofSeconds(attempt));
					}))
				.build();
			Outcome<String> outcome = scene.attempt(orders, Target.answering("busy"));
			assertThat(outcome.value()).isEqualTo("busy");
			assertThat(outcome.attempts()).isEqualTo(3);
			assertThat(outcome.totalDelay()).isEqualTo(Duration.ofSeconds(3));
			assertThat(told).containsExactly(Arrays.asList(1, "busy", null, Duration.ofMillis(200)),
					Arrays.asList(2, "busy", null, Duration.ofMillis(400)));
		}), Scene.row("first list 23 stop on a result ends with it and counts as failed", (scene) -> {
			Resilience orders = scene.builder()
				.retry((retry) -> retry.retryOnResult("busy"::equals)
					.waitFunction((attempt, result, failure, computed) -> Optional.empty()))
				.build();
			Outcome<String> outcome = scene.attempt(orders, Target.answering("busy"));
			assertThat(outcome.value()).isEqualTo("busy");
			assertThat(orders.policies().retryCounters().snapshot().aborted()).isOne();
		}), Scene.row("first list 2 code that throws leaves nobody waiting and no permit out", (scene) -> {
			Resilience orders = scene.builder()
				.retry((retry) -> retry.retryOnResult("busy"::equals)
					.waitFunction((attempt, result, failure, computed) -> {
						throw new NoClassDefFoundError("expected by this test");
					}))
				.circuitBreaker((breaker) -> breaker.failureThreshold(9).openForResult((result) -> {
					throw new IllegalStateException("expected by this test");
				}))
				.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
				.build();
			Outcome<String> outcome = scene.attempt(orders, Target.answering("busy"));
			assertThat(outcome.value()).isEqualTo("busy");
			assertThat(outcome.attempts()).isEqualTo(3);
			assertThat(orders.circuitBreaker().snapshot().consecutiveFailures()).isEqualTo(3);
			assertThat(orders.bulkhead().snapshot().active()).isZero();
		})).flatMap((row) -> row);
	}

}
