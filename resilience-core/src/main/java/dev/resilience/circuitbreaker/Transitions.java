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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import dev.resilience.policy.KeyMask;

/**
 * Counts, logs and publishes the transitions of a circuit, in the order in which they
 * happened.
 */
final class Transitions {

	private static final Logger logger = LoggerFactory.getLogger(CircuitBreaker.class);

	private Transitions() {
	}

	/**
	 * Prepares the announcement of a transition that may be about to happen.
	 * @param circuit the circuit
	 * @param from the period that would end
	 * @param to the state that would follow
	 * @param cause why
	 * @return the announcement, to be handed to the period that would begin
	 */
	static Announcement prepare(Circuit circuit, State from, CircuitBreakerState to, String cause) {
		CircuitGroup group = circuit.group();
		return new Announcement(new CircuitBreakerTransition(group.instance(),
				group.context().time().wallClock().instant(), from.kind(), to, cause, circuit.key()),
				from.announcement());
	}

	/**
	 * Counts a transition and publishes what is due. One thread at a time does so for
	 * all: one that finds another at work leaves its announcement to it, as does a
	 * listener that changes the state it is being told about.
	 * @param circuit the circuit that has changed
	 * @param from the state before
	 * @param to the state after
	 */
	static void happened(Circuit circuit, CircuitBreakerState from, CircuitBreakerState to) {
		History history = circuit.history();
		circuit.group().addTransition(from, to);
		if (circuit.key() != null) {
			history.totals().addTransition(from, to);
		}
		Announcement newest = circuit.newestAnnouncement();
		while (newest != null && !newest.isPublished() && history.tryBecomeAnnouncer()) {
			try {
				for (Announcement due : newest.due()) {
					due.markPublished();
					publish(circuit.group(), due.transition());
				}
			}
			finally {
				history.stopAnnouncing();
			}
			newest = circuit.newestAnnouncement();
		}
	}

	private static void publish(CircuitGroup group, CircuitBreakerTransition transition) {
		boolean opened = transition.to() == CircuitBreakerState.OPEN
				|| transition.to() == CircuitBreakerState.FORCED_OPEN;
		logger.atLevel(opened ? Level.WARN : Level.INFO)
			.log("Circuit breaker '{}'{} went from {} to {}: {}", group.instance(), KeyMask.suffix(transition.key()),
					transition.from(), transition.to(), transition.cause());
		if (group.context().events().wanted(CircuitBreakerTransition.class)) {
			group.context().events().publish(transition);
		}
	}

}
