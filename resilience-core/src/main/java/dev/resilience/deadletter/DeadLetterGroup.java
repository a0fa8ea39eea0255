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

import java.time.Instant;

import dev.resilience.classification.FailureCategory;

/**
 * Dead letters whose last failures have one fingerprint.
 *
 * @param fingerprint the fingerprint
 * @param category the kind of failure of the newest of them
 * @param type the name of the class of the failure of the newest of them
 * @param operation the operation of the newest of them
 * @param count how many there are
 * @param firstFailedAt when the first of them failed for the first time
 * @param lastFailedAt when one of them failed the last time
 */
public record DeadLetterGroup(String fingerprint, FailureCategory category, String type, String operation, long count,
		Instant firstFailedAt, Instant lastFailedAt) {

}
