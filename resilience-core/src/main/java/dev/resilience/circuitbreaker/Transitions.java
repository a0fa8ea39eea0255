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

package dev.resilience.circuitbreaker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import dev.resilience.policy.PolicyContext;

/**
 * Counts, logs and publishes the transitions of one circuit, in the order in which they
 * happened.
 */
final class Transitions {

	private static final Logger logger = LoggerFactory.getLogger(CircuitBreaker.class);

	private static final VarHandle COUNTERS;

	private static final VarHandle ANNOUNCING;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			COUNTERS = lookup.findVarHandle(Transitions.class, "counters", TransitionCounter.class);
			ANNOUNCING = lookup.findVarHandle(Transitions.class, "announcing", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final String instance;

	private final PolicyContext context;

	private volatile @Nullable TransitionCounter counters;

	private volatile boolean announcing;

	Transitions(String instance, PolicyContext context) {
		this.instance = instance;
		this.context = context;
	}

	String instance() {
		return this.instance;
	}

	PolicyContext context() {
		return this.context;
	}

	/**
	 * Prepares the announcement of a transition that may be about to happen.
	 * @param from the period that would end
	 * @param to the state that would follow
	 * @param cause why
	 * @return the announcement, to be handed to the period that would begin
	 */
	Announcement prepare(State from, CircuitBreakerState to, String cause) {
		return new Announcement(new CircuitBreakerTransition(this.instance, this.context.time().wallClock().instant(),
				from.kind(), to, cause), from.announcement());
	}

	void count(CircuitBreakerState from, CircuitBreakerState to) {
		TransitionCounter head = this.counters;
		TransitionCounter counter = TransitionCounter.find(head, from, to);
		while (counter == null) {
			COUNTERS.compareAndSet(this, head, new TransitionCounter(from, to, head));
			head = this.counters;
			counter = TransitionCounter.find(head, from, to);
		}
		counter.incrementAndGet();
	}

	/**
	 * Publishes what is due. One thread at a time does so for all: one that finds another
	 * at work leaves its announcement to it, as does a listener that changes the state it
	 * is being told about.
	 * @param circuit the circuit that has changed
	 */
	void announce(Circuit circuit) {
		Announcement newest = circuit.newestAnnouncement();
		while (newest != null && !newest.isPublished() && tryBecomeAnnouncer()) {
			try {
				for (Announcement due : newest.due()) {
					due.markPublished();
					publish(due.transition());
				}
			}
			finally {
				this.announcing = false;
			}
			newest = circuit.newestAnnouncement();
		}
	}

	private boolean tryBecomeAnnouncer() {
		return !this.announcing && ANNOUNCING.compareAndSet(this, false, true);
	}

	private void publish(CircuitBreakerTransition transition) {
		boolean opened = transition.to() == CircuitBreakerState.OPEN
				|| transition.to() == CircuitBreakerState.FORCED_OPEN;
		logger.atLevel(opened ? Level.WARN : Level.INFO)
			.log("Circuit breaker '{}' went from {} to {}: {}", this.instance, transition.from(), transition.to(),
					transition.cause());
		if (this.context.events().wanted(CircuitBreakerTransition.class)) {
			this.context.events().publish(transition);
		}
	}

	long number(CircuitBreakerState from, CircuitBreakerState to) {
		TransitionCounter counter = TransitionCounter.find(this.counters, from, to);
		return (counter != null) ? counter.get() : 0;
	}

	Map<CircuitBreakerSnapshot.Change, Long> numbers() {
		Map<CircuitBreakerSnapshot.Change, Long> numbers = new LinkedHashMap<>();
		for (TransitionCounter counter = this.counters; counter != null; counter = counter.next()) {
			numbers.put(counter.change(), counter.get());
		}
		return numbers;
	}

}
