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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.classification.FailureHint;
import dev.resilience.classification.FailureKnowledge;
import dev.resilience.retry.AttemptFailed;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What retries and circuit breakers make of what is known of failures.
 */
class FailureKnowledgeTests {

	private static final Map<Integer, FailureHint> STATUSES = Map.of(404, new FailureHint(false, false, null), 408,
			new FailureHint(true, true, null), 429, new FailureHint(true, false, Duration.ofSeconds(7)), 503,
			new FailureHint(true, true, Duration.ofMillis(10)), 500, new FailureHint(true, true, null));

	private static final FailureKnowledge HTTP = (failure) -> (failure instanceof StatusException status)
			? STATUSES.get(status.status) : null;

	private final ManualTime time = ManualTime.autoAdvancing();

	private int calls;

	@ParameterizedTest(name = "D-110 {0}")
	@CsvSource({ "404, 1, 0, 1", "408, 3, 3, 0", "429, 3, 0, 3", "500, 3, 3, 0", "503, 3, 3, 0" })
	void caseD110WhatIsTheCallersFaultIsNeitherRepeatedNorHeldAgainstTheTarget(int status, int attempts, int failures,
			int ignored) {
		Resilience instance = instance(HTTP, (retry) -> {
		}, (breaker) -> {
		});
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(status)));
		assertThat(this.calls).isEqualTo(attempts);
		CircuitBreakerSnapshot breaker = instance.circuitBreaker().snapshot();
		assertThat(breaker.calls().failure()).isEqualTo(failures);
		assertThat(breaker.calls().ignored()).isEqualTo(ignored);
		assertThat(breaker.consecutiveFailures()).isEqualTo(failures);
	}

	@Test
	void caseD110ListsThatNameTheTypeWinOverWhatIsKnown() {
		Resilience instance = instance(HTTP, (retry) -> retry.retryOn(List.of(StatusException.class)),
				(breaker) -> breaker.recordOn(List.of(StatusException.class)));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(404)));
		assertThat(this.calls).isEqualTo(3);
		assertThat(instance.circuitBreaker().snapshot().calls().failure()).isEqualTo(3);
	}

	@Test
	void listsThatExcludeTheTypeWinOverWhatIsKnown() {
		Resilience instance = instance(HTTP, (retry) -> retry.abortOn(List.of(StatusException.class)),
				(breaker) -> breaker.ignoreOn(List.of(StatusException.class)));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(503)));
		assertThat(this.calls).isEqualTo(1);
		assertThat(instance.circuitBreaker().snapshot().calls().ignored()).isEqualTo(1);
	}

	@Test
	void aPredicateOfTheUserWinsOverWhatIsKnown() {
		Resilience instance = instance(HTTP, (retry) -> retry.maxAttempts(1),
				(breaker) -> breaker.recordFailure((failure) -> true));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(404)));
		assertThat(instance.circuitBreaker().snapshot().calls().failure()).isEqualTo(1);
	}

	@Test
	void whatTheCallerDidWrongClosesNoCircuit() {
		Resilience instance = instance(HTTP, (retry) -> retry.maxAttempts(1),
				(breaker) -> breaker.failureThreshold(2).successThreshold(1));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(500)));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(404)));
		assertThat(instance.circuitBreaker().snapshot().consecutiveFailures()).isEqualTo(1);
	}

	@Test
	void theLongerOfBothWaitsHolds() {
		List<Duration> waits = new ArrayList<>();
		Resilience instance = instance(HTTP, (retry) -> retry.maxAttempts(2), (breaker) -> {
		});
		instance.policies().context().events().on(AttemptFailed.class, (event) -> waits.add(event.delay()));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(429)));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(503)));
		assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofMillis(200));
	}

	@Test
	void aWaitBeyondMaxRetryAfterGivesUpAtOnce() {
		Resilience instance = instance(HTTP, (retry) -> retry.maxRetryAfter(Duration.ofSeconds(6)), (breaker) -> {
		});
		long before = this.time.nanoTime();
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(429)));
		assertThat(this.calls).isEqualTo(1);
		assertThat(this.time.nanoTime()).isEqualTo(before);
	}

	@Test
	void aWaitBeyondTheDeadlineGivesUpAtOnce() {
		Resilience instance = Resilience.builder("orders")
			.time(this.time)
			.knowledge(HTTP)
			.deadline(Duration.ofSeconds(6))
			.retry((retry) -> retry.jitter(Jitter.NONE))
			.build();
		long before = this.time.nanoTime();
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(429)));
		assertThat(this.calls).isEqualTo(1);
		assertThat(this.time.nanoTime()).isEqualTo(before);
	}

	@Test
	void looksThroughWrappers() {
		Resilience instance = instance(HTTP, (retry) -> {
		}, (breaker) -> {
		});
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> call(instance, new CompletionException(new StatusException(404))));
		assertThat(this.calls).isEqualTo(1);
		assertThat(instance.circuitBreaker().snapshot().calls().ignored()).isEqualTo(1);
	}

	@Test
	void knowledgeThatFailsCountsAsNotKnowing() {
		Resilience instance = instance((failure) -> {
			throw new AssertionError("confused");
		}, (retry) -> {
		}, (breaker) -> {
		});
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(404)));
		assertThat(this.calls).isEqualTo(3);
		assertThat(instance.circuitBreaker().snapshot().calls().failure()).isEqualTo(3);
	}

	@Test
	void isNotAskedWhenACallSucceeds() throws Throwable {
		Resilience instance = instance((failure) -> {
			throw new AssertionError("nobody asked");
		}, (retry) -> {
		}, (breaker) -> {
		});
		assertThat(instance.<String, Throwable>call(() -> "done")).isEqualTo("done");
	}

	@Test
	void reachesEveryInstanceOfARegistry() {
		try (ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).knowledge(HTTP).build()) {
			Resilience instance = registry.get("orders");
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(instance, new StatusException(404)));
			assertThat(this.calls).isEqualTo(1);
		}
	}

	@Test
	void knowsNoNegativeWaits() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FailureHint(true, true, Duration.ofNanos(-1)));
	}

	private Resilience instance(FailureKnowledge knowledge, Consumer<RetryConfig.Builder> retry,
			Consumer<CircuitBreakerConfig.Builder> breaker) {
		return Resilience.builder("orders")
			.time(this.time)
			.knowledge(knowledge)
			.retry((settings) -> retry.accept(settings.jitter(Jitter.NONE)))
			.circuitBreaker(breaker)
			.build();
	}

	private @Nullable Object call(Resilience instance, RuntimeException failure) {
		return instance.call(() -> {
			this.calls++;
			throw failure;
		});
	}

	private static final class StatusException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final int status;

		StatusException(int status) {
			this.status = status;
		}

	}

}
