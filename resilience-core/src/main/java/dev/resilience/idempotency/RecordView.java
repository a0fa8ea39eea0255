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

package dev.resilience.idempotency;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What monitoring sees of a record.
 *
 * @param key the key, hashed
 * @param operation the name of the operation
 * @param state what the record tells
 * @param token the token of the newest claim
 * @param owner who claimed, for display
 * @param age the time since the newest claim
 * @param remaining the rest of the lease, or of the time to live; zero if it is over
 * @param ending how the call ended, or {@code null} while it has not
 */
public record RecordView(IdempotencyKey key, String operation, State state, long token, String owner, Duration age,
		Duration remaining, @Nullable Ending ending) {

	/**
	 * What a record tells.
	 */
	public enum State {

		/** A call runs and holds its claim. */
		IN_PROGRESS,

		/**
		 * The lease of a call is over: it was abandoned or its renewals fail. Its outcome
		 * is unknown.
		 */
		ABANDONED,

		/**
		 * A transaction has this operation to itself, or may begin: which one only the
		 * database knows.
		 */
		PENDING,

		/** The call has ended and its result or failure is replayed. */
		COMPLETED,

		/** The effect has happened and the result is not retained. */
		NOT_RETAINED

	}

}
