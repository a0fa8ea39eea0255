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
 * How often states changed, for each pair of states that ever occurred. Safe for use by
 * many threads.
 */
final class TransitionCounts {

	private static final VarHandle COUNTERS;

	static {
		try {
			COUNTERS = MethodHandles.lookup()
				.findVarHandle(TransitionCounts.class, "counters", TransitionCounter.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile @Nullable TransitionCounter counters;

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
