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
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

import dev.resilience.autoconfigure.http.RetryAfterHeader;
import dev.resilience.classification.FailureHint;

/**
 * What the status of an answer means: with 4xx the caller is at fault, so that a repeat
 * gets the same answer and the target is none the worse for it. Exceptions are 408, where
 * the target gave up, and 423, 425 and 429, which pass.
 */
final class StatusMeaning {

	private static final int REQUEST_TIMEOUT = 408;

	private static final Set<Integer> PASSING = Set.of(REQUEST_TIMEOUT, 423, 425, 429);

	private StatusMeaning() {
	}

	static FailureHint of(HttpStatusCode status, @Nullable HttpHeaders headers, InstantSource clock) {
		boolean callersFault = status.is4xxClientError();
		return new FailureHint(!callersFault || PASSING.contains(status.value()),
				!callersFault || status.value() == REQUEST_TIMEOUT,
				(headers != null) ? RetryAfterHeader.parse(headers.get(RetryAfterHeader.NAME), clock.instant()) : null);
	}

}
