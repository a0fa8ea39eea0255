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

import org.junit.jupiter.api.Test;

import dev.resilience.Resilience;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CircuitBreakersEndpointTests {

	private final TestRegistry instances = new TestRegistry();

	private final CircuitBreakersEndpoint endpoint = new CircuitBreakersEndpoint(this.instances.registry,
			new KeyVisibility());

	@Test
	void listsCircuitBreakersByName() {
		this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		this.instances.declare("payments", TestRegistry.EVERYTHING);
		this.instances.declare("reports", TestRegistry.BULKHEAD_ONLY);
		assertThat(this.endpoint.circuitBreakers().circuitBreakers()).extracting(CircuitBreakerDescriptor::name)
			.containsExactly("payments", "stock");
	}

	@Test
	void leavesOutWhatIsNotKnownYet() {
		Resilience payments = this.instances.declare("payments", TestRegistry.BREAKER_ONLY);
		TestRegistry.succeed(payments);
		TestRegistry.fail(payments);
		TestRegistry.succeed(payments);
		CircuitBreakerDescriptor breaker = breaker("payments");
		assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(breaker.mode()).isEqualTo(PolicyMode.ENFORCE);
		assertThat(breaker.failureRate()).isNull();
		assertThat(breaker.slowCallRate()).isNull();
		assertThat(breaker.openedAt()).isNull();
		assertThat(breaker.remainingOpenDuration()).isNull();
		assertThat(breaker.transitions()).isEmpty();
	}

	@Test
	void showsRatesFromTheMinimumOfCallsOn() {
		Resilience payments = this.instances.declare("payments", TestRegistry.BREAKER_ONLY);
		TestRegistry.succeed(payments);
		TestRegistry.fail(payments);
		TestRegistry.succeed(payments);
		TestRegistry.succeed(payments);
		CircuitBreakerDescriptor breaker = breaker("payments");
		assertThat(breaker.failureRate()).isEqualTo(25.0);
		assertThat(breaker.window()).isEqualTo(new CircuitBreakerDescriptor.Window(4, 1, 0));
		assertThat(breaker.calls().success()).isEqualTo(3);
		assertThat(breaker.calls().failure()).isEqualTo(1);
	}

	@Test
	void caseD093TheHealthOfAnAgentHasAFieldForEachOfItsNumbers() {
		CircuitBreakerConfig everyCall = CircuitBreakerConfig.builder()
			.failureThreshold(3)
			.failureRateThreshold(100)
			.minimumCalls(1)
			.build();
		Resilience agent = this.instances.declare("agent-1",
				new InstanceConfig(null, null, everyCall, null, null, null));
		TestRegistry.succeed(agent);
		TestRegistry.succeed(agent);
		TestRegistry.fail(agent);
		CircuitBreakerDescriptor health = breaker("agent-1");
		assertThat(health.name()).isEqualTo("agent-1");
		assertThat(health.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(health.consecutiveFailures()).isOne();
		assertThat(health.failureRate()).isCloseTo(33.3, within(0.05));
		assertThat(health.calls().success()).isEqualTo(2);
		assertThat(health.calls().failure()).isOne();
	}

	@Test
	void showsSinceWhenAndHowLongACircuitIsOpen() {
		Resilience payments = this.instances.declare("payments", TestRegistry.BREAKER_ONLY);
		TestRegistry.fail(payments);
		TestRegistry.fail(payments);
		this.instances.time.advance(Duration.ofSeconds(10));
		TestRegistry.fail(payments);
		CircuitBreakerDescriptor breaker = breaker("payments");
		assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(breaker.openedAt())
			.isEqualTo(this.instances.time.wallClock().instant().minus(Duration.ofSeconds(10)));
		assertThat(breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(20));
		assertThat(breaker.calls().notPermitted()).isEqualTo(1);
		assertThat(breaker.consecutiveFailures()).isEqualTo(2);
		assertThat(breaker.lastFailureType()).isEqualTo("java.io.IOException");
		assertThat(breaker.transitions()).containsExactly(
				new CircuitBreakerDescriptor.Transition(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN, 1));
	}

	@Test
	void findsACircuitBreakerInAnySpelling() {
		this.instances.declare("card-payments", TestRegistry.BREAKER_ONLY);
		assertThat(breaker("CardPayments").name()).isEqualTo("card-payments");
		assertThat(breaker("card_payments").name()).isEqualTo("card-payments");
	}

	@Test
	void knowsNoCircuitBreakerOfAnUnknownInstanceAndCreatesNone() {
		assertThat(this.endpoint.circuitBreaker("payments")).isNull();
		assertThat(this.instances.registry.instances()).isEmpty();
	}

	@Test
	void knowsNoCircuitBreakerOfAnInstanceWithoutOne() {
		this.instances.declare("reports", TestRegistry.BULKHEAD_ONLY);
		assertThat(this.endpoint.circuitBreaker("reports")).isNull();
	}

	private CircuitBreakerDescriptor breaker(String name) {
		CircuitBreakerDescriptor breaker = this.endpoint.circuitBreaker(name);
		assertThat(breaker).isNotNull();
		return breaker;
	}

}
