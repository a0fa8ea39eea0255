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
 * Keeps one record per key. Every method is atomic, and only the owner of the newest
 * claim, known by its token, can renew, complete or release it: a slow owner whose claim
 * was taken over changes nothing. Times are judged by the clock of the store. What goes
 * wrong in a store is thrown as an unchecked exception. Implementations are safe for use
 * by many threads.
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
	 * @param lease the time for which the claim holds from now on
	 * @return {@code false} if the claim has been lost
	 */
	boolean renew(IdempotencyKey key, long token, Duration lease);

	/**
	 * Keeps the result of a claimed call.
	 * @param key the key
	 * @param token the token of the claim
	 * @param result the result
	 * @param ttl the time for which the result is kept from now on
	 * @return {@code false} if the claim has been lost; the record is then as it was
	 */
	boolean complete(IdempotencyKey key, long token, @Nullable Object result, Duration ttl);

	/**
	 * Gives a claim back so that the key is free at once.
	 * @param key the key
	 * @param token the token of the claim
	 * @return {@code false} if the claim has been lost; the record is then as it was
	 */
	boolean release(IdempotencyKey key, long token);

	/**
	 * Forgets a key, whatever its state. An owner that still runs loses its claim.
	 * @param key the key
	 * @return whether there was a record
	 */
	boolean remove(IdempotencyKey key);

	/**
	 * Registers what to do whenever a claim of a key ends by completion, release or
	 * removal.
	 * @param key the key
	 * @param signal what to do; short, and run on any thread, also for no reason
	 * @return the registration, or {@code null} if too many calls wait for the key
	 * already
	 */
	@Nullable Watch watch(IdempotencyKey key, Runnable signal);

	/**
	 * Returns whether {@link #renew} may block, as it does where a store is reached over
	 * a connection. It is then run by the threads for offloaded work, else by the
	 * timer's.
	 * @return whether claims must be renewed on a thread that may block
	 */
	default boolean blocking() {
		return true;
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
