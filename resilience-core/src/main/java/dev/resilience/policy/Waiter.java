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

package dev.resilience.policy;

/**
 * A place in the queue of a gate. It settles once: admitted with a permit, or refused.
 * Safe for use by many threads.
 */
public interface Waiter {

	/** Result of {@link #poll()} while the call still waits. */
	long WAITING = Long.MIN_VALUE;

	/**
	 * Result of {@link #poll()} and {@link #cancel()} for a call that was not admitted.
	 */
	long REFUSED = -1;

	/**
	 * Returns where this waiter stands.
	 * @return the permit, {@link #WAITING} or {@link #REFUSED}
	 */
	long poll();

	/**
	 * Registers what to do when this waiter settles: at once if it has settled. It runs
	 * on the thread that settles the waiter, which may be a timer's, and must be short.
	 * @param signal what to do; at most one can be registered
	 */
	void onSettled(Runnable signal);

	/**
	 * Gives the place back. If the waiter was admitted meanwhile the permit belongs to
	 * the caller, who must use it or give it back.
	 * @return the permit if the waiter was admitted, else {@link #REFUSED}
	 */
	long cancel();

	/**
	 * Returns how long the gate lets this call wait.
	 * @return the longest wait in nanoseconds; {@link Long#MAX_VALUE} where only the
	 * limits of the call bound it
	 */
	long maxWaitNanos();

}
