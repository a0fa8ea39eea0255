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

package dev.resilience.policy;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.resilience.event.ResilienceEvent;

/**
 * A gate refused a call.
 *
 * @param instance the name of the instance
 * @param at the time of the event
 * @param policy the kind of the gate
 * @param reason why the call was refused, such as the state of a circuit breaker
 * @param retryAfter the time after which a new call makes sense, zero where it is not
 * known
 * @param key the key whose gate refused, or {@code null} if the instance's own did
 */
public record CallRejected(String instance, Instant at, PolicyType policy, String reason, Duration retryAfter,
		@Nullable String key) implements ResilienceEvent {

	/**
	 * Creates the event of a gate that belongs to no key.
	 * @param instance the name of the instance
	 * @param at the time of the event
	 * @param policy the kind of the gate
	 * @param reason why the call was refused, such as the state of a circuit breaker
	 * @param retryAfter the time after which a new call makes sense, zero where it is not
	 * known
	 */
	public CallRejected(String instance, Instant at, PolicyType policy, String reason, Duration retryAfter) {
		this(instance, at, policy, reason, retryAfter, null);
	}

}
