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

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a client is told of one of our exceptions where nothing writes problem details.
 *
 * @param status the status
 * @param headers when to come back, if anybody knows
 */
public record Refusal(int status, HttpHeaders headers) {

	/**
	 * Returns what an exception means.
	 * @param thrown the exception as it was thrown
	 * @param reusedKey the status for a key that belongs to another request
	 * @return the refusal, or {@code null} if the exception is none of ours
	 */
	public static @Nullable Refusal of(Throwable thrown, int reusedKey) {
		Problem problem = Problem.of(thrown, (exceeded) -> false);
		return (problem != null)
				? new Refusal(problem.withStatusOfReusedKey(reusedKey).status().value(), problem.headers()) : null;
	}

}
