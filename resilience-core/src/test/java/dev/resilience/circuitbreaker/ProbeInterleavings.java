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

import java.util.Arrays;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

/**
 * What probes do to the slots of a half-open circuit breaker that admits one at a time:
 * there is never one more, and none is lost.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public final class ProbeInterleavings {

	private static final int THREADS = 8;

	private static final long OUTSIDE = -1;

	private static final CircuitBreakerConfig CONFIG = CircuitBreakerConfig.builder()
		.halfOpenCalls(1)
		.successThreshold(1_000)
		.initialState(CircuitBreakerState.HALF_OPEN)
		.build();

	private final CircuitBreaker breaker = CircuitBreaker.of("model", CONFIG,
			PolicyContext.standalone(ManualTime.stopped()));

	private final long[] permits = new long[THREADS];

	/** Begins half-open. */
	public ProbeInterleavings() {
		Arrays.fill(this.permits, OUTSIDE);
	}

	/**
	 * Lets a thread begin a probe.
	 * @param thread the thread
	 * @return whether it was admitted
	 */
	@Operation
	public boolean enter(@Param(name = "thread") int thread) {
		if (this.permits[thread] != OUTSIDE) {
			return false;
		}
		long permit = this.breaker.tryEnter(SharedCall.INSTANCE, 0);
		this.permits[thread] = Math.max(OUTSIDE, permit);
		return permit >= 0;
	}

	/**
	 * Lets the probe of a thread succeed.
	 * @param thread the thread
	 */
	@Operation
	public void succeed(@Param(name = "thread") int thread) {
		if (this.permits[thread] != OUTSIDE) {
			this.breaker.exit(this.permits[thread], OutcomeKind.SUCCESS, null, null, 0);
			this.permits[thread] = OUTSIDE;
		}
	}

	/**
	 * Lets the probe of a thread end without a result.
	 * @param thread the thread
	 */
	@Operation
	public void release(@Param(name = "thread") int thread) {
		if (this.permits[thread] != OUTSIDE) {
			this.breaker.release(this.permits[thread]);
			this.permits[thread] = OUTSIDE;
		}
	}

	/**
	 * Asks without entering.
	 * @return whether a probe would be admitted
	 */
	@Operation
	public boolean isAvailable() {
		return this.breaker.isAvailable();
	}

	/** One slot. */
	public static final class Specification {

		private int holder = -1;

		/**
		 * Lets a thread begin a probe.
		 * @param thread the thread
		 * @return whether it was admitted
		 */
		public boolean enter(int thread) {
			if (this.holder >= 0) {
				return false;
			}
			this.holder = thread;
			return true;
		}

		/**
		 * Lets the probe of a thread succeed.
		 * @param thread the thread
		 */
		public void succeed(int thread) {
			release(thread);
		}

		/**
		 * Lets the probe of a thread end without a result.
		 * @param thread the thread
		 */
		public void release(int thread) {
			this.holder = (this.holder == thread) ? -1 : this.holder;
		}

		/**
		 * Asks without entering.
		 * @return whether a probe would be admitted
		 */
		public boolean isAvailable() {
			return this.holder < 0;
		}

	}

}
