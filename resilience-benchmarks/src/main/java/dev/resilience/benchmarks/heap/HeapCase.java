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

package dev.resilience.benchmarks.heap;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * What is measured. A breaker has a window of 100 calls; four policies are retry,
 * breaker, rate limiter and bulkhead.
 */
enum HeapCase {

	/** Our circuit breaker. */
	RESILIENCE_BREAKER(OurInstances::breaker),

	/** Our instance with four policies, in a registry. */
	RESILIENCE_FOUR(OurInstances::four),

	/** Failsafe's circuit breaker. */
	FAILSAFE_BREAKER(FailsafeInstances::breaker),

	/** Failsafe's executor with four policies. */
	FAILSAFE_FOUR(FailsafeInstances::four),

	/** SmallRye's guard with a circuit breaker. */
	SMALLRYE_BREAKER(SmallRyeInstances::breaker),

	/** SmallRye's guard with four policies. */
	SMALLRYE_FOUR(SmallRyeInstances::four),

	/** Resilience4j's circuit breaker. */
	RESILIENCE4J_BREAKER(Resilience4jInstances::breaker),

	/** Four of Resilience4j's policies. */
	RESILIENCE4J_FOUR(Resilience4jInstances::four);

	private final Supplier<HeapSubject> subject;

	HeapCase(Supplier<HeapSubject> subject) {
		this.subject = subject;
	}

	HeapSubject subject() {
		return this.subject.get();
	}

	// The name on the command line and in the results
	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '.');
	}

	static HeapCase of(String label) {
		return valueOf(label.toUpperCase(Locale.ROOT).replace('.', '_'));
	}

}
