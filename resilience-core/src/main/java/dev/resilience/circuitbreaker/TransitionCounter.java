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

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * How often a circuit went from one state to another. Most pairs never occur, and most
 * circuits never open, so the counters of a circuit are a list that grows with need.
 */
final class TransitionCounter extends AtomicLong {

	private static final long serialVersionUID = 1L;

	private final CircuitBreakerState from;

	private final CircuitBreakerState to;

	private final transient @Nullable TransitionCounter next;

	TransitionCounter(CircuitBreakerState from, CircuitBreakerState to, @Nullable TransitionCounter next) {
		this.from = from;
		this.to = to;
		this.next = next;
	}

	CircuitBreakerSnapshot.Change change() {
		return new CircuitBreakerSnapshot.Change(this.from, this.to);
	}

	@Nullable TransitionCounter next() {
		return this.next;
	}

	static @Nullable TransitionCounter find(@Nullable TransitionCounter head, CircuitBreakerState from,
			CircuitBreakerState to) {
		TransitionCounter counter = head;
		while (counter != null && (counter.from != from || counter.to != to)) {
			counter = counter.next;
		}
		return counter;
	}

}
