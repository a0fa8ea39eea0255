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

package dev.resilience.deadletter;

import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Retryable;
import dev.resilience.classification.Severity;

/**
 * How the work of a dead letter failed, and what that means. Texts are redacted and
 * shortened before they come here. Immutable.
 *
 * @param type the name of the class of the failure
 * @param message its message; empty where it has none
 * @param stack the beginning of its stack trace; empty where it is not kept
 * @param fingerprint the same for failures of one kind and place
 * @param category the kind of failure
 * @param subtype a finer name within the category; empty where there is none
 * @param retryable whether doing the work again is worth it
 * @param effect what happened at the target
 * @param severity how bad it is
 * @param confidence how sure this is, 0 to 1
 * @param rule the rule that says so
 */
public record DeadLetterFailure(String type, String message, String stack, String fingerprint, FailureCategory category,
		String subtype, Retryable retryable, Effect effect, Severity severity, double confidence, String rule) {

}
