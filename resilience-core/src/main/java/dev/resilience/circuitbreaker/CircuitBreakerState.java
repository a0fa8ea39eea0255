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

/**
 * States of a circuit breaker. The first three follow from the calls; the others are set
 * by an operator and end only by another command.
 */
public enum CircuitBreakerState {

	/** Calls pass and are judged. */
	CLOSED(0),

	/** Calls are refused until the open duration is over. */
	OPEN(1),

	/** A few probes at a time find out whether the target has recovered. */
	HALF_OPEN(2),

	/** Calls are refused until an operator says otherwise. */
	FORCED_OPEN(3),

	/** Calls pass and are neither judged nor recorded in a window. */
	DISABLED(4),

	/** Calls pass and are recorded, but never open the circuit. */
	METRICS_ONLY(5);

	private final int code;

	CircuitBreakerState(int code) {
		this.code = code;
	}

	/**
	 * Returns the number that stands for this state in gauges.
	 * @return 0 to 5 in the order of the constants
	 */
	public int code() {
		return this.code;
	}

}
