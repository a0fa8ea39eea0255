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

package dev.resilience;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.policy.ThrowingSupplier;

/**
 * Runs work by name, for callers that know the names of their targets only when they call
 * them: tools, agents, tenants. A name that is not configured gets a retry and a circuit
 * breaker of its own on first use, within the bound of the registry, so that one failing
 * target never keeps work from another.
 *
 * <pre class="code">
 * String answer = executor.execute("aider", () -&gt; tool.run(file));
 * </pre>
 *
 * It keeps nothing itself: all state is in the registry. Safe for use by many threads.
 *
 * @see ResilienceRegistry#get(String)
 */
public final class ResilientExecutor {

	private final ResilienceRegistry registry;

	private ResilientExecutor(ResilienceRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Creates an executor for the instances of a registry.
	 * @param registry the registry, which may be used otherwise as well
	 * @return the executor
	 */
	public static ResilientExecutor of(ResilienceRegistry registry) {
		return new ResilientExecutor(Objects.requireNonNull(registry));
	}

	/**
	 * Runs work under the policies of an instance, which comes into being if nobody has
	 * used its name before.
	 * @param <T> the type of the value
	 * @param <X> the type of exception that the work declares
	 * @param name the name of the instance
	 * @param work the work, which may be run more than once
	 * @return the value
	 * @throws X what the work throws, unwrapped
	 * @throws dev.resilience.classification.ResilienceException what a policy throws in
	 * its place
	 * @throws IllegalArgumentException if the name is not legal; the work is not run then
	 */
	public <T extends @Nullable Object, X extends Throwable> T execute(String name, ThrowingSupplier<T, X> work)
			throws X {
		return this.registry.get(name).call(work);
	}

	/**
	 * Runs asynchronous work under the policies of an instance, which comes into being if
	 * nobody has used its name before, without ever blocking a thread.
	 * @param <T> the type of the value
	 * @param name the name of the instance
	 * @param work begins the work, maybe more than once; what it throws counts like a
	 * failed stage
	 * @return the value to come; fails with what the work or a policy has failed with,
	 * and cancels the work if it is cancelled
	 * @throws IllegalArgumentException if the name is not legal; the work is not begun
	 * then
	 */
	public <T extends @Nullable Object> CompletableFuture<T> executeAsync(String name,
			ThrowingSupplier<? extends CompletionStage<T>, ?> work) {
		return this.registry.get(name).callAsync(work);
	}

	/**
	 * Returns the state of the circuit breaker of an instance. Reading changes nothing
	 * and registers nothing.
	 * @param name the name of the instance in any spelling
	 * @return the state, or {@code null} if nobody has configured or used the name, if
	 * its instance has no circuit breaker, or if it came past the bound of the registry
	 * and so has no state of its own
	 */
	public @Nullable CircuitBreakerState state(String name) {
		return circuitBreaker(name).map(CircuitBreaker::state).orElse(null);
	}

	/**
	 * Returns the states of all circuit breakers of the registry.
	 * @return the states at this moment by the names of the instances, in alphabetical
	 * order; unmodifiable
	 */
	public Map<String, CircuitBreakerState> states() {
		Map<String, CircuitBreakerState> states = new TreeMap<>();
		for (Resilience instance : this.registry.instances()) {
			CircuitBreaker breaker = instance.policies().circuitBreaker();
			if (breaker != null) {
				states.put(instance.name(), breaker.state());
			}
		}
		return Collections.unmodifiableMap(states);
	}

	/**
	 * Closes the circuit breaker of an instance and forgets what it recorded except
	 * lifetime totals. A name that nobody has used is not registered by this.
	 * @param name the name of the instance in any spelling
	 * @return whether there is such a circuit breaker
	 */
	public boolean reset(String name) {
		Optional<CircuitBreaker> breaker = circuitBreaker(name);
		breaker.ifPresent(CircuitBreaker::reset);
		return breaker.isPresent();
	}

	private Optional<CircuitBreaker> circuitBreaker(String name) {
		return this.registry.find(name).map((instance) -> instance.policies().circuitBreaker());
	}

	@Override
	public String toString() {
		return "ResilientExecutor" + states();
	}

}
