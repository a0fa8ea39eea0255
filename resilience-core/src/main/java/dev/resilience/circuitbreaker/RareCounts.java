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

/**
 * Lifetime totals of what is rare: all calls but fast successes, which are counted apart
 * because every call may be one, and transitions. They only rise. Safe for use by many
 * threads.
 */
class RareCounts {

	private static final VarHandle SLOW_SUCCESSES = handle("slowSuccesses", long.class);

	private static final VarHandle FAILURES = handle("failures", long.class);

	private static final VarHandle SLOW_FAILURES = handle("slowFailures", long.class);

	private static final VarHandle IGNORED = handle("ignored", long.class);

	private static final VarHandle NOT_PERMITTED = handle("notPermitted", long.class);

	private static final VarHandle NOT_PERMITTED_IN_SHADOW = handle("notPermittedInShadow", long.class);

	private static final VarHandle TRANSITIONS = handle("transitions", TransitionCounter.class);

	private volatile long slowSuccesses;

	private volatile long failures;

	private volatile long slowFailures;

	private volatile long ignored;

	private volatile long notPermitted;

	private volatile long notPermittedInShadow;

	private volatile @Nullable TransitionCounter transitions;

	final void addRare(Judgement judgement, boolean slow) {
		counter(judgement, slow).getAndAdd(this, 1L);
	}

	private static VarHandle counter(Judgement judgement, boolean slow) {
		return switch (judgement.meaning()) {
			case SUCCESS -> SLOW_SUCCESSES;
			case FAILURE, OPENING -> slow ? SLOW_FAILURES : FAILURES;
			case IGNORED -> IGNORED;
		};
	}

	final void addNotPermitted() {
		NOT_PERMITTED.getAndAdd(this, 1L);
	}

	final void addNotPermittedInShadow() {
		NOT_PERMITTED_IN_SHADOW.getAndAdd(this, 1L);
	}

	final CircuitBreakerSnapshot.Calls snapshot(long successes) {
		return new CircuitBreakerSnapshot.Calls(successes, this.slowSuccesses, this.failures, this.slowFailures,
				this.ignored, this.notPermitted, this.notPermittedInShadow);
	}

	/**
	 * Counts a transition.
	 * @param from the state before
	 * @param to the state after
	 */
	final void addTransition(CircuitBreakerState from, CircuitBreakerState to) {
		TransitionCounter head = this.transitions;
		TransitionCounter counter = TransitionCounter.find(head, from, to);
		while (counter == null) {
			TRANSITIONS.compareAndSet(this, head, new TransitionCounter(from, to, head));
			head = this.transitions;
			counter = TransitionCounter.find(head, from, to);
		}
		counter.incrementAndGet();
	}

	final long transitions(CircuitBreakerState from, CircuitBreakerState to) {
		TransitionCounter counter = TransitionCounter.find(this.transitions, from, to);
		return (counter != null) ? counter.get() : 0;
	}

	final Map<CircuitBreakerSnapshot.Change, Long> transitions() {
		Map<CircuitBreakerSnapshot.Change, Long> numbers = new LinkedHashMap<>();
		for (TransitionCounter counter = this.transitions; counter != null; counter = counter.next()) {
			numbers.put(counter.change(), counter.get());
		}
		return numbers;
	}

	private static VarHandle handle(String field, Class<?> type) {
		try {
			return MethodHandles.lookup().findVarHandle(RareCounts.class, field, type);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
