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

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationContext;
import dev.resilience.classification.ClassifiedText;
import dev.resilience.classification.Impact;

/**
 * What was found out about a failure. Immutable; all texts have passed a redactor.
 *
 * @param id what tells diagnoses apart, such as {@code diag-…}
 * @param at when it was made, wall-clock time
 * @param subject what is ill, usually the name of an instance; may be empty
 * @param error what the failure says of itself: type and message, or the text that was
 * diagnosed
 * @param classification what kind of failure it is
 * @param signature what failures of one kind share
 * @param pattern the id of the known pattern that fits best; empty if none does
 * @param rootCause the cause in one sentence
 * @param findings what speaks for it, in the order in which it was found
 * @param impact how much of the service the failure takes away
 * @param affected the subject, and further instances that are ill at the same time
 * @param userVisible whether callers notice it, because nothing answers in place of the
 * target
 * @param confidence how sure the cause is, 0 to 1
 * @param steps what to do, in order
 * @param alternatives other causes that are possible, the likeliest first
 * @param context what was known besides
 */
public record Diagnosis(String id, Instant at, String subject, String error, Classification classification,
		String signature, String pattern, String rootCause, List<Finding> findings, Impact impact,
		List<String> affected, boolean userVisible, double confidence, List<RecoveryStep> steps,
		List<String> alternatives, Map<String, String> context) {

	/** With what every id begins. */
	public static final String ID_PREFIX = "diag-";

	/**
	 * Creates a diagnosis.
	 * @param id what tells diagnoses apart
	 * @param at when it was made
	 * @param subject what is ill; may be empty
	 * @param error what the failure says of itself
	 * @param classification what kind of failure it is
	 * @param signature what failures of one kind share
	 * @param pattern the id of the known pattern that fits best; empty if none does
	 * @param rootCause the cause in one sentence
	 * @param findings what speaks for it
	 * @param impact how much of the service the failure takes away
	 * @param affected what is ill
	 * @param userVisible whether callers notice it
	 * @param confidence how sure the cause is, 0 to 1
	 * @param steps what to do, in order
	 * @param alternatives other causes that are possible
	 * @param context what was known besides
	 * @throws IllegalArgumentException if the confidence is not between 0 and 1
	 */
	public Diagnosis {
		if (!(confidence >= 0 && confidence <= 1)) {
			throw new IllegalArgumentException("confidence must be between 0 and 1, but is " + confidence);
		}
		findings = List.copyOf(findings);
		affected = List.copyOf(affected);
		steps = List.copyOf(steps);
		alternatives = List.copyOf(alternatives);
		context = Map.copyOf(context);
	}

	/**
	 * Returns what the failure says of itself with what it means and what was known
	 * besides.
	 * @return the classified error
	 */
	public ClassifiedText classifiedError() {
		return new ClassifiedText(this.error, this.classification,
				new ClassificationContext(this.subject, this.context));
	}

	/**
	 * Returns the steps that a recovery action can take.
	 * @return those steps, in order
	 */
	public List<RecoveryStep> actionableSteps() {
		return this.steps.stream().filter((step) -> !step.actionId().isEmpty()).toList();
	}

	/**
	 * Returns the fields by which tools exchange diagnoses: {@code error} (with
	 * {@code category}, {@code original_error}, {@code strategies} and
	 * {@code confidence}), {@code root_cause}, {@code impact} and {@code steps} (each
	 * with {@code action} and {@code strategy}). Times and context are left out.
	 * @return the fields, in this order
	 */
	public Map<String, Object> toMap() {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("error", classifiedError().toMap());
		fields.put("root_cause", this.rootCause);
		fields.put("impact", this.impact.name().toLowerCase(Locale.ROOT));
		fields.put("steps", this.steps.stream().map(Diagnosis::fieldsOf).toList());
		return fields;
	}

	private static Map<String, Object> fieldsOf(RecoveryStep step) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("action", step.action());
		fields.put("strategy", step.strategy().id());
		return fields;
	}

}
