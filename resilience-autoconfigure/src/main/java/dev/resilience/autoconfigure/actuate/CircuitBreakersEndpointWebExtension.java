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
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.actuate.CircuitBreakersEndpoint.CircuitBreakersDescriptor;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.KeyedGates;

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
	 * Returns the circuit breakers of all instances.
	 * @param security who asks for them
	 * @return the descriptions, by name
	 */
	@ReadOperation
	public CircuitBreakersDescriptor circuitBreakers(SecurityContext security) {
		return this.delegate.circuitBreakers(security);
	}

	/**
	 * Returns the circuit breaker of one instance or of one of its keys.
	 * @param security who asks for it
	 * @param name the name of the instance in any spelling
	 * @param key the key or the hash that is shown in its place
	 * @return the description, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable CircuitBreakerDescriptor circuitBreaker(SecurityContext security, @Selector String name,
			@Nullable String key) {
		return (key != null) ? this.delegate.ofKey(name, key) : this.delegate.circuitBreaker(name, security);
	}

	/**
	 * Changes the state of a circuit breaker.
	 * @param name the name of the instance in any spelling; an unknown one is not created
	 * @param state {@code CLOSED}, {@code FORCED_OPEN}, {@code DISABLED},
	 * {@code METRICS_ONLY} or {@code RESET}
	 * @param key the key whose circuit breaker is changed, or the hash that is shown in
	 * its place; an unknown one is not created
	 * @param security who asks for it
	 * @return the description of the changed circuit breaker, or why nothing was changed
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> changeState(@Selector String name, @Nullable String state,
			@Nullable String key, SecurityContext security) {
		InstancePolicies policies = this.registry.find(name).map(Resilience::policies).orElse(null);
		CircuitBreaker breaker = (policies != null) ? policies.circuitBreaker() : null;
		if (policies == null || breaker == null) {
			return refusal(WebEndpointResponse.STATUS_NOT_FOUND, "There is no circuit breaker '" + name + "'", name,
					names());
		}
		CircuitBreakerCommand command = (state != null) ? CircuitBreakerCommand.of(state).orElse(null) : null;
		if (command == null) {
			return refusal(WebEndpointResponse.STATUS_BAD_REQUEST,
					(state != null) ? "'" + state + "' is no state that can be asked for" : "'state' is missing", state,
					LEGAL);
		}
		if (key != null) {
			return changeState(name, policies.keys().circuitBreakers(), command, key);
		}
		command.applyTo(breaker);
		return new WebEndpointResponse<>(this.delegate.circuitBreaker(name, security));
	}

	private WebEndpointResponse<OperationResponseBody> changeState(String name,
			@Nullable KeyedGates<CircuitBreaker> gates, CircuitBreakerCommand command, String written) {
		String key = ExistingKey.find(gates, written);
		if (gates == null || key == null || !gates.useIfPresent(key, command::applyTo)) {
			return refusal(WebEndpointResponse.STATUS_NOT_FOUND, "The circuit breaker '" + name + "' knows no such key",
					null, List.of());
		}
		return new WebEndpointResponse<>(this.delegate.ofKey(name, key));
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
