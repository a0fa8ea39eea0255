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

import dev.resilience.classification.Classification;
import dev.resilience.classification.Evidence;
import dev.resilience.redaction.Redactor;

/**
 * What a failure says of itself, in words.
 */
final class FailureFindings {

	private static final int MAX_LINKS = 8;

	private static final int MAX_MESSAGE = 500;

	private FailureFindings() {
	}

	static List<Finding> of(FailureFacts facts, Redactor redactor) {
		List<Finding> findings = new ArrayList<>();
		if (!facts.isText()) {
			facts.links()
				.stream()
				.limit(MAX_LINKS)
				.forEach((link) -> findings.add(new Finding(Finding.Kind.FAILURE,
						((link.depth() == 0) ? "Thrown: " : "Cause at depth " + link.depth() + ": ")
								+ describe(link, redactor))));
		}
		findings.add(new Finding(Finding.Kind.CLASSIFICATION, describe(facts.classification(), redactor)));
		return findings;
	}

	static String describe(FailureFacts facts, Redactor redactor) {
		return facts.isText() ? redactor.redact(facts.text()) : describe(facts.decisive(), redactor);
	}

	private static String describe(FailureLink link, Redactor redactor) {
		StringBuilder text = new StringBuilder(link.type());
		if (!link.message().isEmpty()) {
			text.append(": ").append(cut(redactor.redact(link.message())));
		}
		if (!link.codes().isEmpty()) {
			text.append(" (").append(String.join(", ", link.codes())).append(')');
		}
		return text.toString();
	}

	private static String describe(Classification classification, Redactor redactor) {
		Evidence evidence = classification.evidence();
		StringBuilder text = new StringBuilder("Rule '").append(classification.ruleId())
			.append("' says ")
			.append(classification.category())
			.append(" with confidence ")
			.append(classification.confidence());
		if (!evidence.matched().isEmpty()) {
			text.append(", by ")
				.append(redactor.redact(evidence.matched()))
				.append(" at depth ")
				.append(evidence.depth());
		}
		return text.toString();
	}

	private static String cut(String text) {
		return (text.length() > MAX_MESSAGE) ? text.substring(0, MAX_MESSAGE) + "..." : text;
	}

}
