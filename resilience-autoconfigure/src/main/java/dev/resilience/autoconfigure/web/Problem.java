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

import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

import dev.resilience.autoconfigure.http.RequestBodyTooLargeException;
import dev.resilience.autoconfigure.http.RetryAfterHeader;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.classification.Failures;
import dev.resilience.classification.ResilienceException;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.IdempotencyOutcomeUnknownException;
import dev.resilience.idempotency.IdempotencyStoreException;
import dev.resilience.idempotency.IdempotentResultUnavailableException;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.retry.RetryExhaustedException;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.timeout.CallTimeoutException;

/**
 * What a client is told of one of our exceptions: an RFC 9457 problem whose type and
 * title stay the same from release to release, and nothing of the message, which is meant
 * for operators.
 *
 * @param instance the name of the instance that threw the exception
 * @param kind what is wrong
 * @param status the status, the kind's or a better one
 * @param retryAfter when to come back, or {@code null} if nobody knows
 */
record Problem(String instance, Kind kind, HttpStatusCode status, @Nullable Duration retryAfter) {

	/** The member of a problem that names the instance, as its "instance" is the URI. */
	static final String INSTANCE_MEMBER = "resilienceInstance";

	/** The member that says the end of the type. */
	static final String CODE_MEMBER = "code";

	/** The member that says whether the same request can succeed later. */
	static final String RETRYABLE_MEMBER = "retryable";

	private static final Duration SOON = Duration.ofSeconds(1);

	// A call in flight mostly ends long before its lease
	private static final Duration LONGEST_WAIT_FOR_ANOTHER = Duration.ofSeconds(5);

	/**
	 * Returns the problem that an exception means, wrappers looked through.
	 * @param thrown the exception as it was thrown
	 * @param limitsHandler whether the exception comes from the rate limiter of the
	 * handler of the request, so that it is the client who asks too often
	 * @return the problem, or {@code null} if the exception is none of ours
	 */
	static @Nullable Problem of(Throwable thrown, Predicate<RateLimitExceededException> limitsHandler) {
		if (!(Failures.unwrap(thrown) instanceof ResilienceException exception)) {
			return null;
		}
		String instance = exception.instance();
		if (exception instanceof RateLimitExceededException exceeded && limitsHandler.test(exceeded)) {
			return new Problem(instance, Kind.RATE_LIMIT_EXCEEDED, HttpStatus.TOO_MANY_REQUESTS, exceeded.retryAfter());
		}
		if (exception instanceof CallRejectedException rejection) {
			Kind kind = kindOf(rejection);
			return new Problem(instance, kind, kind.status, rejection.retryAfter());
		}
		Kind kind = kindOf(exception);
		if (kind == null) {
			return null;
		}
		Duration retryAfter = switch (kind) {
			case CALL_IN_FLIGHT -> shorter(((DuplicateCallException) exception).retryAfter());
			case STORE_UNAVAILABLE -> SOON;
			default -> null;
		};
		return new Problem(instance, kind, kind.status, retryAfter);
	}

	private static Duration shorter(Duration lease) {
		return (lease.compareTo(LONGEST_WAIT_FOR_ANOTHER) < 0) ? lease : LONGEST_WAIT_FOR_ANOTHER;
	}

	/**
	 * Returns this problem with the status that applications choose.
	 * @param reusedKey the status for a key that belongs to another request
	 * @return the problem
	 */
	Problem withStatusOfReusedKey(int reusedKey) {
		return (this.kind != Kind.KEY_REUSED) ? this
				: new Problem(this.instance, this.kind, HttpStatusCode.valueOf(reusedKey), this.retryAfter);
	}

	private static Kind kindOf(CallRejectedException rejection) {
		if (rejection instanceof CircuitBreakerOpenException) {
			return Kind.CIRCUIT_BREAKER_OPEN;
		}
		if (rejection instanceof BulkheadFullException) {
			return Kind.BULKHEAD_FULL;
		}
		return (rejection instanceof RateLimitExceededException) ? Kind.RATE_LIMIT_EXCEEDED : Kind.CALL_REJECTED;
	}

	private static @Nullable Kind kindOf(ResilienceException exception) {
		if (exception instanceof CallTimeoutException) {
			return Kind.CALL_TIMEOUT;
		}
		if (exception instanceof DeadlineExceededException) {
			return Kind.DEADLINE_EXCEEDED;
		}
		if (exception instanceof RetryExhaustedException) {
			return Kind.RETRIES_EXHAUSTED;
		}
		if (exception instanceof DuplicateCallException) {
			return Kind.CALL_IN_FLIGHT;
		}
		if (exception instanceof IdempotencyKeyReusedException) {
			return Kind.KEY_REUSED;
		}
		if (exception instanceof InvalidIdempotencyKeyException invalid) {
			return invalid.isMissing() ? Kind.KEY_MISSING : Kind.KEY_INVALID;
		}
		if (exception instanceof IdempotencyOutcomeUnknownException) {
			return Kind.OUTCOME_UNKNOWN;
		}
		if (exception instanceof IdempotentResultUnavailableException) {
			return Kind.RESPONSE_UNAVAILABLE;
		}
		if (exception instanceof RequestBodyTooLargeException) {
			return Kind.BODY_TOO_LARGE;
		}
		return (exception instanceof IdempotencyStoreException) ? Kind.STORE_UNAVAILABLE : null;
	}

	ProblemDetail body() {
		return body(Texts.BUILT_IN);
	}

	/**
	 * Returns what is written.
	 * @param texts says it in the language of the client
	 * @return the body
	 */
	ProblemDetail body(Texts texts) {
		String prefix = "problemDetail.resilience." + this.kind.code;
		ProblemDetail body = ProblemDetail.forStatusAndDetail(this.status, texts.of(prefix, this.kind.detail));
		body.setType(this.kind.type);
		body.setTitle(texts.of(prefix + ".title", this.kind.title));
		body.setProperty(INSTANCE_MEMBER, this.instance);
		body.setProperty(CODE_MEMBER, this.kind.code);
		body.setProperty(RETRYABLE_MEMBER, this.kind.retryable);
		return body;
	}

	HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		if (this.retryAfter != null) {
			headers.set(RetryAfterHeader.NAME, RetryAfterHeader.format(this.retryAfter));
		}
		return headers;
	}

	/**
	 * What can be wrong.
	 */
	enum Kind {

		CIRCUIT_BREAKER_OPEN(HttpStatus.SERVICE_UNAVAILABLE, "circuit-breaker-open", true, "Circuit breaker open",
				"What this request needs keeps failing and is given time to recover."),

		BULKHEAD_FULL(HttpStatus.SERVICE_UNAVAILABLE, "bulkhead-full", true, "Too many concurrent calls",
				"What this request needs serves as many calls as it may."),

		RATE_LIMIT_EXCEEDED(HttpStatus.SERVICE_UNAVAILABLE, "rate-limit-exceeded", true, "Rate limit exceeded",
				"More calls were made than are allowed in the time."),

		CALL_REJECTED(HttpStatus.SERVICE_UNAVAILABLE, "call-rejected", true, "Call rejected",
				"What this request needs takes no calls at the moment."),

		CALL_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT, "call-timeout", true, "Call timed out",
				"What this request needs did not answer in time."),

		DEADLINE_EXCEEDED(HttpStatus.GATEWAY_TIMEOUT, "deadline-exceeded", true, "Deadline exceeded",
				"There was not enough time for this request."),

		RETRIES_EXHAUSTED(HttpStatus.SERVICE_UNAVAILABLE, "retries-exhausted", true, "Retries exhausted",
				"What this request needs failed each time it was tried."),

		CALL_IN_FLIGHT(HttpStatus.CONFLICT, "call-in-flight", true, "Call in flight",
				"Another request with the same idempotency key is still being served."),

		OUTCOME_UNKNOWN(HttpStatus.CONFLICT, "outcome-unknown", false, "Outcome unknown",
				"Nobody knows how an earlier request with the same idempotency key ended."),

		RESPONSE_UNAVAILABLE(HttpStatus.CONFLICT, "response-unavailable", false, "Response unavailable",
				"An earlier request with the same idempotency key had its effect, but its response was not kept."),

		KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused", false, "Idempotency key reused",
				"The idempotency key belongs to a request with other content."),

		KEY_MISSING(HttpStatus.BAD_REQUEST, "idempotency-key-missing", false, "Idempotency key missing",
				"This request needs an idempotency key."),

		KEY_INVALID(HttpStatus.BAD_REQUEST, "idempotency-key-invalid", false, "Idempotency key invalid",
				"The idempotency key cannot be used."),

		BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "request-body-too-large", false, "Request body too large",
				"The body is larger than that of a request with an idempotency key may be."),

		STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "idempotency-store-unavailable", true,
				"Idempotency store unavailable",
				"It cannot be found out whether a request with the same idempotency key was made before.");

		private final HttpStatus status;

		private final URI type;

		private final String code;

		private final boolean retryable;

		private final String title;

		private final String detail;

		Kind(HttpStatus status, String code, boolean retryable, String title, String detail) {
			this.status = status;
			this.type = URI.create("urn:problem-type:resilience:" + code);
			this.code = code;
			this.retryable = retryable;
			this.title = title;
			this.detail = detail;
		}

	}

	/**
	 * Says what is wrong in the language of a client.
	 */
	@FunctionalInterface
	interface Texts {

		/** The language that comes along. */
		Texts BUILT_IN = (code, text) -> text;

		/**
		 * Returns a text.
		 * @param code the code of the message
		 * @param text what is said where there is no such message
		 * @return the text
		 */
		String of(String code, String text);

	}

}
