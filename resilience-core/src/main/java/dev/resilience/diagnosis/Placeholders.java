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

import dev.resilience.redaction.Redactor;

/**
 * What stands for the names in braces in the texts of patterns.
 *
 * @param subject what is ill
 * @param type the type of the failure
 * @param code its code
 */
record Placeholders(String subject, String type, String code) {

	static Placeholders of(String subject, FailureFacts facts) {
		return new Placeholders(subject.isEmpty() ? "the target" : "'" + subject + "'",
				facts.isText() ? "the failure" : facts.decisive().type(),
				facts.code().isEmpty() ? "no code" : facts.code());
	}

	String in(String text) {
		return (text.indexOf('{') >= 0)
				? text.replace("{subject}", this.subject).replace("{type}", this.type).replace("{code}", this.code)
				: text;
	}

	RecoveryStep in(RecoveryStep step, Redactor redactor) {
		return new RecoveryStep(step.order(), step.strategy(), redactor.redact(in(step.action())), step.actionId(),
				step.automatic(), in(step.precondition()), in(step.expectedEffect()), step.runbook());
	}

}
