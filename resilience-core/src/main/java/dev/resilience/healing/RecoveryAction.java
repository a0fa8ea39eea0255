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

package dev.resilience.healing;

import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.RecoveryStep;

/**
 * Something that may make a subject well. Actions are tried one after the other, in the
 * order of the steps of the diagnosis, each only as often as {@link HealingConfig}
 * allows. Implementations are safe for use by many threads; they run on the thread of
 * healing, are interrupted when they take too long, and may throw anything.
 */
public interface RecoveryAction {

	/**
	 * Returns the name by which steps and settings know the action.
	 * @return the id in kebab case, such as {@code evict-pool}
	 */
	String id();

	/**
	 * Returns how much the action may harm.
	 * @return the risk, {@link ActionRisk#LOW} where nothing else is said
	 */
	default ActionRisk risk() {
		return ActionRisk.LOW;
	}

	/**
	 * Returns whether the action is what a step asks for. By default it is where the step
	 * names it and may be taken without a human.
	 * @param diagnosis the diagnosis
	 * @param step one of its steps
	 * @return whether the action can take the step
	 */
	default boolean supports(Diagnosis diagnosis, RecoveryStep step) {
		return step.automatic() && step.actionId().equals(id());
	}

	/**
	 * Returns whether the action does not make the subject well but repairs what its
	 * illness has left behind. Such an action runs once the subject is well, whatever has
	 * helped.
	 * @return whether it comes afterwards; {@code false} where nothing else is said
	 */
	default boolean isAftercare() {
		return false;
	}

	/**
	 * Acts.
	 * @param context what is ill, and why
	 * @throws Exception if it cannot act; that counts as having failed
	 */
	void execute(RecoveryContext context) throws Exception;

	/**
	 * Returns whether the action has helped, by what is seen and not by what was done.
	 * Asked again and again until it has or time is over.
	 * @param context what was ill, and why
	 * @return whether the subject is well; by default, whether its circuit breaker is
	 * closed or, where it has none, no call has failed for good since
	 */
	default boolean verify(RecoveryContext context) {
		return context.isWell();
	}

	/**
	 * Takes back what an action did that has not helped. By default nothing.
	 * @param context what is ill, and why
	 * @throws Exception if it cannot be taken back
	 */
	default void undo(RecoveryContext context) throws Exception {
	}

}
