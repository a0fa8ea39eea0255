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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How the replay of one dead letter ended.
 *
 * @param id the id of the letter
 * @param outcome how it ended
 * @param reason why, where it was not done; empty otherwise
 * @param failure how the work failed again, where it did
 * @param retryAfter when to ask again, where the target does not serve
 * @param letter the letter as it is now; {@code null} where there is none
 */
public record ReplayResult(String id, Outcome outcome, String reason, @Nullable Throwable failure,
		@Nullable Duration retryAfter, @Nullable DeadLetter letter) {

	static ReplayResult refused(DeadLetter letter, Outcome outcome, String reason) {
		return new ReplayResult(letter.id(), outcome, reason, null, null, letter);
	}

	/**
	 * How a replay ended.
	 */
	public enum Outcome {

		/** The work was done, and the letter is resolved. */
		SUCCEEDED,

		/** The work failed again, and the letter says so. */
		FAILED,

		/** A dry run: the letter would be replayed. */
		READY,

		/** There is no such letter. */
		NOT_FOUND,

		/** Somebody else replays, has resolved or has discarded the letter. */
		CONFLICT,

		/** The letter cannot be replayed, such as one without a payload. */
		NOT_REPLAYABLE,

		/** The target does not serve at the moment: its circuit breaker is open. */
		BLOCKED

	}

}
