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

package dev.resilience.diagnosis;

/**
 * Something that speaks for a diagnosis.
 *
 * @param kind where it was found
 * @param text what was found, in one sentence, without secrets
 */
public record Finding(Kind kind, String text) {

	/**
	 * Where something was found.
	 */
	public enum Kind {

		/** In the failure, its causes or their messages. */
		FAILURE,

		/** In what the classifier says. */
		CLASSIFICATION,

		/** In the base of known patterns. */
		PATTERN,

		/** In the state of the circuit breaker. */
		CIRCUIT_BREAKER,

		/** In the attempts that were made. */
		ATTEMPTS,

		/** In the failures before. */
		RECENT_FAILURES,

		/** In the last calls that succeeded. */
		LAST_SUCCESS,

		/** In the load: bulkhead, rate limiter, timeouts. */
		LOAD,

		/** In what other instances suffer at the same time. */
		RELATED,

		/** In memory and disk of this process. */
		RESOURCES,

		/** In earlier diagnoses of the same signature. */
		HISTORY

	}

}
