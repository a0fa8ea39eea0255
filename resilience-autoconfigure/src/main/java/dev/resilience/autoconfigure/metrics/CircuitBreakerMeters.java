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

package dev.resilience.autoconfigure.metrics;

import java.util.Locale;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;

/**
 * Meters of a circuit breaker. Transitions that follow from calls are there from the
 * beginning; those that operators make appear when they happen, as there are many pairs
 * of states and hardly any is ever used.
 */
final class CircuitBreakerMeters {

	private static final String PREFIX = "resilience.circuitbreaker.";

	private CircuitBreakerMeters() {
	}

	static void register(InstanceMeters meters, @Nullable CircuitBreaker breaker) {
		if (breaker == null) {
			return;
		}
		meters.gauge(PREFIX + "state",
				"State: 0 closed, 1 open, 2 half-open, 3 forced open, 4 disabled, 5 metrics only", breaker,
				(source) -> source.state().code());
		for (CircuitBreakerState state : CircuitBreakerState.values()) {
			meters.gauge(PREFIX + "in.state", "Whether the circuit breaker is in a state: 1 if so, else 0", breaker,
					(source) -> (source.state() == state) ? 1 : 0, "state", tag(state));
		}
		meters.gauge(PREFIX + "failure.rate", "Failures in per cent of the window, NaN below the minimum of calls",
				breaker, (source) -> source.snapshot().failureRate());
		meters.gauge(PREFIX + "slow.call.rate", "Slow calls in per cent of the window, NaN below the minimum of calls",
				breaker, (source) -> source.snapshot().slowCallRate());
		registerCalls(meters, breaker);
		registerTransition(meters, breaker, CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN);
		registerTransition(meters, breaker, CircuitBreakerState.OPEN, CircuitBreakerState.HALF_OPEN);
		registerTransition(meters, breaker, CircuitBreakerState.HALF_OPEN, CircuitBreakerState.CLOSED);
		registerTransition(meters, breaker, CircuitBreakerState.HALF_OPEN, CircuitBreakerState.OPEN);
		breaker.snapshot()
			.transitions()
			.keySet()
			.forEach((change) -> registerTransition(meters, breaker, change.from(), change.to()));
	}

	private static void registerCalls(InstanceMeters meters, CircuitBreaker breaker) {
		calls(meters, breaker, "success", CircuitBreakerSnapshot.Calls::success);
		calls(meters, breaker, "slow_success", CircuitBreakerSnapshot.Calls::slowSuccess);
		calls(meters, breaker, "failure", CircuitBreakerSnapshot.Calls::failure);
		calls(meters, breaker, "slow_failure", CircuitBreakerSnapshot.Calls::slowFailure);
		calls(meters, breaker, "ignored", CircuitBreakerSnapshot.Calls::ignored);
		calls(meters, breaker, "not_permitted", CircuitBreakerSnapshot.Calls::notPermitted);
		calls(meters, breaker, "shadow", CircuitBreakerSnapshot.Calls::notPermittedInShadow);
	}

	private static void calls(InstanceMeters meters, CircuitBreaker breaker, String outcome,
			ToLongFunction<CircuitBreakerSnapshot.Calls> count) {
		meters.counter(PREFIX + "calls", "Calls that met the circuit breaker by outcome", "calls", breaker,
				(source) -> count.applyAsLong(source.calls()), "outcome", outcome);
	}

	static void registerTransition(InstanceMeters meters, @Nullable CircuitBreaker breaker, CircuitBreakerState from,
			CircuitBreakerState to) {
		if (breaker != null) {
			meters.counter(PREFIX + "transitions", "Changes of state", "transitions", breaker,
					(source) -> source.transitions(from, to), "from", tag(from), "to", tag(to));
		}
	}

	private static String tag(CircuitBreakerState state) {
		return state.name().toLowerCase(Locale.ROOT);
	}

}
