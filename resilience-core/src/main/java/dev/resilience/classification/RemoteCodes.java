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

package dev.resilience.classification;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the status of one type of exception that a client of HTTP or gRPC throws. Knows
 * the types by their names alone.
 *
 * @param space what kind of code it is
 * @param code where the code is
 * @param retryAfter where the time to wait is, or {@code null} if it is nowhere
 */
record RemoteCodes(String space, AccessPath code, @Nullable AccessPath retryAfter) {

	private static final int LOWEST_STATUS = 100;

	private static final int HIGHEST_STATUS = 599;

	private static final int MAX_DIGITS = 9;

	private static final List<Known> KNOWN = List.of(
			http("org.springframework.web.client.RestClientResponseException", "getStatusCode.value",
					"getResponseHeaders.getFirst[Retry-After]"),
			http("org.springframework.web.reactive.function.client.WebClientResponseException", "getStatusCode.value",
					"getHeaders.getFirst[Retry-After]"),
			http("org.springframework.web.ErrorResponse", "getStatusCode.value", "getHeaders.getFirst[Retry-After]"),
			http("feign.FeignException", "status", "responseHeaders.get[Retry-After]"),
			http("org.apache.hc.client5.http.HttpResponseException", "getStatusCode", ""),
			http("org.apache.http.client.HttpResponseException", "getStatusCode", ""),
			http("jakarta.ws.rs.WebApplicationException", "getResponse.getStatus",
					"getResponse.getHeaderString[Retry-After]"),
			http("javax.ws.rs.WebApplicationException", "getResponse.getStatus",
					"getResponse.getHeaderString[Retry-After]"),
			http("retrofit2.HttpException", "code", "response.headers.get[Retry-After]"),
			new Known("io.grpc.StatusRuntimeException", FailureCode.GRPC, "getStatus.getCode.name", "getTrailers"),
			new Known("io.grpc.StatusException", FailureCode.GRPC, "getStatus.getCode.name", "getTrailers"));

	private static Known http(String type, String code, String retryAfter) {
		return new Known(type, FailureCode.HTTP, code, retryAfter);
	}

	/**
	 * Returns how to read the status of a type.
	 * @param type the type
	 * @return how to read it, or {@code null} if instances of this very type carry none
	 * that is known
	 */
	static @Nullable RemoteCodes of(Class<?> type) {
		for (Known known : KNOWN) {
			if (known.type().equals(type.getName())) {
				AccessPath code = AccessPath.resolve(type, known.code());
				return (code != null)
						? new RemoteCodes(known.space(), code, AccessPath.resolve(type, known.retryAfter())) : null;
			}
		}
		return null;
	}

	/**
	 * Reads the status of a failure.
	 * @param failure the failure
	 * @return its status, or {@code null} if it has none
	 */
	@Nullable FailureCode read(Throwable failure) {
		Object value = this.code.follow(failure);
		if (value == null) {
			return null;
		}
		Object hint = (this.retryAfter != null) ? this.retryAfter.follow(failure) : null;
		if (this.space.equals(FailureCode.GRPC)) {
			return new FailureCode(this.space, value.toString(), (hint != null) ? GrpcRetryInfo.read(hint) : null);
		}
		boolean status = value instanceof Integer number && number >= LOWEST_STATUS && number <= HIGHEST_STATUS;
		return status ? new FailureCode(this.space, value.toString(), wait(hint)) : null;
	}

	private static @Nullable Duration wait(@Nullable Object header) {
		if (header instanceof Collection<?> values) {
			Iterator<?> iterator = values.iterator();
			return iterator.hasNext() ? wait(iterator.next()) : null;
		}
		if (header == null) {
			return null;
		}
		String text = header.toString().strip();
		try {
			if (text.chars().allMatch((character) -> character >= '0' && character <= '9')) {
				return (text.length() <= MAX_DIGITS) ? Duration.ofSeconds(Long.parseLong(text)) : null;
			}
			Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			Duration wait = Duration.between(Instant.now(), until);
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException | NumberFormatException ex) {
			return null;
		}
	}

	private record Known(String type, String space, String code, String retryAfter) {
	}

}
