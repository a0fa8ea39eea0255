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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Impact;

/**
 * A failure that somebody has understood before: how to recognise it, why it happens and
 * what to do. Immutable. In texts {@code {subject}} stands for what is ill,
 * {@code {type}} for the type of the failure and {@code {code}} for its code.
 *
 * @param id what tells patterns apart, such as {@code connection-pool-exhausted}
 * @param conditions when it fits: one of them must hold
 * @param cause the cause in one sentence
 * @param confidence how sure the cause is where the pattern fits, 0 to 1
 * @param impact how much of the service it takes away, or {@code null} to leave that to
 * the classification
 * @param steps what to do, in order
 * @param alternatives other causes that look the same
 * @param runbook where to read on, for steps that do not say it themselves, or
 * {@code null}
 */
public record FailurePattern(String id, List<FailureCondition> conditions, String cause, double confidence,
		@Nullable Impact impact, List<RecoveryStep> steps, List<String> alternatives, @Nullable String runbook) {

	/**
	 * Creates a pattern. Steps are numbered anew.
	 * @param id what tells patterns apart
	 * @param conditions when it fits
	 * @param cause the cause in one sentence
	 * @param confidence how sure the cause is, 0 to 1
	 * @param impact how much of the service it takes away, or {@code null}
	 * @param steps what to do, in order
	 * @param alternatives other causes that look the same
	 * @param runbook where to read on, or {@code null}
	 * @throws IllegalArgumentException if the id or the cause is blank, there is no
	 * condition or no step, or the confidence is not between 0 and 1
	 */
	public FailurePattern {
		if (id.isBlank() || cause.isBlank()) {
			throw new IllegalArgumentException("a pattern needs an id and a cause");
		}
		if (conditions.isEmpty()) {
			throw new IllegalArgumentException("pattern '" + id + "' has no condition, so it would never fit");
		}
		if (steps.isEmpty()) {
			throw new IllegalArgumentException("pattern '" + id + "' has no step");
		}
		if (!(confidence >= 0 && confidence <= 1)) {
			throw new IllegalArgumentException("confidence must be between 0 and 1, but is " + confidence);
		}
		conditions = List.copyOf(conditions);
		alternatives = List.copyOf(alternatives);
		List<RecoveryStep> numbered = new ArrayList<>();
		for (RecoveryStep step : steps) {
			RecoveryStep placed = step.withOrder(numbered.size() + 1);
			numbered.add((placed.runbook() != null) ? placed : placed.withRunbook(runbook));
		}
		steps = List.copyOf(numbered);
	}

	int match(FailureFacts facts) {
		return this.conditions.stream()
			.mapToInt((condition) -> condition.match(facts))
			.max()
			.orElse(FailureCondition.NO_MATCH);
	}

}
