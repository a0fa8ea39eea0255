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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import dev.resilience.Resilience;
import dev.resilience.circuitbreaker.CircuitBreakerState;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakersEndpointWebExtensionTests {

	private final TestRegistry instances = new TestRegistry();

	private final CircuitBreakersEndpointWebExtension extension = new CircuitBreakersEndpointWebExtension(
			this.instances.registry, new CircuitBreakersEndpoint(this.instances.registry, new KeyVisibility()));

	private final Resilience payments = this.instances.declare("payments", TestRegistry.BREAKER_ONLY);

	@ParameterizedTest
	@CsvSource({ "CLOSED, CLOSED", "FORCED_OPEN, FORCED_OPEN", "DISABLED, DISABLED", "METRICS_ONLY, METRICS_ONLY",
			"RESET, CLOSED", "forced-open, FORCED_OPEN", "metricsOnly, METRICS_ONLY" })
	void changesTheState(String command, CircuitBreakerState state) {
		TestRegistry.fail(this.payments);
		TestRegistry.fail(this.payments);
		WebEndpointResponse<OperationResponseBody> response = this.extension.changeState("Payments", command, null,
				SecurityContext.NONE);
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(this.payments.circuitBreaker().state()).isEqualTo(state);
		assertThat(response.getBody()).isInstanceOfSatisfying(CircuitBreakerDescriptor.class,
				(breaker) -> assertThat(breaker.state()).isEqualTo(state));
	}

	@Test
	void knowsNoUnknownInstanceAndCreatesNone() {
		WebEndpointResponse<OperationResponseBody> response = this.extension.changeState("paymants", "FORCED_OPEN",
				null, SecurityContext.NONE);
		assertThat(response.getStatus()).isEqualTo(404);
		assertThat(refusal(response).message()).contains("'paymants'", "did you mean 'payments'");
		assertThat(this.instances.registry.instances()).containsExactly(this.payments);
	}

	@Test
	void knowsNoInstanceWithoutACircuitBreaker() {
		Resilience reports = this.instances.declare("reports", TestRegistry.BULKHEAD_ONLY);
		WebEndpointResponse<OperationResponseBody> response = this.extension.changeState("reports", "FORCED_OPEN", null,
				SecurityContext.NONE);
		assertThat(response.getStatus()).isEqualTo(404);
		assertThat(refusal(response).legal()).containsExactly("payments");
		assertThat(reports.policies().circuitBreaker()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "OPEN", "HALF_OPEN", "", "true" })
	void refusesStatesThatNobodyCanAskFor(String state) {
		WebEndpointResponse<OperationResponseBody> response = this.extension.changeState("payments", state, null,
				SecurityContext.NONE);
		assertThat(response.getStatus()).isEqualTo(400);
		assertThat(refusal(response).legal()).containsExactly("CLOSED", "FORCED_OPEN", "DISABLED", "METRICS_ONLY",
				"RESET");
		assertThat(this.payments.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void suggestsTheNearestState() {
		WebEndpointResponse<OperationResponseBody> response = this.extension.changeState("payments", "FORCE_OPEN", null,
				SecurityContext.NONE);
		assertThat(response.getStatus()).isEqualTo(400);
		assertThat(refusal(response).nearest()).isEqualTo("FORCED_OPEN");
		assertThat(refusal(response).message()).contains("'FORCE_OPEN'", "did you mean 'FORCED_OPEN'");
	}

	@Test
	void refusesAMissingState() {
		WebEndpointResponse<OperationResponseBody> response = this.extension.changeState("payments", null, null,
				SecurityContext.NONE);
		assertThat(response.getStatus()).isEqualTo(400);
		assertThat(refusal(response).message()).isEqualTo("'state' is missing");
	}

	private static Refusal refusal(WebEndpointResponse<OperationResponseBody> response) {
		return (Refusal) response.getBody();
	}

}
