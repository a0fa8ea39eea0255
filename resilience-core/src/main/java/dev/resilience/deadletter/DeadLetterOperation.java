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

import dev.resilience.policy.Call;

/**
 * What a letter says about a call beside its failure. Asked only for calls that failed.
 * Safe for use by many threads.
 */
public interface DeadLetterOperation {

	/**
	 * Returns the stable name of the work, by which a {@link DeadLetterHandler} is found.
	 * @return the name of the operation
	 */
	String name();

	/**
	 * Writes what a call was given.
	 * @param call the call that failed
	 * @param maxBytes how large the text may be in UTF-8
	 * @return the arguments as text, secrets masked, or why there are none
	 */
	DeadLetterPayload payload(Call call, int maxBytes);

	/**
	 * Returns what else is to be known about a call.
	 * @param call the call that failed
	 * @return names and values
	 */
	default Map<String, String> headers(Call call) {
		return Map.of();
	}

	/**
	 * Returns an operation whose arguments nobody writes.
	 * @param name the name of the operation
	 * @return the operation
	 */
	static DeadLetterOperation named(String name) {
		return new DeadLetterOperation() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public DeadLetterPayload payload(Call call, int maxBytes) {
				return DeadLetterPayload.NONE;
			}

		};
	}

}
