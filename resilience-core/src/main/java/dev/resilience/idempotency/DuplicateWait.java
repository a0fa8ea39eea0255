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

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.time.Deadline;
import dev.resilience.time.TimeSource;
import dev.resilience.time.WaitingRoom;

/**
 * The wait of a call for another one under the same key. Whenever that one ends, or its
 * lease does, the waiting call claims again: it then gets the result, or runs itself, or
 * waits for whoever was faster.
 */
final class DuplicateWait {

	/**
	 * How many calls in flight may end without a result, and others be faster to follow
	 * them, before the wait is given up: work that keeps failing is not helped by a queue
	 * of further tries.
	 */
	static final int MAX_ROUNDS = 3;

	private final IdempotentInstance instance;

	private final IdempotencyKey key;

	private final long begun;

	/** When the call may wait no longer. */
	private final long limit;

	private long ended;

	DuplicateWait(IdempotentInstance instance, IdempotencyKey key) {
		this.instance = instance;
		this.key = key;
		this.begun = instance.time().nanoTime();
		this.ended = this.begun;
		long longest = Math.min(ConfigCheck.nanos(instance.config().maxWait()), Deadline.remainingNanos());
		this.limit = TimeSource.after(this.begun, longest);
	}

	boolean isOver() {
		return this.limit - this.instance.time().nanoTime() <= 0;
	}

	/**
	 * Waits on the current thread until the longest wait is over, or the time of an
	 * enclosing call, or the waiting room closes. Whoever waits again has what is left of
	 * the longest wait.
	 * @param inFlight what the store has answered
	 * @param claiming claims the key again
	 * @return what the store answers in the end: in flight if the wait was in vain,
	 * {@code null} if the call runs without protection
	 * @throws CancellationException if the thread is interrupted, whose flag is kept
	 */
	@Nullable Claim await(Claim.InFlight inFlight, Supplier<@Nullable Claim> claiming) {
		// A call inside the running one would wait for itself.
		if (IdempotencyContext.holds(this.instance.store(), this.key)) {
			return inFlight;
		}
		Signal signal = new Signal(Thread.currentThread());
		try (IdempotencyStore.Watch watch = this.instance.store().watch(this.key, signal)) {
			return (watch != null) ? await(claiming, signal) : inFlight;
		}
		finally {
			this.ended = this.instance.time().nanoTime();
		}
	}

	// Counts a wait that was interrupted as what it was: a call that was not let in.
	@Nullable Claim awaitCounted(Claim.InFlight inFlight, Supplier<@Nullable Claim> claiming) {
		try {
			return await(inFlight, claiming);
		}
		catch (CancellationException ex) {
			this.instance.counters().countConflict();
			throw ex;
		}
	}

	private @Nullable Claim await(Supplier<@Nullable Claim> claiming, Signal signal) {
		int rounds = 0;
		// Claim once more now that signals arrive: the other call may have ended before.
		Claim claim = claiming.get();
		while (claim instanceof Claim.InFlight current && rounds < MAX_ROUNDS) {
			long left = this.limit - this.instance.time().nanoTime();
			if (left <= 0) {
				return current;
			}
			long lease = current.remainingLease().toNanos();
			WaitingRoom.Wake wake = this.instance.context().waitingRoom().await(signal, Math.min(left, lease));
			switch (wake) {
				case DONE -> {
					// Reset before the claim, so that no end after the claim is missed.
					signal.reset();
					rounds++;
					claim = claiming.get();
				}
				case ELAPSED -> claim = (lease <= left) ? claiming.get() : current;
				case INTERRUPTED -> throw new CancellationException(
						"Interrupted while waiting for another call under key " + this.key + "...");
				case CLOSED -> {
					return current;
				}
				default -> throw new IllegalStateException("Unknown end of a wait: " + wake);
			}
		}
		return claim;
	}

	// Returns how long the wait took, in nanoseconds.
	long nanos() {
		return this.ended - this.begun;
	}

}
