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

package dev.resilience.autoconfigure.client;

import java.time.InstantSource;

import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponse;
import org.springframework.web.client.RestClientResponseException;

import dev.resilience.classification.FailureCode;
import dev.resilience.classification.FailureCodeReader;

/**
 * Reads the statuses of {@code RestClient}, {@code RestTemplate} and HTTP interfaces
 * above them, and of exceptions that carry a status themselves ({@link ErrorResponse},
 * such as {@code ResponseStatusException}), by which a protected method says in the words
 * of HTTP who is at fault. Safe for use by many threads.
 */
public final class HttpFailureCodes implements FailureCodeReader {

	private final InstantSource clock;

	/**
	 * Creates this reader.
	 * @param clock tells the time from which dates in {@code Retry-After} are counted
	 */
	public HttpFailureCodes(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable FailureCode read(Throwable failure) {
		if (failure instanceof RestClientResponseException answer) {
			return StatusCode.of(answer.getStatusCode(), answer.getResponseHeaders(), this.clock);
		}
		if (failure instanceof ErrorResponse answer) {
			return StatusCode.of(answer.getStatusCode(), answer.getHeaders(), this.clock);
		}
		return null;
	}

}
