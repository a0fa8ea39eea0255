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

package dev.resilience.autoconfigure.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.classification.Retryable;
import dev.resilience.classification.Severity;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.Finding;
import dev.resilience.diagnosis.RecoveryStep;

/**
 * Description of a diagnosis.
 *
 * @param id what tells diagnoses apart
 * @param at when it was made
 * @param subject what is ill
 * @param error what the failure says of itself
 * @param category the kind of failure
 * @param subtype a finer name within the category, empty where there is none
 * @param retryable whether a repeat is worth it
 * @param effect what happened at the target
 * @param severity how bad it is
 * @param rule the rule that classified it
 * @param signature what failures of one kind share
 * @param pattern the known pattern that fits best, empty if none does
 * @param rootCause the cause in one sentence
 * @param confidence how sure the cause is
 * @param impact how much of the service it takes away
 * @param userVisible whether callers notice it
 * @param affected what is ill
 * @param findings what speaks for it
 * @param steps what to do, in order
 * @param alternatives other causes that are possible
 * @param context what was known besides
 */
public record DiagnosisDescriptor(String id, Instant at, String subject, String error, FailureCategory category,
		String subtype, Retryable retryable, Effect effect, Severity severity, String rule, String signature,
		String pattern, String rootCause, double confidence, Impact impact, boolean userVisible, List<String> affected,
		List<Finding> findings, List<StepDescriptor> steps, List<String> alternatives,
		Map<String, String> context) implements OperationResponseBody {

	static DiagnosisDescriptor of(Diagnosis diagnosis) {
		Classification classification = diagnosis.classification();
		return new DiagnosisDescriptor(diagnosis.id(), diagnosis.at(), diagnosis.subject(), diagnosis.error(),
				classification.category(), classification.subtype(), classification.retryable(),
				classification.effect(), classification.severity(), classification.ruleId(), diagnosis.signature(),
				diagnosis.pattern(), diagnosis.rootCause(), diagnosis.confidence(), diagnosis.impact(),
				diagnosis.userVisible(), diagnosis.affected(), diagnosis.findings(),
				diagnosis.steps().stream().map(StepDescriptor::of).toList(), diagnosis.alternatives(),
				diagnosis.context());
	}

	/**
	 * Description of a step.
	 *
	 * @param order when to do it, from 1
	 * @param strategy what kind of remedy it is
	 * @param action what to do
	 * @param actionId the recovery action that can do it, empty where there is none
	 * @param automatic whether it can be done without a human
	 * @param precondition what must hold before, or empty
	 * @param expectedEffect what is seen if it helps, or empty
	 * @param runbook where to read on, or {@code null}
	 */
	public record StepDescriptor(int order, String strategy, String action, String actionId, boolean automatic,
			String precondition, String expectedEffect, @Nullable String runbook) {

		static StepDescriptor of(RecoveryStep step) {
			return new StepDescriptor(step.order(), step.strategy().id(), step.action(), step.actionId(),
					step.automatic(), step.precondition(), step.expectedEffect(), step.runbook());
		}

	}

}
