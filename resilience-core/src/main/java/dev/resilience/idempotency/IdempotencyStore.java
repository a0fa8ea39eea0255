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
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Keeps one record per key. Every method is atomic, and only the owner of the newest
 * claim, known by its token, can renew, complete or release it: a slow owner whose claim
 * was taken over changes nothing. Times are judged by the clock of the store.
 * <p>
 * What goes wrong in a store is thrown as an unchecked exception: a
 * {@link StoreUnreachableException} where it is certain that nothing has happened, any
 * other one where the operation may have taken effect and only its answer was lost.
 * Implementations are safe for use by many threads.
 */
public interface IdempotencyStore {

	/**
	 * Claims a key. The fingerprint is compared before anything else; whether a lease or
	 * a time to live is over is judged now, not when something cleans up: it is from its
	 * last nanosecond on.
	 * @param request what is claimed
	 * @return the answer
	 */
	Claim claim(ClaimRequest request);

	/**
	 * Lets a claim hold for a new lease, also if the old one is over but nobody took
	 * over.
	 * @param key the key
	 * @param token the token of the claim
	 * @param lease the time for which the claim holds from now on; zero gives it up
	 * without freeing the key, so that it counts as abandoned at once
	 * @return {@code false} if the claim has been lost
	 */
	boolean renew(IdempotencyKey key, long token, Duration lease);

	/**
	 * Keeps the end of a claimed call.
	 * @param key the key
	 * @param token the token of the claim
	 * @param ending how the call ended
	 * @param ttl the time for which the ending is kept from now on
	 * @return {@code false} if the claim has been lost; the record is then as it was
	 */
	boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl);

	/**
	 * Gives a claim back so that the key is free at once.
	 * @param key the key
	 * @param token the token of the claim
	 * @return {@code false} if the claim has been lost; the record is then as it was
	 */
	boolean release(IdempotencyKey key, long token);

	/**
	 * Looks at a record without changing anything.
	 * @param key the key
	 * @return the record, or {@code null} if the key is free
	 */
	@Nullable RecordView find(IdempotencyKey key);

	/**
	 * Lists the claims of calls that have not ended.
	 * @param limit how many at most, at least 1
	 * @return the claims, oldest first
	 */
	List<RecordView> claims(int limit);

	/**
	 * Forgets a key, whatever its state. An owner that still runs loses its claim, and
	 * the next claim has a higher token.
	 * @param key the key
	 * @return whether there was a record
	 */
	boolean remove(IdempotencyKey key);

	/**
	 * Registers what to do whenever a claim of a key ends by completion, release or
	 * removal.
	 * @param key the key
	 * @param signal what to do; short, and run on any thread, also for no reason
	 * @return the registration, or {@code null} if too many calls wait already, for the
	 * key or in all
	 */
	@Nullable Watch watch(IdempotencyKey key, Runnable signal);

	/**
	 * Returns whether this store may block, as it does where it is reached over a
	 * connection. Claims are then renewed by the threads for offloaded work, else by the
	 * timer's.
	 * @return whether claims must be renewed on a thread that may block
	 */
	default boolean blocking() {
		return true;
	}

	/**
	 * Returns whether records keep results as they are instead of bytes.
	 * @return whether no codec is needed
	 */
	default boolean keepsObjects() {
		return false;
	}

	/**
	 * The registration of a signal.
	 */
	@FunctionalInterface
	interface Watch extends AutoCloseable {

		/**
		 * Removes the signal. Closing twice has no effect.
		 */
		@Override
		void close();

	}

}
