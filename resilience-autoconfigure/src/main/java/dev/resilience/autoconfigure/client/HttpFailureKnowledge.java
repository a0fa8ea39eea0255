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

import dev.resilience.classification.FailureHint;
import dev.resilience.classification.FailureKnowledge;

/**
 * Knows the failures of {@code RestClient}, {@code RestTemplate} and HTTP interfaces
 * above them, and exceptions that carry a status themselves ({@link ErrorResponse}, such
 * as {@code ResponseStatusException}), by which a protected method says in the words of
 * HTTP who is at fault. Safe for use by many threads.
 */
public final class HttpFailureKnowledge implements FailureKnowledge {

	private final InstantSource clock;

	/**
	 * Creates this knowledge.
	 * @param clock tells the time from which dates in {@code Retry-After} are counted
	 */
	public HttpFailureKnowledge(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable FailureHint hint(Throwable failure) {
		if (failure instanceof RestClientResponseException answer) {
			return StatusMeaning.of(answer.getStatusCode(), answer.getResponseHeaders(), this.clock);
		}
		if (failure instanceof ErrorResponse answer) {
			return StatusMeaning.of(answer.getStatusCode(), answer.getHeaders(), this.clock);
		}
		return null;
	}

}
