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

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.resilience.InstanceNames;
import dev.resilience.circuitbreaker.CircuitBreaker;

/**
 * What an operator can do to a circuit breaker, named by the state that he asks for.
 */
enum CircuitBreakerCommand {

	/** Lets calls pass again, with an empty window. */
	CLOSED(CircuitBreaker::close),

	/** Refuses calls until further notice. */
	FORCED_OPEN(CircuitBreaker::forceOpen),

	/** Lets calls pass without judging them. */
	DISABLED(CircuitBreaker::disable),

	/** Lets calls pass and measures them. */
	METRICS_ONLY(CircuitBreaker::metricsOnly),

	/** Closes and forgets a grown open duration too. */
	RESET(CircuitBreaker::reset);

	private final Consumer<CircuitBreaker> action;

	CircuitBreakerCommand(Consumer<CircuitBreaker> action) {
		this.action = action;
	}

	void applyTo(CircuitBreaker breaker) {
		this.action.accept(breaker);
	}

	/**
	 * Finds a command by its name.
	 * @param written the name; case, {@code -} and {@code _} make no difference
	 * @return the command; empty if there is none
	 */
	static Optional<CircuitBreakerCommand> of(String written) {
		String uniform = InstanceNames.uniform(written);
		return Stream.of(values())
			.filter((command) -> InstanceNames.uniform(command.name()).equals(uniform))
			.findFirst();
	}

}
