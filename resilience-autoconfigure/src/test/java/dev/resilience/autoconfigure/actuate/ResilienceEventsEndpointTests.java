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

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import dev.resilience.Resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ResilienceEventsEndpointTests {

	private final TestRegistry instances = new TestRegistry();

	private final ResilienceEventsEndpoint endpoint = new ResilienceEventsEndpoint(
			new EventBuffer(this.instances.registry.events(), 100));

	@BeforeEach
	void openOneAndSucceedWithAnother() {
		Resilience payments = this.instances.declare("card-payments", TestRegistry.BREAKER_ONLY);
		TestRegistry.fail(payments);
		TestRegistry.fail(payments);
		TestRegistry.fail(payments);
		Resilience stock = this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		TestRegistry.succeed(stock);
		TestRegistry.fail(stock);
		TestRegistry.fail(stock);
	}

	@Test
	void showsTheNewestFirst() {
		assertThat(types(this.endpoint.events(null, null, null))).containsExactly("CircuitBreakerTransition",
				"CallRejected", "CircuitBreakerTransition");
	}

	@Test
	void findsAnInstanceInAnySpelling() {
		assertThat(this.endpoint.events("CARD_payments", null, null).events()).hasSize(2)
			.allMatch((event) -> event.instance().equals("card-payments"));
	}

	@Test
	void findsAType() {
		assertThat(types(this.endpoint.events(null, "callrejected", null))).containsExactly("CallRejected");
	}

	@Test
	void appliesBothFilters() {
		assertThat(types(this.endpoint.events("stock", "CallRejected", null))).isEmpty();
	}

	@Test
	void limitsTheNumber() {
		assertThat(types(this.endpoint.events(null, null, 1))).containsExactly("CircuitBreakerTransition");
		assertThat(this.endpoint.events(null, null, 0).events()).isEmpty();
	}

	@Test
	void refusesANegativeLimit() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.events(null, null, -1));
	}

	@Test
	void tellsTheDetails() {
		RecordedEvent opened = this.endpoint.events("stock", null, 1).events().get(0);
		assertThat(opened.details()).containsEntry("from", "CLOSED").containsEntry("to", "OPEN").containsKey("cause");
	}

	private static List<String> types(ResilienceEventsEndpoint.EventsDescriptor descriptor) {
		return descriptor.events().stream().map(RecordedEvent::type).toList();
	}

}
