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

package dev.resilience.sample.shop;

import java.time.Duration;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import dev.resilience.classification.ResilienceException;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.IdempotencyOutcomeUnknownException;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;

/**
 * Tells the customer what is wrong with an {@code Idempotency-Key}, by the statuses of
 * the IETF draft of that header.
 */
@RestControllerAdvice
class IdempotencyProblems {

	@ExceptionHandler
	ProblemDetail invalid(InvalidIdempotencyKeyException ex) {
		return problem(HttpStatus.BAD_REQUEST, ex);
	}

	@ExceptionHandler
	ProblemDetail reused(IdempotencyKeyReusedException ex) {
		return problem(HttpStatus.UNPROCESSABLE_CONTENT, ex);
	}

	@ExceptionHandler
	ProblemDetail unknown(IdempotencyOutcomeUnknownException ex) {
		return problem(HttpStatus.CONFLICT, ex);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> inFlight(DuplicateCallException ex) {
		Duration wait = ex.retryAfter();
		return ResponseEntity.status(HttpStatus.CONFLICT)
			.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())))
			.body(problem(HttpStatus.CONFLICT, ex));
	}

	private static ProblemDetail problem(HttpStatus status, ResilienceException ex) {
		return ProblemDetail.forStatusAndDetail(status, String.valueOf(ex.getMessage()));
	}

}
