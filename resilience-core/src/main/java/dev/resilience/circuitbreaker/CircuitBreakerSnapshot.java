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

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What monitoring reads of one circuit breaker. Calls go on while it is taken, so numbers
 * may differ by the calls that end meanwhile.
 *
 * @param instance the name of the instance
 * @param state the state
 * @param calls lifetime totals of calls
 * @param windowCalls the number of calls in the window, 0 where no rule needs a window
 * @param windowFailures the number of failures in the window
 * @param windowSlowCalls the number of slow calls in the window
 * @param failureRate the failures in per cent of the window, NaN below the minimum of
 * calls
 * @param slowCallRate the slow calls in per cent of the window, NaN below the minimum of
 * calls or where no call is ever slow
 * @param consecutiveFailures the number of failures since the last success
 * @param openedAt when the circuit opened; {@code null} unless it is open or half-open
 * @param remainingOpenDuration the time until the circuit probes, zero unless it is open
 * @param lastFailureAt when the last failure was recorded; {@code null} if there is none
 * since the start or the last reset
 * @param lastFailureType the class name of that failure; {@code null} also where a result
 * counted as a failure
 * @param transitions how often the state changed, without the changes that never occurred
 */
public record CircuitBreakerSnapshot(String instance, CircuitBreakerState state, Calls calls, long windowCalls,
		long windowFailures, long windowSlowCalls, double failureRate, double slowCallRate, int consecutiveFailures,
		@Nullable Instant openedAt, Duration remainingOpenDuration, @Nullable Instant lastFailureAt,
		@Nullable String lastFailureType, Map<Change, Long> transitions) {

	/**
	 * Creates a snapshot.
	 */
	public CircuitBreakerSnapshot {
		transitions = Map.copyOf(transitions);
	}

	/**
	 * Lifetime totals of calls. They are disjoint: each call that met the circuit breaker
	 * and has ended is in exactly one.
	 *
	 * @param success calls that succeeded in time
	 * @param slowSuccess calls that succeeded but were slow
	 * @param failure calls that failed in time
	 * @param slowFailure calls that failed and were slow
	 * @param ignored calls whose outcome says nothing about the target
	 * @param notPermitted calls that were refused
	 * @param notPermittedInShadow calls that would have been refused if shadow mode had
	 * not let them pass
	 */
	public record Calls(long success, long slowSuccess, long failure, long slowFailure, long ignored, long notPermitted,
			long notPermittedInShadow) {

		/**
		 * Returns how many calls succeeded, in time or slowly.
		 * @return the number of calls
		 */
		public long totalSuccesses() {
			return this.success + this.slowSuccess;
		}

		/**
		 * Returns how many calls failed, in time or slowly.
		 * @return the number of calls
		 */
		public long totalFailures() {
			return this.failure + this.slowFailure;
		}

		/**
		 * Returns the lifetime rate of failures among the calls that succeeded or failed.
		 * The circuit breaker does not judge by it, but by the
		 * {@link CircuitBreakerSnapshot#failureRate() rate of its window}.
		 * @return the rate in per cent, NaN if no call has succeeded or failed yet
		 */
		public double lifetimeFailureRate() {
			long judged = totalSuccesses() + totalFailures();
			return (judged > 0) ? 100.0 * totalFailures() / judged : Double.NaN;
		}

	}

	/**
	 * A change of state.
	 *
	 * @param from the state before
	 * @param to the state after
	 */
	public record Change(CircuitBreakerState from, CircuitBreakerState to) {

	}

}
