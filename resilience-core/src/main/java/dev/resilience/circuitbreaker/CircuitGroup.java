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

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.StripedCounter;

/**
 * What all circuits of one instance share: one without keys, and one for each key. There
 * may be very many, so whatever need not be kept for each is kept here.
 */
final class CircuitGroup extends RareCounts {

	private final String instance;

	private final PolicyContext context;

	private final StripedCounter successes = new StripedCounter();

	private volatile CircuitBreakerConfig config;

	CircuitGroup(String instance, CircuitBreakerConfig config, PolicyContext context) {
		this.instance = instance;
		this.config = config;
		this.context = context;
	}

	String instance() {
		return this.instance;
	}

	PolicyContext context() {
		return this.context;
	}

	void addSuccess() {
		this.successes.increment();
	}

	CircuitBreakerSnapshot.Calls calls() {
		return snapshot(this.successes.sum());
	}

	CircuitBreakerConfig config() {
		return this.config;
	}

	void reconfigure(CircuitBreakerConfig config) {
		this.config = config;
	}

}
