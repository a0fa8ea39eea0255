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

package dev.resilience.autoconfigure.web;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

import dev.resilience.autoconfigure.http.RequestBodyTooLargeException;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.ResilienceException;
import dev.resilience.fallback.FallbackTimeoutException;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.IdempotencyOutcomeUnknownException;
import dev.resilience.idempotency.IdempotencyStoreException;
import dev.resilience.idempotency.IdempotentResultUnavailableException;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.retry.RetryExhaustedException;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.OffloadRejectedException;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemTests {

	private static final Duration WAIT = Duration.ofMillis(30_700);

	static Stream<Arguments> problems() {
		return Stream.of(
				problem(new CircuitBreakerOpenException("pay", CircuitBreakerState.OPEN, WAIT, false), 503,
						"circuit-breaker-open", "31"),
				problem(make(BulkheadFullException.class), 503, "bulkhead-full", "1"),
				problem(make(RateLimitExceededException.class), 503, "rate-limit-exceeded", "31"),
				problem(new OffloadRejectedException("pay", "full", false), 503, "call-rejected", "1"),
				problem(new CallTimeoutException("pay", WAIT, null, true), 504, "call-timeout", null),
				problem(new DeadlineExceededException("pay", WAIT, null, true), 504, "deadline-exceeded", null),
				problem(make(RetryExhaustedException.class), 503, "retries-exhausted", null),
				problem(make(DuplicateCallException.class), 409, "call-in-flight", "5"),
				problem(make(IdempotencyOutcomeUnknownException.class), 409, "outcome-unknown", null),
				problem(make(IdempotencyKeyReusedException.class), 422, "idempotency-key-reused", null),
				problem(make(InvalidIdempotencyKeyException.class), 400, "idempotency-key-invalid", null),
				problem(make(IdempotentResultUnavailableException.class), 409, "response-unavailable", null),
				problem(new RequestBodyTooLargeException("pay", 10, null), 413, "request-body-too-large", null),
				problem(make(IdempotencyStoreException.class), 503, "idempotency-store-unavailable", "1"));
	}

	private static Arguments problem(ResilienceException exception, int status, String type, String retryAfter) {
		return Arguments.of(exception, status, type, retryAfter);
	}

	@ParameterizedTest(name = "{1} {2}")
	@MethodSource("problems")
	void everyExceptionHasAStatusAndAType(ResilienceException exception, int status, String type, String retryAfter) {
		Problem problem = Problem.of(exception, (refusal) -> false);
		assertThat(problem).isNotNull();
		assertThat(problem.status().value()).isEqualTo(status);
		assertThat(problem.body().getStatus()).isEqualTo(status);
		assertThat(problem.body().getType()).hasToString("urn:problem-type:resilience:" + type);
		assertThat(problem.body().getTitle()).isNotBlank();
		assertThat(problem.body().getProperties()).containsOnlyKeys("resilienceInstance", "code", "retryable")
			.containsEntry("resilienceInstance", "pay")
			.containsEntry("code", type);
		assertThat(problem.headers().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo(retryAfter);
	}

	@ParameterizedTest(name = "{1} {2}")
	@MethodSource("problems")
	void tellsNothingOfTheMessage(ResilienceException exception) {
		Problem problem = Problem.of(exception, (refusal) -> false);
		assertThat(problem).isNotNull();
		assertThat(problem.body().getDetail()).isNotBlank().doesNotContain("pay").isNotEqualTo(exception.getMessage());
	}

	@Test
	void aRefusalOfTheHandlersOwnLimiterIsTheClientsFault() {
		Problem problem = Problem.of(make(RateLimitExceededException.class), (refusal) -> true);
		assertThat(problem).isNotNull();
		assertThat(problem.status().value()).isEqualTo(429);
		assertThat(problem.body().getStatus()).isEqualTo(429);
		assertThat(problem.headers().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("31");
	}

	@Test
	void looksThroughWrappers() {
		ResilienceException exception = new CallTimeoutException("pay", WAIT, null, true);
		Throwable thrown = new CompletionException(new ExecutionException(exception));
		assertThat(Problem.of(thrown, (refusal) -> false)).isEqualTo(Problem.of(exception, (refusal) -> false));
	}

	@Test
	void exceptionsOfOthersAreNoneOfOurs() {
		Throwable cause = new CallTimeoutException("pay", WAIT, null, true);
		assertThat(Problem.of(new IllegalStateException(cause), (refusal) -> false)).isNull();
		assertThat(Problem.of(make(FallbackTimeoutException.class), (refusal) -> false)).isNull();
	}

	@Test
	void typesAndTitlesDiffer() {
		Set<String> texts = new HashSet<>();
		for (Problem.Kind kind : Problem.Kind.values()) {
			Problem problem = new Problem("pay", kind, HttpStatus.OK, null);
			assertThat(texts.add(problem.body().getType().toString())).isTrue();
			assertThat(texts.add(problem.body().getTitle())).isTrue();
			assertThat(texts.add(problem.body().getDetail())).isTrue();
		}
	}

	// Most of these are made by their pattern alone
	private static <T extends ResilienceException> T make(Class<T> type) {
		try {
			Constructor<?> constructor = Stream.of(type.getDeclaredConstructors()).findFirst().orElseThrow();
			constructor.setAccessible(true);
			Object[] arguments = Stream.of(constructor.getParameterTypes()).map(ProblemTests::argument).toArray();
			return type.cast(constructor.newInstance(arguments));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object argument(Class<?> type) {
		List<Object> values = List.of("pay", WAIT, false, 3, new IllegalStateException("secret"),
				IdempotencyKey.of("op", "k"));
		if (type == boolean.class) {
			return false;
		}
		if (type == int.class) {
			return 3;
		}
		return values.stream().filter(type::isInstance).findFirst().orElse(null);
	}

}
