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

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import reactor.core.publisher.Mono;

import dev.resilience.KeyedResilience;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilientExecutor;
import dev.resilience.autoconfigure.reactive.ReactiveResilience;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.circuitbreaker.Permit;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.policy.Outcome;
import dev.resilience.readme.PaymentGateway.Order;
import dev.resilience.readme.PaymentGateway.Receipt;

/**
 * The snippets of the README that use no annotations.
 */
class InCode {

	Object[] show(ResilienceRegistry registry, PaymentGateway gateway, Order order, Logger log) {
		Resilience payments = registry.get("payments");
		Receipt receipt = payments.call(() -> gateway.charge(order));
		Outcome<Receipt> outcome = payments.attempt(() -> gateway.charge(order));
		CompletableFuture<Receipt> later = payments.callAsync(() -> gateway.chargeAsync(order));

		Resilience plain = Resilience.builder("plain")
			.retry((retry) -> retry.maxAttempts(5))
			.circuitBreaker((breaker) -> breaker.failureThreshold(3))
			.build();

		registry.events().on(CircuitBreakerTransition.class, (event) -> log.info("{}", event));
		return new Object[] { receipt, outcome, plain, later.join() };
	}

	Object[] once(Idempotency idempotency, PaymentGateway gateway, Order order) {
		Receipt receipt = idempotency.execute(order.id(), Receipt.class, () -> gateway.charge(order));
		boolean known = idempotency.exists(order.id());
		return new Object[] { receipt, known };
	}

	Mono<Receipt> reactive(Resilience payments, PaymentGateway gateway, Order order) {
		ReactiveResilience reactive = ReactiveResilience.of(payments);
		Mono<Receipt> paid = Mono.fromFuture(() -> gateway.chargeAsync(order)).transform(reactive::protectMono);
		return paid;
	}

	Object[] byName(ResilientExecutor executor, Tool tool, String file) throws IOException {
		String answer = executor.execute("aider", () -> tool.run(file));
		CircuitBreakerState state = executor.state("aider");
		Map<String, CircuitBreakerState> states = executor.states();
		executor.reset("aider");
		return new Object[] { answer, state, states };
	}

	Object[] byKey(ResilienceRegistry registry, Tool tool, String file, Logger log) throws IOException {
		KeyedResilience agents = registry.get("agents").keyed();
		String answer = agents.call("agent-7", () -> tool.run(file));
		List<String> able = agents.available(List.of("agent-7", "agent-8"));

		if (agents.allows("agent-8")) {
			boolean opened = agents.recordFailure("agent-8");
			log.info("{}, opened by this failure: {}", agents.state("agent-8"), opened);
		}
		return new Object[] { answer, able };
	}

	CircuitBreaker byHand(Tool tool, String file, Logger log) throws IOException {
		CircuitBreakerConfig config = CircuitBreakerConfig.builder().failureThreshold(3).build();
		CircuitBreaker breaker = CircuitBreaker.of("agent-7", config);

		Permit permit = breaker.tryAcquire();
		if (permit != null) {
			try {
				tool.run(file);
				permit.success();
			}
			catch (IOException ex) {
				permit.failure(ex);
				throw ex;
			}
		}

		if (breaker.allows()) {
			boolean opened = breaker.recordFailure(new IOException("disk full"));
			log.info("{}, opened by this failure: {}", breaker.snapshot(), opened);
		}
		return breaker;
	}

	void listen(ResilienceRegistry registry, Logger log) {
		registry.onInstance((instance) -> log.info("{} has {}", instance.name(), instance.pipeline().policies()));
	}

	/**
	 * Something that is called by name.
	 */
	@FunctionalInterface
	interface Tool {

		String run(String file) throws IOException;

	}

}
