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
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreaker;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for {@link CircuitBreakersEndpoint}
 * that changes the state of circuit breakers.
 */
@EndpointWebExtension(endpoint = CircuitBreakersEndpoint.class)
public class CircuitBreakersEndpointWebExtension {

	private static final List<String> LEGAL = Stream.of(CircuitBreakerCommand.values()).map(Enum::name).toList();

	private final ResilienceRegistry registry;

	private final CircuitBreakersEndpoint delegate;

	/**
	 * Creates an extension.
	 * @param registry the instances to change
	 * @param delegate describes what was changed
	 */
	public CircuitBreakersEndpointWebExtension(ResilienceRegistry registry, CircuitBreakersEndpoint delegate) {
		this.registry = registry;
		this.delegate = delegate;
	}

	/**
	 * Changes the state of a circuit breaker.
	 * @param name the name of the instance in any spelling; an unknown one is not created
	 * @param state {@code CLOSED}, {@code FORCED_OPEN}, {@code DISABLED},
	 * {@code METRICS_ONLY} or {@code RESET}
	 * @return the description of the changed circuit breaker, or why nothing was changed
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> changeState(@Selector String name, @Nullable String state) {
		CircuitBreaker breaker = this.registry.find(name)
			.map((instance) -> instance.policies().circuitBreaker())
			.orElse(null);
		if (breaker == null) {
			return refusal(WebEndpointResponse.STATUS_NOT_FOUND, "There is no circuit breaker '" + name + "'", name,
					names());
		}
		CircuitBreakerCommand command = (state != null) ? CircuitBreakerCommand.of(state).orElse(null) : null;
		if (command == null) {
			return refusal(WebEndpointResponse.STATUS_BAD_REQUEST,
					(state != null) ? "'" + state + "' is no state that can be asked for" : "'state' is missing", state,
					LEGAL);
		}
		command.applyTo(breaker);
		return new WebEndpointResponse<>(this.delegate.circuitBreaker(name));
	}

	private static WebEndpointResponse<OperationResponseBody> refusal(int status, String complaint,
			@Nullable String written, List<String> legal) {
		return new WebEndpointResponse<>(Refusal.of(complaint, written, legal), status);
	}

	private List<String> names() {
		return this.registry.instances()
			.stream()
			.filter((instance) -> instance.policies().circuitBreaker() != null)
			.map(Resilience::name)
			.sorted()
			.toList();
	}

}
