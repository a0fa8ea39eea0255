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
import org.springframework.web.reactive.function.client.WebClientResponseException;

import dev.resilience.classification.FailureCode;
import dev.resilience.classification.FailureCodeReader;

/**
 * Reads the statuses of {@code WebClient} and of HTTP interfaces above it. Safe for use
 * by many threads.
 */
public final class WebClientFailureCodes implements FailureCodeReader {

	private final InstantSource clock;

	/**
	 * Creates this reader.
	 * @param clock tells the time from which dates in {@code Retry-After} are counted
	 */
	public WebClientFailureCodes(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable FailureCode read(Throwable failure) {
		return (failure instanceof WebClientResponseException answer)
				? StatusCode.of(answer.getStatusCode(), answer.getHeaders(), this.clock) : null;
	}

}
