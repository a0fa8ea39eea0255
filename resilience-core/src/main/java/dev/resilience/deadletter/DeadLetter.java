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
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Work that failed for good, with everything that is needed to understand it and to do it
 * again. Immutable: every change is a letter of the next {@link #version}, see
 * {@link DeadLetterStore#replace}.
 * <p>
 * All times are wall clock times in whole milliseconds.
 *
 * @param id the name of the letter: at most 64 letters, digits and hyphens that order
 * letters by the time at which they were added
 * @param source where the work comes from, such as {@link #CALL}
 * @param operation the stable name of the work, such as class and method with their
 * parameter types
 * @param instance the name of the instance that was called; empty where there is none
 * @param payload what the work was given
 * @param headers what was known about the call beside its arguments, such as its trace
 * @param failure how it failed the last time
 * @param attempts how often the work was tried before it was given up, replays not
 * included
 * @param firstFailedAt when the call that failed was given up
 * @param lastFailedAt when the work failed the last time, replays included
 * @param status what has become of the letter
 * @param replays how often a replay has begun
 * @param note why it was discarded, or what else was said of the last change; empty if
 * nothing
 * @param changedAt when the status changed the last time
 * @param version the number of changes, from 0
 */
public record DeadLetter(String id, String source, String operation, String instance, DeadLetterPayload payload,
		Map<String, String> headers, DeadLetterFailure failure, int attempts, Instant firstFailedAt,
		Instant lastFailedAt, DeadLetterStatus status, int replays, String note, Instant changedAt, long version) {

	/** The source of work that is a call protected by an instance. */
	public static final String CALL = "call";

	/** The source of work that is a step of something larger. */
	public static final String STEP = "step";

	/**
	 * Creates a letter.
	 * @param id the name of the letter
	 * @param source where the work comes from
	 * @param operation the stable name of the work
	 * @param instance the name of the instance that was called, or empty
	 * @param payload what the work was given
	 * @param headers what was known about the call beside its arguments
	 * @param failure how it failed the last time
	 * @param attempts how often the work was tried
	 * @param firstFailedAt when the call that failed was given up
	 * @param lastFailedAt when the work failed the last time
	 * @param status what has become of the letter
	 * @param replays how often a replay has begun
	 * @param note what was said of the last change
	 * @param changedAt when the status changed the last time
	 * @param version the number of changes
	 */
	public DeadLetter {
		headers = Map.copyOf(headers);
		firstFailedAt = firstFailedAt.truncatedTo(ChronoUnit.MILLIS);
		lastFailedAt = lastFailedAt.truncatedTo(ChronoUnit.MILLIS);
		changedAt = changedAt.truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Returns the letter as a replay of it begins.
	 * @param at the time
	 * @param note what is to be said of the replay, or empty
	 * @return the next version
	 */
	DeadLetter replaying(Instant at, String note) {
		return next(this.failure, this.lastFailedAt, DeadLetterStatus.REPLAYING, this.replays + 1, note, at);
	}

	/**
	 * Returns the letter after a replay that succeeded.
	 * @param at the time
	 * @return the next version
	 */
	DeadLetter resolved(Instant at) {
		return next(this.failure, this.lastFailedAt, DeadLetterStatus.RESOLVED, this.replays, this.note, at);
	}

	/**
	 * Returns the letter after a replay that failed.
	 * @param at the time
	 * @param failure how it failed
	 * @return the next version
	 */
	DeadLetter failedAgain(Instant at, DeadLetterFailure failure) {
		return next(failure, at, DeadLetterStatus.REPLAY_FAILED, this.replays, this.note, at);
	}

	/**
	 * Returns the letter after somebody has decided that its work need not be done.
	 * @param at the time
	 * @param reason why
	 * @return the next version
	 */
	DeadLetter discarded(Instant at, String reason) {
		return next(this.failure, this.lastFailedAt, DeadLetterStatus.DISCARDED, this.replays, reason, at);
	}

	/**
	 * Returns the same letter with another payload.
	 * @param payload the payload
	 * @return the letter, of the same version
	 */
	DeadLetter withPayload(DeadLetterPayload payload) {
		return new DeadLetter(this.id, this.source, this.operation, this.instance, payload, this.headers, this.failure,
				this.attempts, this.firstFailedAt, this.lastFailedAt, this.status, this.replays, this.note,
				this.changedAt, this.version);
	}

	private DeadLetter next(DeadLetterFailure failure, Instant lastFailedAt, DeadLetterStatus status, int replays,
			String note, Instant at) {
		return new DeadLetter(this.id, this.source, this.operation, this.instance, this.payload, this.headers, failure,
				this.attempts, this.firstFailedAt, lastFailedAt, status, replays, note, at, this.version + 1);
	}

}
