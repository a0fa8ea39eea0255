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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.resilience.Resilience;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ResilienceHealthIndicatorTests {

	private final TestRegistry instances = new TestRegistry();

	private final Resilience payments = this.instances.declare("card-payments", TestRegistry.BREAKER_ONLY);

	@Test
	void isUpWithOneDetailForEachCircuitBreaker() {
		this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		this.instances.declare("reports", TestRegistry.BULKHEAD_ONLY);
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsOnlyKeys("card-payments", "stock");
		assertThat(detail(health)).isEqualTo(Map.of("state", CircuitBreakerState.CLOSED, "consecutiveFailures", 0));
	}

	@Test
	void isUpButDegradedWhileACircuitIsOpen() {
		open();
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("degraded", true);
		assertThat(detail(health)).containsEntry("state", CircuitBreakerState.OPEN)
			.containsEntry("remainingOpenDuration", Duration.ofSeconds(30))
			.containsKey("openedAt");
	}

	@Test
	void isDegradedWhileProbing() {
		open();
		this.instances.time.advance(Duration.ofSeconds(30));
		TestRegistry.succeed(this.payments);
		Health health = health("card-payments");
		assertThat(detail(health)).containsEntry("state", CircuitBreakerState.HALF_OPEN);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("degraded", true);
	}

	@Test
	void isUpAgainWhenTheCircuitHasClosed() {
		open();
		this.payments.circuitBreaker().close();
		assertThat(health("card-payments")).isEqualTo(health());
		assertThat(health().getDetails()).doesNotContainKey("degraded");
	}

	@Test
	void isDownWhereAnOpenCircuitShallTakeTheApplicationDown() {
		open();
		assertThat(health("cardPayments").getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void isDownWhereAForcedOpenCircuitShallTakeTheApplicationDown() {
		this.payments.circuitBreaker().forceOpen();
		assertThat(health("CARD_PAYMENTS").getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void isUpWhereOnlyAnotherCircuitWouldTakeTheApplicationDown() {
		this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		open();
		assertThat(health("stock").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void isNotDegradedByACircuitBreakerInShadowMode() {
		CircuitBreakerConfig shadow = TestRegistry.BREAKER.toBuilder().mode(PolicyMode.SHADOW).build();
		Resilience trial = this.instances.declare("trial", new InstanceConfig(null, null, shadow, null, null, null));
		trial.circuitBreaker().forceOpen();
		Health health = health("trial");
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).doesNotContainKey("degraded");
	}

	@Test
	void showsRatesOnceTheyAreKnown() {
		TestRegistry.succeed(this.payments);
		TestRegistry.succeed(this.payments);
		TestRegistry.succeed(this.payments);
		TestRegistry.fail(this.payments);
		assertThat(detail(health())).containsEntry("failureRate", 25.0);
	}

	@Test
	void warnsOnceOfANameWithoutCircuitBreaker(CapturedOutput output) {
		ResilienceHealthIndicator indicator = new ResilienceHealthIndicator(this.instances.registry,
				List.of("cart-payments"));
		indicator.health();
		indicator.health();
		assertThat(output).containsOnlyOnce("'cart-payments' under resilience.health.fail-on-open")
			.contains("did you mean 'card-payments'?");
	}

	private void open() {
		TestRegistry.fail(this.payments);
		TestRegistry.fail(this.payments);
	}

	private Health health(String... failOnOpen) {
		return new ResilienceHealthIndicator(this.instances.registry, List.of(failOnOpen)).health();
	}

	// Details are maps by name
	@SuppressWarnings("unchecked")
	private static Map<String, Object> detail(Health health) {
		return (Map<String, Object>) health.getDetails().get("card-payments");
	}

}
