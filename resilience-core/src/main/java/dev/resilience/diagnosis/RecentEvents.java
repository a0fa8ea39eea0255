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

package dev.resilience.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.resilience.InstanceNames;
import dev.resilience.InstanceRemoved;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.event.Events;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.fallback.FallbackAnswered;
import dev.resilience.policy.CallFailures;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.retry.RetryExhausted;
import dev.resilience.timeout.CallTimedOut;

/**
 * Remembers of each instance what a diagnosis asks for: calls that failed, changes of its
 * circuit breaker, calls that gave up, took too long or were answered by a fallback. It
 * listens to failures alone; calls that succeed cost nothing more than without it.
 * Bounded in instances and in what is kept of each. Safe for use by many threads; takes
 * no lock.
 */
public final class RecentEvents implements CallFailures, AutoCloseable {

	/** What is older than this is not recent. */
	public static final Duration WINDOW = Duration.ofMinutes(5);

	/** How many failed calls are remembered of each instance. */
	public static final int MAX_FAILURES = 128;

	private static final int MAX_INSTANCES = 1000;

	private static final List<Class<? extends ResilienceEvent>> TYPES = List.of(CircuitBreakerTransition.class,
			RetryExhausted.class, CallTimedOut.class, FallbackAnswered.class);

	private final Map<String, InstanceHistory> histories = new ConcurrentHashMap<>();

	private final List<Events.Subscription> subscriptions = new ArrayList<>();

	private final ResilienceRegistry registry;

	/**
	 * Begins to listen to the events of a registry. Of calls that fail the registry must
	 * tell by itself, see {@code ResilienceRegistryBuilder.callFailures}.
	 * @param registry the registry
	 */
	public RecentEvents(ResilienceRegistry registry) {
		this.registry = registry;
		TYPES.forEach((type) -> this.subscriptions.add(registry.events().on(type, this::happened)));
		this.subscriptions.add(registry.events()
			.on(InstanceRemoved.class, (event) -> this.histories.remove(InstanceNames.uniform(event.instance()))));
	}

	private void happened(ResilienceEvent event) {
		InstanceHistory history = history(event.instance());
		if (history != null) {
			history.happened(event);
		}
		// A call that a fallback answered has not failed for its caller, but for the
		// target
		if (event instanceof FallbackAnswered answered) {
			failed(answered.instance(), answered.failure(), OutcomeKind.of(answered.failure(), answered.instance()), 1,
					-1);
		}
	}

	@Override
	public void failed(String instance, Throwable failure, OutcomeKind kind, int attempts, long nanos) {
		if (kind == OutcomeKind.IGNORED) {
			return;
		}
		Optional<Resilience> failed = this.registry.find(instance);
		InstanceHistory history = failed.isPresent() ? history(instance) : null;
		if (history != null) {
			history.failed(failed.get(), failure, kind, now());
		}
	}

	/**
	 * Returns what happened to an instance lately.
	 * @param instance the name of the instance
	 * @return its activity; empty if there is no such instance
	 */
	public Optional<InstanceActivity> activity(String instance) {
		return this.registry.find(instance).map((found) -> {
			InstanceHistory history = history(instance);
			return ((history != null) ? history : new InstanceHistory()).activity(found, now());
		});
	}

	/**
	 * Returns the instances whose circuits are open or half-open at the moment.
	 * @return their names, in no particular order
	 */
	public List<String> openCircuits() {
		return this.registry.instances().stream().filter((instance) -> {
			CircuitBreakerSnapshot circuit = (instance.policies().circuitBreaker() != null)
					? instance.policies().circuitBreaker().snapshot() : null;
			return circuit != null && circuit.openedAt() != null;
		}).map(Resilience::name).toList();
	}

	/**
	 * Returns the last failure that was seen of the target of an instance. Failures that
	 * follow within a second are not looked at.
	 * @param instance the name of the instance
	 * @return the failure; empty if none was seen
	 */
	public Optional<FailureFacts> lastFailure(String instance) {
		InstanceHistory history = this.histories.get(InstanceNames.uniform(instance));
		InstanceHistory.ObservedFailure last = (history != null) ? history.lastFailure() : null;
		return (last != null) ? Optional.of(last.facts()) : Optional.empty();
	}

	private @Nullable InstanceHistory history(String instance) {
		String uniform = InstanceNames.uniform(instance);
		InstanceHistory present = this.histories.get(uniform);
		if (present != null) {
			return present;
		}
		// A bound, not a limit to the last entry: those who come at the same time may
		// pass
		return (this.histories.size() < MAX_INSTANCES)
				? this.histories.computeIfAbsent(uniform, (name) -> new InstanceHistory()) : null;
	}

	Instant now() {
		return this.registry.context().time().wallClock().instant();
	}

	/**
	 * Stops listening. What is remembered can still be read.
	 */
	@Override
	public void close() {
		this.subscriptions.forEach(Events.Subscription::close);
	}

}
