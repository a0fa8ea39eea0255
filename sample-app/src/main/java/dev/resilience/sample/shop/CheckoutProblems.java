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

import java.net.http.HttpTimeoutException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Tells the customer why there is no order, as RFC 9457 problem details. What the library
 * throws becomes a problem by itself.
 */
@RestControllerAdvice
class CheckoutProblems {

	@ExceptionHandler
	ProblemDetail invalid(InvalidCheckoutException ex) {
		return problem(HttpStatus.BAD_REQUEST, ex);
	}

	@ExceptionHandler
	ProblemDetail unknown(UnknownProductException ex) {
		return problem(HttpStatus.UNPROCESSABLE_CONTENT, ex);
	}

	@ExceptionHandler
	ProblemDetail outOfStock(OutOfStockException ex) {
		return problem(HttpStatus.CONFLICT, ex);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> failed(DownstreamFailedException ex) {
		HttpStatus status = status(ex.failure());
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status,
				"There is no order: the %s service %s".formatted(ex.downstream(), reason(ex.failure())));
		problem.setProperty("service", ex.downstream().toString());
		HttpHeaders headers = new HttpHeaders();
		retryAfter(ex.failure()).ifPresent((wait) -> headers.set(HttpHeaders.RETRY_AFTER, wait));
		return new ResponseEntity<>(problem, headers, status);
	}

	private static ProblemDetail problem(HttpStatus status, Exception ex) {
		return ProblemDetail.forStatusAndDetail(status, String.valueOf(ex.getMessage()));
	}

	private static HttpStatus status(RestClientException failure) {
		if (failure instanceof HttpClientErrorException.TooManyRequests) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		return timedOut(failure) ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY;
	}

	private static String reason(RestClientException failure) {
		if (failure instanceof RestClientResponseException answer) {
			return "answered " + answer.getStatusCode().value();
		}
		return timedOut(failure) ? "did not answer in time" : "could not be reached";
	}

	private static boolean timedOut(RestClientException failure) {
		return NestedExceptionUtils.getMostSpecificCause(failure) instanceof HttpTimeoutException;
	}

	private static Optional<String> retryAfter(RestClientException failure) {
		if (failure instanceof HttpClientErrorException.TooManyRequests refused) {
			@Nullable HttpHeaders headers = refused.getResponseHeaders();
			return Optional.ofNullable((headers != null) ? headers.getFirst(HttpHeaders.RETRY_AFTER) : null);
		}
		return Optional.empty();
	}

}
