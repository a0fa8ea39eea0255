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
 * A store that shares the transactions of the work: claim, business data and result are
 * kept together or not at all, so the effect on the database happens exactly once and no
 * lease is needed.
 * <p>
 * A record is made outside the transaction, and locked inside of it. While a transaction
 * holds the lock, the key is in flight; when it rolls back or its process dies, the
 * database frees the lock and the next call may run at once.
 */
public interface TransactionalIdempotencyStore extends IdempotencyStore {

	/**
	 * Makes sure that there is a record to be locked, in a short transaction of its own.
	 * @param request what is claimed; its lease has no meaning
	 * @return {@link Claim.Claimed} if an attempt may begin, which reserves nothing;
	 * {@link Claim.InFlight} if another transaction holds the lock, with the time after
	 * which asking again makes sense; {@link Claim.Completed} or {@link Claim.Mismatch}
	 */
	Claim prepare(ClaimRequest request);

	/**
	 * Makes one attempt in one transaction, on the current thread: locks the record,
	 * performs the effect, keeps its ending, commits. Takes part in a transaction of the
	 * caller if there is one, whose end then decides.
	 * @param request what was prepared
	 * @param ttl the time for which the ending is kept
	 * @param effect the work
	 * @return {@link Claim.Claimed} if the effect has been performed and committed; else
	 * it has not been performed, and this says why
	 * @throws Throwable what the effect threw, after everything was rolled back, or what
	 * went wrong with the transaction
	 */
	Claim attempt(ClaimRequest request, Duration ttl, Effect effect) throws Throwable;

	/**
	 * Keeps a failure for good, after the transaction of the attempt was rolled back.
	 * @param request what was prepared
	 * @param ending the failure
	 * @param ttl the time for which it is kept
	 * @return {@code false} if the record is gone, locked or completed
	 */
	boolean keepFailure(ClaimRequest request, Ending ending, Duration ttl);

	/**
	 * What is done inside the transaction.
	 */
	@FunctionalInterface
	interface Effect {

		/**
		 * Performs the effect.
		 * @param token the number of this attempt; higher than those of earlier ones
		 * @return what is kept, or {@code null} if the transaction is committed and the
		 * key stays free
		 * @throws Throwable the failure of the work; the transaction is rolled back
		 */
		@Nullable Ending perform(long token) throws Throwable;

	}

}
