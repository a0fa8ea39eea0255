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

package dev.resilience.circuitbreaker;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.resilience.event.ResilienceEvent;

/**
 * A circuit breaker changed its state. Transitions of one breaker are published in the
 * order in which they happened, after they took effect.
 *
 * @param instance the name of the instance
 * @param at the time of the change
 * @param from the state before
 * @param to the state after
 * @param cause why it changed, with the numbers that decided
 * @param key the key whose circuit changed, or {@code null} if the instance's own did
 */
public record CircuitBreakerTransition(String instance, Instant at, CircuitBreakerState from, CircuitBreakerState to,
		String cause, @Nullable String key) implements ResilienceEvent {

	/**
	 * Creates the event of a circuit that belongs to no key.
	 * @param instance the name of the instance
	 * @param at the time of the change
	 * @param from the state before
	 * @param to the state after
	 * @param cause why it changed, with the numbers that decided
	 */
	public CircuitBreakerTransition(String instance, Instant at, CircuitBreakerState from, CircuitBreakerState to,
			String cause) {
		this(instance, at, from, to, cause, null);
	}

}
