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

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.RecoveryStrategy;

/**
 * One thing to do about a failure. Immutable.
 *
 * @param order when to do it, from 1
 * @param strategy what kind of remedy it is
 * @param action what to do, in one sentence
 * @param actionId the id of the recovery action that can do it, such as
 * {@link #PROBE_CIRCUIT}; empty where a policy or a human does it
 * @param automatic whether it can be done without a human, by an action or by a policy of
 * the instance
 * @param precondition what must hold before; empty if nothing must
 * @param expectedEffect what is seen if it helps; may be empty
 * @param runbook where to read on, usually an address, or {@code null}
 */
public record RecoveryStep(int order, RecoveryStrategy strategy, String action, String actionId, boolean automatic,
		String precondition, String expectedEffect, @Nullable String runbook) {

	/** Lets an open circuit probe now. */
	public static final String PROBE_CIRCUIT = "probe-circuit";

	/** Closes idle connections of a pool, so that new ones are made. */
	public static final String EVICT_POOL = "evict-pool";

	/** Empties a cache. */
	public static final String CLEAR_CACHE = "clear-cache";

	/** Replays dead letters of one fingerprint, slowly. */
	public static final String REDRIVE_DEAD_LETTERS = "redrive-dead-letters";

	/** Lets less through a limiter or bulkhead for a while. */
	public static final String LOWER_LIMIT = "lower-limit";

	/**
	 * Creates a step.
	 * @param order when to do it, from 1
	 * @param strategy what kind of remedy it is
	 * @param action what to do, in one sentence
	 * @param actionId the id of the recovery action that can do it, or empty
	 * @param automatic whether it can be done without a human
	 * @param precondition what must hold before, or empty
	 * @param expectedEffect what is seen if it helps, or empty
	 * @param runbook where to read on, or {@code null}
	 * @throws IllegalArgumentException if the order is less than 1 or the action blank
	 */
	public RecoveryStep {
		if (order < 1) {
			throw new IllegalArgumentException("order must be at least 1, but is " + order);
		}
		if (action.isBlank()) {
			throw new IllegalArgumentException("action must not be blank");
		}
	}

	/**
	 * Creates a step that a human takes.
	 * @param order when to do it, from 1
	 * @param strategy what kind of remedy it is
	 * @param action what to do, in one sentence
	 * @return the step
	 */
	public static RecoveryStep manual(int order, RecoveryStrategy strategy, String action) {
		return new RecoveryStep(order, strategy, action, "", false, "", "", null);
	}

	/**
	 * Returns this step at another place.
	 * @param order when to do it, from 1
	 * @return the step
	 */
	public RecoveryStep withOrder(int order) {
		return new RecoveryStep(order, this.strategy, this.action, this.actionId, this.automatic, this.precondition,
				this.expectedEffect, this.runbook);
	}

	/**
	 * Returns this step with another place to read on.
	 * @param runbook where to read on, or {@code null}
	 * @return the step
	 */
	public RecoveryStep withRunbook(@Nullable String runbook) {
		return new RecoveryStep(this.order, this.strategy, this.action, this.actionId, this.automatic,
				this.precondition, this.expectedEffect, runbook);
	}

}
