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

/**
 * Kinds of policies in the order in which annotations apply them, outermost first.
 */
public enum PolicyType {

	/** Answers in place of a call that failed or was rejected. */
	FALLBACK("fallback"),

	/** Keeps what failed for good. */
	DEAD_LETTER("dead-letter"),

	/** Bounds the whole call: attempts, waits and queueing. */
	DEADLINE("deadline"),

	/** One effect per key. */
	IDEMPOTENCY("idempotency"),

	/** Repeats failed attempts. */
	RETRY("retry"),

	/** Stops calling a failing target. */
	CIRCUIT_BREAKER("circuit-breaker"),

	/** Bounds the rate of attempts. */
	RATE_LIMITER("rate-limiter"),

	/** Bounds the time of each attempt. */
	TIMEOUT("timeout"),

	/** Bounds the number of concurrent attempts. */
	BULKHEAD("bulkhead");

	private final String property;

	PolicyType(String property) {
		this.property = property;
	}

	/**
	 * Returns the name under which the policy is configured.
	 * @return the name in kebab case
	 */
	public String property() {
		return this.property;
	}

}
