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
 * interrupt reaches no later work. Deadlines nest: each knows the one that encloses it. A
 * {@linkplain #beginPassive passive} one, such as the time that a remote caller waits,
 * interrupts nobody: it only shortens what begins under it.
 */
public sealed class Deadline extends TimerTask permits DetachableDeadline {

	/** The owner of limits that code sets by {@link #within}. */
	public static final String CODE = "(code)";

	private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

	private final TimeSource time;

	private final String owner;

	/** Whom this limit interrupts. */
	private Thread thread;

	private final long expiresAt;

	private final @Nullable Deadline enclosing;

	private final boolean passive;

	/**
	 * Whether the thread's interrupt flag was set already when this limit fired, so that
	 * it must survive the end of the limit. Written while firing, read after
	 * {@link #awaitFired()}.
	 */
	private boolean interruptedBefore;

	/** Whether its thread has left it; read and written by that thread alone. */
	private boolean left;

	Deadline(TimeSource time, String owner, long expiresAt, boolean passive) {
		this.time = time;
		this.owner = owner;
		this.thread = Thread.currentThread();
		this.enclosing = CURRENT.get();
		this.passive = passive;
		this.expiresAt = earliest(expiresAt);
	}

	// An active limit ends its calls by itself; a passive one leaves that to the limits
	// inside it.
	private long earliest(long expiresAt) {
		long earliest = expiresAt;
		for (Deadline outer = this.enclosing; outer != null; outer = outer.enclosing) {
			if (outer.passive && outer.time.equals(this.time) && outer.expiresAt - earliest < 0) {
				earliest = outer.expiresAt;
			}
		}
		return earliest;
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
		Deadline deadline = new Deadline(time, owner, TimeSource.after(now, limitNanos), false);
		deadline.arm();
		return deadline;
	}

	/**
	 * Makes a limit on work that the current thread begins and others may go on with.
	 * Until {@link #detach} it interrupts the current thread when it expires.
	 * @param time where the time comes from
	 * @param owner the name of the instance whose limit this is
	 * @param now a reading of the time source at which the limit begins
	 * @param limitNanos the time until the limit, in nanoseconds
	 * @param onExpiry what to do when it expires; runs on the timer's thread and must be
	 * short
	 * @return the limit, to be {@linkplain #arm() armed}, then {@linkplain #detach()
	 * detached}, on the current thread, and {@linkplain #cancel() cancelled} when the
	 * work has ended
	 */
	public static Deadline prepare(TimeSource time, String owner, long now, long limitNanos, Runnable onExpiry) {
		return new DetachableDeadline(time, owner, TimeSource.after(now, limitNanos), onExpiry);
	}

	/**
	 * Begins a limit that interrupts nobody: what begins under it, until {@link #end} on
	 * the same thread, ends with it or is refused once it is over.
	 * @param time where the time comes from
	 * @param owner who set the limit, for messages
	 * @param limitNanos the time until the limit, in nanoseconds
	 * @return the limit
	 */
	public static Deadline beginPassive(TimeSource time, String owner, long limitNanos) {
		Deadline deadline = new Deadline(time, owner, TimeSource.after(time.nanoTime(), limitNanos), true);
		CURRENT.set(deadline);
		return deadline;
	}

	/**
	 * Runs work under a limit. When it expires the thread is interrupted; protected calls
	 * inside it, asynchronous ones included, end no later than it does.
	 * @param <T> the type of the value
	 * @param <X> the type of exception that the work declares
	 * @param limit the longest time of the work, longer than zero
	 * @param work the work
	 * @return the value
	 * @throws X what the work throws in time
	 * @throws DeadlineExceededException if the limit expired, whatever the work returned
	 * or threw then
	 * @throws IllegalArgumentException if the limit is not longer than zero
	 */
	public static <T extends @Nullable Object, X extends Throwable> T within(Duration limit, Work<T, X> work) throws X {
		return within(SystemTime.shared(), limit, work);
	}

	/**
	 * Runs work under a limit of another time source; see
	 * {@link #within(Duration, Work)}.
	 * @param <T> the type of the value
	 * @param <X> the type of exception that the work declares
	 * @param time where the time comes from
	 * @param limit the longest time of the work, longer than zero
	 * @param work the work
	 * @return the value
	 * @throws X what the work throws in time
	 */
	public static <T extends @Nullable Object, X extends Throwable> T within(TimeSource time, Duration limit,
			Work<T, X> work) throws X {
		if (limit.isZero() || limit.isNegative()) {
			throw new IllegalArgumentException("A deadline must be longer than zero, not " + limit);
		}
		T value;
		Deadline deadline = begin(time, CODE, time.nanoTime(), nanos(limit));
		try {
			value = work.run();
		}
		catch (Throwable failure) {
			if (deadline.end()) {
				throw new DeadlineExceededException(CODE, limit, failure, true);
			}
			throw failure;
		}
		if (deadline.end()) {
			throw new DeadlineExceededException(CODE, limit, null, true);
		}
		return value;
	}

	private static long nanos(Duration limit) {
		try {
			return limit.toNanos();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	/**
	 * Lets a prepared limit begin: it becomes that of the current thread.
	 */
	public final void arm() {
		CURRENT.set(this);
		try {
			this.time.schedule(this, this.expiresAt);
		}
		catch (RuntimeException | Error ex) {
			// Nobody will end a limit that never began.
			end();
			throw ex;
		}
	}

	/**
	 * Ends this limit. If it expired, the interrupt that it sent is cleared, whatever the
	 * work did with it; an interrupt of an enclosing limit that expired meanwhile is sent
	 * again. An interrupt from elsewhere is kept if it came before ours; one that came
	 * after cannot be told apart from it.
	 * @return whether this limit had expired
	 */
	public boolean end() {
		leave();
		if (cancel() || !hasFired()) {
			return this.passive && isOver();
		}
		awaitFired();
		clearInterrupt();
		return true;
	}

	/**
	 * Ends the work of the current thread under this limit, which goes on for others:
	 * from now on its expiry interrupts nobody. An interrupt that it has sent is cleared
	 * as by {@link #end}. Only for limits that were begun with something to do on expiry.
	 */
	public void detach() {
		throw new IllegalStateException("This limit belongs to its thread");
	}

	/**
	 * Lets the current thread do the work of a prepared limit that another thread has
	 * armed and left: from now on it is interrupted at the limit.
	 * @return whether there is time left; if not, nobody waits for the work any more. To
	 * be detached in both cases
	 */
	public boolean attach() {
		throw new IllegalStateException("This limit belongs to its thread");
	}

	final void interrupts(Thread worker) {
		this.thread = worker;
	}

	final void leave() {
		this.left = true;
		// Not removed where nothing encloses: an entry without a value holds nothing,
		// and the next limit of this thread would have to allocate it again.
		CURRENT.set(this.enclosing);
	}

	// Clears the interrupt that this limit has sent to the current thread.
	final void clearInterrupt() {
		if (!this.interruptedBefore || !this.thread.isInterrupted()) {
			Thread.interrupted();
			interruptAgain();
		}
	}

	/**
	 * Renews the interrupt of enclosing limits of this thread, which has gone with ours,
	 * and tells them that the flag which they may have found set was not from elsewhere.
	 */
	private void interruptAgain() {
		boolean expired = false;
		for (Deadline outer = this.enclosing; outer != null; outer = outer.enclosing) {
			// An adopted limit interrupts the thread on which it began, never this one,
			// and one that this thread has left has nobody who would clear its interrupt.
			if (outer.thread == this.thread && outer.hasInterrupted()) {
				outer.interruptedBefore = false;
				expired = true;
			}
		}
		if (expired) {
			this.thread.interrupt();
		}
	}

	// Whether this limit has interrupted its thread, which has not left it yet; asked by
	// that thread.
	boolean hasInterrupted() {
		if (this.left || !hasFired()) {
			return false;
		}
		awaitFired();
		return true;
	}

	@Override
	protected void fire() {
		interruptThread();
	}

	final void interruptThread() {
		this.interruptedBefore = this.thread.isInterrupted();
		this.thread.interrupt();
	}

	// Whoever goes on with work whose caller has left has no more time than it had.
	private boolean isOver() {
		return hasFired() || ((this.passive || isCancelled()) && this.time.nanoTime() - this.expiresAt >= 0);
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
		return expiry(CURRENT.get(), owner);
	}

	/**
	 * Returns which of a limit and those that enclose it has expired.
	 * @param innermost the innermost limit, or {@code null} for none
	 * @param owner the name of the instance that asks
	 * @return {@link Expiry#ENCLOSING} if a limit of another instance has expired, else
	 * {@link Expiry#OWN} if one of the owner has, else {@link Expiry#NONE}
	 */
	public static Expiry expiry(@Nullable Deadline innermost, String owner) {
		Expiry expiry = Expiry.NONE;
		for (Deadline deadline = innermost; deadline != null; deadline = deadline.enclosing) {
			if (deadline.isOver()) {
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
		return remainingNanos(CURRENT.get());
	}

	/**
	 * Returns the time until the earliest of a limit and those that enclose it.
	 * @param innermost the innermost limit, or {@code null} for none
	 * @return the time in nanoseconds, not negative; {@link Long#MAX_VALUE} without a
	 * limit
	 */
	public static long remainingNanos(@Nullable Deadline innermost) {
		return (innermost != null) ? innermost.chainRemaining() : Long.MAX_VALUE;
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
	 * Returns who has the least time left: this limit, or the one that encloses it and
	 * ends before it.
	 * @return the limit that ends first
	 */
	public Deadline earliest() {
		Deadline earliest = this;
		for (Deadline outer = this.enclosing; outer != null; outer = outer.enclosing) {
			if (outer.time.equals(earliest.time) && outer.expiresAt - earliest.expiresAt <= 0) {
				earliest = outer;
			}
		}
		return earliest;
	}

	/**
	 * Returns whether this limit or one that encloses it ends before a point in time.
	 * @param time the time source of the point in time; limits of others are left out
	 * @param dueNanos the point in time
	 * @return whether the point in time is never reached
	 */
	public boolean endsBefore(TimeSource time, long dueNanos) {
		for (Deadline deadline = this; deadline != null; deadline = deadline.enclosing) {
			if (deadline.time.equals(time) && deadline.expiresAt - dueNanos < 0) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether this limit interrupts nobody, so that whoever begins under it must
	 * see to it that the work ends in time.
	 * @return whether the limit is passive
	 */
	public boolean isPassive() {
		return this.passive;
	}

	/**
	 * Returns the name of the instance whose limit this is.
	 * @return the name of the instance
	 */
	public String owner() {
		return this.owner;
	}

	/**
	 * Work under a limit.
	 *
	 * @param <T> the type of the value
	 * @param <X> the type of exception that the work declares
	 */
	@FunctionalInterface
	public interface Work<T extends @Nullable Object, X extends Throwable> {

		/**
		 * Does the work.
		 * @return the value
		 * @throws X as the work declares
		 */
		T run() throws X;

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
