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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.policy.KeyedGates;

/**
 * {@link Endpoint @Endpoint} that shows circuit breakers. Their state is changed through
 * the {@link CircuitBreakersEndpointWebExtension web extension}.
 */
@Endpoint(id = "circuitbreakers", defaultAccess = Access.READ_ONLY)
public class CircuitBreakersEndpoint {

	private final ResilienceRegistry registry;

	private final KeyVisibility keys;

	/**
	 * Creates an endpoint.
	 * @param registry the instances to show
	 * @param keys who may read keys
	 */
	public CircuitBreakersEndpoint(ResilienceRegistry registry, KeyVisibility keys) {
		this.registry = registry;
		this.keys = keys;
	}

	private Instances<CircuitBreakerDescriptor> instances(@Nullable SecurityContext security) {
		KeyNames names = this.keys.namesFor(security);
		return new Instances<>(this.registry, (instance) -> CircuitBreakerDescriptor.of(instance, names));
	}

	/**
	 * Returns the circuit breakers of all instances.
	 * @return the descriptions, by name
	 */
	@ReadOperation
	public CircuitBreakersDescriptor circuitBreakers() {
		return circuitBreakers(null);
	}

	CircuitBreakersDescriptor circuitBreakers(@Nullable SecurityContext security) {
		return new CircuitBreakersDescriptor(instances(security).all());
	}

	/**
	 * Returns the circuit breaker of one instance.
	 * @param name the name of the instance in any spelling
	 * @return the description, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable CircuitBreakerDescriptor circuitBreaker(@Selector String name) {
		return circuitBreaker(name, null);
	}

	@Nullable CircuitBreakerDescriptor circuitBreaker(String name, @Nullable SecurityContext security) {
		return instances(security).one(name);
	}

	/**
	 * Returns the circuit breaker of one key.
	 * @param name the name of the instance in any spelling
	 * @param key the key or its hash
	 * @return the description, or {@code null} if nobody has used the key
	 */
	@Nullable CircuitBreakerDescriptor ofKey(String name, String key) {
		Resilience instance = this.registry.find(name).orElse(null);
		KeyedGates<CircuitBreaker> gates = (instance != null) ? instance.policies().keys().circuitBreakers() : null;
		String found = ExistingKey.find(gates, key);
		CircuitBreaker breaker = (gates != null && found != null) ? gates.find(found) : null;
		return (instance != null && breaker != null) ? CircuitBreakerDescriptor.ofKey(instance.name(), breaker) : null;
	}

	/**
	 * Description of the circuit breakers of all instances.
	 *
	 * @param circuitBreakers the descriptions, by name
	 */
	public record CircuitBreakersDescriptor(
			List<CircuitBreakerDescriptor> circuitBreakers) implements OperationResponseBody {

	}

}
