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

package dev.resilience.time;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A limit on the work of the current thread. When it expires its own flag is set and the
 * thread is interrupted; {@link #end} tells whether that happened and makes sure that the
 * interrupt reaches no later work. Deadlines nest: each knows the one that encloses it.
 */
public final class Deadline extends TimerTask {

	private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

	private final TimeSource time;

	private final String owner;

	private final Thread thread;

	private final long expiresAt;

	private final @Nullable Deadline enclosing;

	/**
	 * Whether the thread's interrupt flag was set already when this limit fired, so that
	 * it must survive the end of the limit. Written while firing, read after
	 * {@link #awaitFired()}.
	 */
	private boolean interruptedBefore;

	private Deadline(TimeSource time, String owner, long expiresAt, @Nullable Deadline enclosing) {
		this.time = time;
		this.owner = owner;
		this.thread = Thread.currentThread();
		this.expiresAt = expiresAt;
		this.enclosing = enclosing;
	}

	/**
	 * Begins a limit on the current thread. Every call must be followed by one of
	 * {@link #end} on the same thread, innermost first.
	 * @param time where the time comes from
	 * @param owner the name of the instance whose limit this is
	 * @param now a reading of the time source at which the limit begins
	 * @param limitNanos the time until the limit, in nanoseconds
	 * @return the limit
	 */
	public static Deadline begin(TimeSource time, String owner, long now, long limitNanos) {
		Deadline enclosing = CURRENT.get();
		Deadline deadline = new Deadline(time, owner, TimeSource.after(now, limitNanos), enclosing);
		CURRENT.set(deadline);
		try {
			time.schedule(deadline, deadline.expiresAt);
		}
		catch (RuntimeException | Error ex) {
			// Nobody will end a limit that never began.
			deadline.end();
			throw ex;
		}
		return deadline;
	}

	/**
	 * Ends this limit. If it expired, the interrupt that it sent is cleared, whatever the
	 * work did with it; an interrupt of an enclosing limit that expired meanwhile is sent
	 * again. An interrupt from elsewhere is kept if it came before ours; one that came
	 * after cannot be told apart from it.
	 * @return whether this limit had expired
	 */
	public boolean end() {
		// Not removed where nothing encloses: an entry without a value holds nothing,
		// and the next limit of this thread would have to allocate it again.
		CURRENT.set(this.enclosing);
		if (cancel() || !hasFired()) {
			return false;
		}
		awaitFired();
		if (!this.interruptedBefore || !this.thread.isInterrupted()) {
			Thread.interrupted();
			interruptAgain();
		}
		return true;
	}

	/**
	 * Renews the interrupt of enclosing limits of this thread, which has gone with ours,
	 * and tells them that the flag which they may have found set was not from elsewhere.
	 */
	private void interruptAgain() {
		boolean expired = false;
		for (Deadline outer = this.enclosing; outer != null; outer = outer.enclosing) {
			// An adopted limit interrupts the thread on which it began, never this one.
			if (outer.thread == this.thread && outer.hasFired()) {
				outer.awaitFired();
				outer.interruptedBefore = false;
				expired = true;
			}
		}
		if (expired) {
			this.thread.interrupt();
		}
	}

	@Override
	protected void fire() {
		this.interruptedBefore = this.thread.isInterrupted();
		this.thread.interrupt();
	}

	/**
	 * Lets this limit expire now, as if its time were over, for instance because nobody
	 * waits for the result any more. Has no effect on a limit that has expired or ended.
	 * May be called on every thread.
	 */
	public void expire() {
		fireNow();
	}

	/**
	 * Returns the innermost limit of the current thread.
	 * @return the limit, or {@code null} if there is none
	 */
	public static @Nullable Deadline current() {
		return CURRENT.get();
	}

	/**
	 * Lets the current thread work under a limit that began on another thread. The limit
	 * does not interrupt the current thread.
	 * @param deadline the limit, or {@code null} for none
	 * @return what was current before, to be adopted again in the end
	 */
	public static @Nullable Deadline adopt(@Nullable Deadline deadline) {
		Deadline previous = CURRENT.get();
		CURRENT.set(deadline);
		return previous;
	}

	/**
	 * Returns which limit of the current thread has expired.
	 * @param owner the name of the instance that asks
	 * @return {@link Expiry#ENCLOSING} if a limit of another instance has expired, else
	 * {@link Expiry#OWN} if one of the owner has, else {@link Expiry#NONE}
	 */
	public static Expiry expiry(String owner) {
		Expiry expiry = Expiry.NONE;
		for (Deadline deadline = CURRENT.get(); deadline != null; deadline = deadline.enclosing) {
			if (deadline.hasFired()) {
				if (!deadline.owner.equals(owner)) {
					return Expiry.ENCLOSING;
				}
				expiry = Expiry.OWN;
			}
		}
		return expiry;
	}

	/**
	 * Returns the time until the earliest limit of the current thread.
	 * @return the time in nanoseconds, not negative; {@link Long#MAX_VALUE} without a
	 * limit
	 */
	public static long remainingNanos() {
		Deadline current = CURRENT.get();
		return (current != null) ? current.chainRemaining() : Long.MAX_VALUE;
	}

	/**
	 * Returns the time until this limit or the earliest that encloses it.
	 * @return the remaining time, not negative
	 */
	public Duration remaining() {
		return Duration.ofNanos(chainRemaining());
	}

	private long chainRemaining() {
		long remaining = Long.MAX_VALUE;
		for (Deadline deadline = this; deadline != null; deadline = deadline.enclosing) {
			remaining = Math.min(remaining, Math.max(0, deadline.expiresAt - deadline.time.nanoTime()));
		}
		return remaining;
	}

	/**
	 * Returns the name of the instance whose limit this is.
	 * @return the name of the instance
	 */
	public String owner() {
		return this.owner;
	}

	/**
	 * Which limit has expired.
	 */
	public enum Expiry {

		/** None. */
		NONE,

		/** One of the instance that asks, and of no other. */
		OWN,

		/** One of an enclosing call of another instance. */
		ENCLOSING

	}

}
