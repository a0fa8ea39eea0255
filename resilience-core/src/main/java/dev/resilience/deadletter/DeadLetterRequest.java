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

package dev.resilience.deadletter;

import java.util.Map;

/**
 * Work that has failed for good and is to be kept. Immutable.
 *
 * @param source where the work comes from, such as {@link DeadLetter#CALL}
 * @param operation the stable name of the work, by which a {@link DeadLetterHandler} for
 * its replay is found
 * @param instance the name of the instance that was called; empty where there is none
 * @param payload what the work was given, secrets masked
 * @param headers what else is to be known about the call
 * @param failure how it failed
 * @param attempts how often it was tried, at least 1
 */
public record DeadLetterRequest(String source, String operation, String instance, DeadLetterPayload payload,
		Map<String, String> headers, Throwable failure, int attempts) {

	/**
	 * Creates a request.
	 * @param source where the work comes from
	 * @param operation the stable name of the work
	 * @param instance the name of the instance that was called, or empty
	 * @param payload what the work was given, secrets masked
	 * @param headers what else is to be known about the call
	 * @param failure how it failed
	 * @param attempts how often it was tried
	 */
	public DeadLetterRequest {
		headers = Map.copyOf(headers);
	}

}
