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

import dev.resilience.classification.Classification;
import dev.resilience.classification.Retryable;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.ConfigCheck;

/**
 * A circuit breaker refused a call because it is open, or half-open with all its probes
 * out.
 */
public final class CircuitBreakerOpenException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	private final CircuitBreakerState state;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance that refused
	 * @param state the state that refused
	 * @param retryAfter the time until the circuit breaker probes again, zero where it is
	 * not known
	 * @param stackTrace whether a stack trace is filled in
	 */
	public CircuitBreakerOpenException(String instance, CircuitBreakerState state, Duration retryAfter,
			boolean stackTrace) {
		this(instance, state, ConfigCheck.nanos(retryAfter), stackTrace);
	}

	CircuitBreakerOpenException(String instance, CircuitBreakerState state, long retryAfterNanos, boolean stackTrace) {
		super(instance, retryAfterNanos, stackTrace);
		this.state = state;
	}

	/**
	 * Returns the state that refused the call.
	 * @return {@code OPEN}, {@code HALF_OPEN} or {@code FORCED_OPEN}
	 */
	public CircuitBreakerState state() {
		return this.state;
	}

	/** Built when asked for: most refusals are never printed. */
	@Override
	public String getMessage() {
		String circuit = "Circuit breaker '" + instance() + "' is " + this.state;
		return switch (this.state) {
			case HALF_OPEN -> circuit + " and all its probes are out";
			case FORCED_OPEN -> circuit;
			default -> circuit + " and probes again in " + retryAfter().toMillis() + " ms";
		};
	}

	@Override
	public Classification classification() {
		return super.classification().toBuilder()
			.subtype("circuit-open")
			.retryable(Retryable.NO)
			.ruleId("circuit-open")
			.build();
	}

}
