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

package dev.resilience.healing;

import dev.resilience.Resilience;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.diagnosis.RecoveryStep;

/**
 * Lets an open circuit breaker probe its target before its open duration is over. It
 * never closes one: calls decide that. Safe for use by many threads.
 */
public final class ProbeCircuitAction implements RecoveryAction {

	@Override
	public String id() {
		return RecoveryStep.PROBE_CIRCUIT;
	}

	@Override
	public void execute(RecoveryContext context) {
		CircuitBreaker breaker = context.instance().map(Resilience::policies).map((policies) -> {
			CircuitBreaker present = policies.circuitBreaker();
			if (present == null) {
				throw new IllegalStateException("Instance '" + context.subject() + "' has no circuit breaker");
			}
			return present;
		}).orElseThrow(() -> new IllegalStateException("There is no instance '" + context.subject() + "'"));
		if (!breaker.probe() && breaker.state() != CircuitBreakerState.HALF_OPEN) {
			throw new IllegalStateException("The circuit breaker is " + breaker.state() + ", not open");
		}
	}

}
