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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyMode;

/**
 * Description of a circuit breaker.
 *
 * @param name the name of the instance
 * @param state the state
 * @param mode how far it takes effect
 * @param calls lifetime totals of calls
 * @param window the calls in the window
 * @param failureRate the failures in per cent, {@code null} below the minimum of calls
 * @param slowCallRate the slow calls in per cent, {@code null} below the minimum of calls
 * or where no call is ever slow
 * @param consecutiveFailures the number of failures since the last success
 * @param openedAt when the circuit opened, {@code null} unless it is open or half-open
 * @param remainingOpenDuration the time until the circuit probes, {@code null} unless it
 * is open
 * @param lastFailureAt when the last failure was recorded, {@code null} if there is none
 * @param lastFailureType the class of that failure
 * @param transitions how often the state changed
 * @param keys the circuit breakers of its keys, {@code null} if nobody calls by key
 */
public record CircuitBreakerDescriptor(String name, CircuitBreakerState state, PolicyMode mode,
		CircuitBreakerSnapshot.Calls calls, Window window, @Nullable Double failureRate, @Nullable Double slowCallRate,
		int consecutiveFailures, @Nullable Instant openedAt, @Nullable Duration remainingOpenDuration,
		@Nullable Instant lastFailureAt, @Nullable String lastFailureType, List<Transition> transitions,
		@Nullable KeysDescriptor<Key> keys) implements OperationResponseBody {

	static @Nullable CircuitBreakerDescriptor of(InstancePolicies instance, KeyNames names) {
		CircuitBreaker breaker = instance.circuitBreaker();
		return (breaker != null) ? of(instance.instance(), breaker, KeysDescriptor.of(instance.keys().circuitBreakers(),
				names, CircuitBreakerDescriptor::troubled, Key.WORST_FIRST)) : null;
	}

	/**
	 * Describes the circuit breaker of an instance without its keys.
	 * @param instance the instance
	 * @return the description, or {@code null} if it has none
	 */
	static @Nullable CircuitBreakerDescriptor withoutKeys(InstancePolicies instance) {
		CircuitBreaker breaker = instance.circuitBreaker();
		return (breaker != null) ? of(instance.instance(), breaker, null) : null;
	}

	/**
	 * Describes the circuit breaker of one key.
	 * @param name the name of the instance
	 * @param breaker the circuit breaker of the key
	 * @return the description
	 */
	static CircuitBreakerDescriptor ofKey(String name, CircuitBreaker breaker) {
		return of(name, breaker, null);
	}

	private static @Nullable Key troubled(String key, CircuitBreaker breaker) {
		if (breaker.state() == CircuitBreakerState.CLOSED && breaker.calls().totalFailures() == 0) {
			return null;
		}
		CircuitBreakerSnapshot snapshot = breaker.snapshot();
		return new Key(key, snapshot.state(), snapshot.calls(), known(snapshot.failureRate()),
				known(snapshot.slowCallRate()), snapshot.consecutiveFailures(), snapshot.openedAt(),
				(snapshot.state() == CircuitBreakerState.OPEN) ? snapshot.remainingOpenDuration() : null,
				snapshot.lastFailureAt(), snapshot.lastFailureType());
	}

	private static CircuitBreakerDescriptor of(String name, CircuitBreaker breaker,
			@Nullable KeysDescriptor<Key> keys) {
		CircuitBreakerSnapshot snapshot = breaker.snapshot();
		return new CircuitBreakerDescriptor(name, snapshot.state(), breaker.mode(), snapshot.calls(),
				new Window(snapshot.windowCalls(), snapshot.windowFailures(), snapshot.windowSlowCalls()),
				known(snapshot.failureRate()), known(snapshot.slowCallRate()), snapshot.consecutiveFailures(),
				snapshot.openedAt(),
				(snapshot.state() == CircuitBreakerState.OPEN) ? snapshot.remainingOpenDuration() : null,
				snapshot.lastFailureAt(), snapshot.lastFailureType(), Transition.of(snapshot), keys);
	}

	private static @Nullable Double known(double rate) {
		return Double.isNaN(rate) ? null : rate;
	}

	/**
	 * The calls that the rules look at.
	 *
	 * @param calls the number of calls
	 * @param failures the number of failures among them
	 * @param slowCalls the number of slow calls among them
	 */
	public record Window(long calls, long failures, long slowCalls) {

	}

	/**
	 * Description of the circuit breaker of a key. Keys whose circuit is closed and has
	 * never seen a failure are left out.
	 *
	 * @param key the key, or its hash where it must not be shown
	 * @param state the state
	 * @param calls lifetime totals of calls
	 * @param failureRate the failures in per cent, {@code null} below the minimum of
	 * calls
	 * @param slowCallRate the slow calls in per cent, {@code null} below the minimum of
	 * calls or where no call is ever slow
	 * @param consecutiveFailures the number of failures since the last success
	 * @param openedAt when the circuit opened, {@code null} unless it is open or
	 * half-open
	 * @param remainingOpenDuration the time until the circuit probes, {@code null} unless
	 * it is open
	 * @param lastFailureAt when the last failure was recorded, {@code null} if there is
	 * none
	 * @param lastFailureType the class of that failure
	 */
	public record Key(String key, CircuitBreakerState state, CircuitBreakerSnapshot.Calls calls,
			@Nullable Double failureRate, @Nullable Double slowCallRate, int consecutiveFailures,
			@Nullable Instant openedAt, @Nullable Duration remainingOpenDuration, @Nullable Instant lastFailureAt,
			@Nullable String lastFailureType) {

		private static final List<CircuitBreakerState> STATES = List.of(CircuitBreakerState.OPEN,
				CircuitBreakerState.FORCED_OPEN, CircuitBreakerState.HALF_OPEN);

		private static final Comparator<Key> WORST_FIRST = Comparator.comparingInt(Key::rank)
			.thenComparing(Comparator.comparingDouble(Key::rate).reversed())
			.thenComparing(Comparator.comparingInt(Key::consecutiveFailures).reversed())
			.thenComparing(Key::key);

		private int rank() {
			int index = STATES.indexOf(this.state);
			return (index >= 0) ? index : STATES.size();
		}

		private double rate() {
			return (this.failureRate != null) ? this.failureRate : 0;
		}

	}

	/**
	 * How often one change of state happened.
	 *
	 * @param from the state before
	 * @param to the state after
	 * @param count how often it happened
	 */
	public record Transition(CircuitBreakerState from, CircuitBreakerState to, long count) {

		private static List<Transition> of(CircuitBreakerSnapshot snapshot) {
			return snapshot.transitions()
				.entrySet()
				.stream()
				.map((entry) -> new Transition(entry.getKey().from(), entry.getKey().to(), entry.getValue()))
				.sorted(Comparator.comparing(Transition::from).thenComparing(Transition::to))
				.toList();
		}

	}

}
