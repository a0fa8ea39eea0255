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

package dev.resilience.readme;

import org.slf4j.Logger;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.policy.Outcome;
import dev.resilience.readme.PaymentGateway.Order;
import dev.resilience.readme.PaymentGateway.Receipt;

/**
 * The snippet of the README that uses no annotations.
 */
class InCode {

	Object[] show(ResilienceRegistry registry, PaymentGateway gateway, Order order, Logger log) {
		Resilience payments = registry.get("payments");
		Receipt receipt = payments.call(() -> gateway.charge(order));
		Outcome<Receipt> outcome = payments.attempt(() -> gateway.charge(order));

		Resilience plain = Resilience.builder("plain")
			.retry((retry) -> retry.maxAttempts(5))
			.circuitBreaker((breaker) -> breaker.failureThreshold(3))
			.build();

		registry.events().on(CircuitBreakerTransition.class, (event) -> log.info("{}", event));
		return new Object[] { receipt, outcome, plain };
	}

}
