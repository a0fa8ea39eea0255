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

import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

/**
 * What the first calls do to a circuit breaker that has not allocated its window yet: the
 * window begins with the first failure and contains the successes before it.
 */
public final class FirstCallInterleavings {

	private static final int SIZE = 20;

	private static final CircuitBreakerConfig CONFIG = CircuitBreakerConfig.builder()
		.failureThreshold(0)
		.failureCountThreshold(SIZE)
		.failureRateThreshold(0)
		.windowSize(SIZE)
		.build();

	private final CircuitBreaker breaker = CircuitBreaker.of("model", CONFIG,
			PolicyContext.standalone(ManualTime.stopped()));

	private final AtomicInteger successes = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	/** Makes a call that succeeds. */
	@Operation
	public void succeed() {
		this.breaker.exit(this.breaker.tryEnter(SharedCall.INSTANCE, 0), OutcomeKind.SUCCESS, null, null, 0);
		this.successes.incrementAndGet();
	}

	/** Makes a call that fails. */
	@Operation
	public void fail() {
		this.breaker.exit(this.breaker.tryEnter(SharedCall.INSTANCE, 0), OutcomeKind.FAILURE, null, null, 0);
		this.failures.incrementAndGet();
	}

	/**
	 * Reads the sums.
	 * @return the sums
	 */
	@Operation
	public String window() {
		CircuitBreakerSnapshot snapshot = this.breaker.snapshot();
		return snapshot.windowCalls() + " calls, " + snapshot.windowFailures() + " failures";
	}

	/** The window contains all calls. */
	@Validate
	public void windowIsComplete() {
		String expected = (this.successes.get() + this.failures.get()) + " calls, " + this.failures.get() + " failures";
		if (!window().equals(expected)) {
			throw new IllegalStateException(window() + ", not " + expected);
		}
	}

	/** Two sums. There are fewer calls than the window has places. */
	public static final class Specification {

		private int successes;

		private int failures;

		/** Makes a call that succeeds. */
		public void succeed() {
			this.successes++;
		}

		/** Makes a call that fails. */
		public void fail() {
			this.failures++;
		}

		/**
		 * Reads the sums.
		 * @return the sums
		 */
		public String window() {
			return (this.successes + this.failures) + " calls, " + this.failures + " failures";
		}

	}

}
