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

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.circuitbreaker.CircuitBreakerState;

/**
 * What happened to an instance lately. Times are wall-clock times; nothing older than
 * {@link RecentEvents#WINDOW} counts as recent.
 *
 * @param instance the name of the instance
 * @param circuit the state of its circuit breaker, or {@code null} if it has none
 * @param openedAt when the circuit opened, or {@code null} unless it is open or half-open
 * @param circuitCause why the state changed last, or {@code null} if it did not lately
 * @param failures how many calls failed lately; no more are counted than
 * {@link RecentEvents#MAX_FAILURES}
 * @param failingSince when the first of them failed, or {@code null} if none did
 * @param failureTypes how many of them had which type, the most frequent first
 * @param refused how many of them were refused by gates of this process
 * @param attempts how many attempts the last call made that gave up, or 0
 * @param timeouts how many attempts took too long lately
 * @param fallbackAnswers how often a fallback answered lately
 * @param successAfter a call has certainly succeeded after this time, or {@code null} if
 * none is known to have
 * @param noSuccessSince no call has succeeded after this time, or {@code null} if that is
 * not known
 */
public record InstanceActivity(String instance, @Nullable CircuitBreakerState circuit, @Nullable Instant openedAt,
		@Nullable String circuitCause, int failures, @Nullable Instant failingSince, Map<String, Integer> failureTypes,
		int refused, int attempts, int timeouts, int fallbackAnswers, @Nullable Instant successAfter,
		@Nullable Instant noSuccessSince) {

	/**
	 * Creates an activity.
	 * @param instance the name of the instance
	 * @param circuit the state of its circuit breaker, or {@code null}
	 * @param openedAt when the circuit opened, or {@code null}
	 * @param circuitCause why the state changed last, or {@code null}
	 * @param failures how many calls failed lately
	 * @param failingSince when the first of them failed, or {@code null}
	 * @param failureTypes how many of them had which type, the most frequent first
	 * @param refused how many of them were refused by gates of this process
	 * @param attempts how many attempts the last call made that gave up, or 0
	 * @param timeouts how many attempts took too long lately
	 * @param fallbackAnswers how often a fallback answered lately
	 * @param successAfter a call has succeeded after this time, or {@code null}
	 * @param noSuccessSince no call has succeeded after this time, or {@code null}
	 */
	public InstanceActivity {
		failureTypes = Collections.unmodifiableMap(new LinkedHashMap<>(failureTypes));
	}

	/**
	 * Returns whether the circuit refuses or probes, so that the instance is ill.
	 * @return whether the circuit is open or half-open
	 */
	public boolean isCircuitOpen() {
		return this.openedAt != null;
	}

}
