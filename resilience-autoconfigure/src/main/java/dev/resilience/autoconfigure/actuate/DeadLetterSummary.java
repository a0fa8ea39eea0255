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

import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Retryable;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterStatus;

/**
 * Description of a dead letter in a list, without what it was given.
 *
 * @param id its id
 * @param status what has become of it
 * @param operation the name of the work
 * @param instance the name of the instance that was called; empty where there is none
 * @param category the kind of its last failure
 * @param retryable whether doing the work again is worth it
 * @param exception the name of the class of the last failure
 * @param message the message of the last failure
 * @param fingerprint the same for failures of one kind and place
 * @param attempts how often the work was tried before it was given up
 * @param replays how often a replay has begun
 * @param firstFailedAt when the call that failed was given up
 * @param lastFailedAt when the work failed the last time
 * @param payload how much of what the work was given is there
 * @param note why it was discarded, or what else was said of the last change
 */
public record DeadLetterSummary(String id, DeadLetterStatus status, String operation, String instance,
		FailureCategory category, Retryable retryable, String exception, String message, String fingerprint,
		int attempts, int replays, Instant firstFailedAt, Instant lastFailedAt, DeadLetterPayload.State payload,
		String note) {

	static DeadLetterSummary of(DeadLetter letter) {
		return new DeadLetterSummary(letter.id(), letter.status(), letter.operation(), letter.instance(),
				letter.failure().category(), letter.failure().retryable(), letter.failure().type(),
				letter.failure().message(), letter.failure().fingerprint(), letter.attempts(), letter.replays(),
				letter.firstFailedAt(), letter.lastFailedAt(), letter.payload().state(), letter.note());
	}

}
