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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Where calls wait: for the next attempt, for a permit, for another call's result.
 * Closing it ends every wait at once and lets none begin. Safe for use by many threads.
 */
public final class WaitingRoom implements AutoCloseable {

	private final TimeSource time;

	private final @Nullable WaitingRoom outer;

	private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

	private final Set<Delay> delays = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Creates a waiting room.
	 * @param time where the time of waits comes from
	 */
	public WaitingRoom(TimeSource time) {
		this(time, null);
	}

	private WaitingRoom(TimeSource time, @Nullable WaitingRoom outer) {
		this.time = time;
		this.outer = outer;
	}

	/**
	 * Returns a room inside this one, which can be closed by itself and is closed with
	 * this one. Whoever waits there waits here too.
	 * @return a new room
	 */
	public WaitingRoom inner() {
		return new WaitingRoom(this.time, this);
	}

	/**
	 * Waits for a time.
	 * @param nanos the time to wait, in nanoseconds
	 * @return why the wait ended: never {@link Wake#DONE}
	 */
	public Wake sleep(long nanos) {
		return await(() -> false, nanos);
	}

	/**
	 * Waits until a condition holds. Whoever makes it hold must unpark the waiting
	 * thread. The interrupt flag of the thread is left as it is.
	 * @param condition the condition, checked often; must be cheap and must not throw
	 * @param nanos the longest time to wait, in nanoseconds
	 * @return why the wait ended
	 */
	public Wake await(BooleanSupplier condition, long nanos) {
		Thread thread = Thread.currentThread();
		boolean outermost = this.waiting.add(thread);
		try {
			return (this.outer != null) ? awaitIn(this.outer, condition, nanos) : park(thread, condition, nanos);
		}
		finally {
			if (outermost) {
				this.waiting.remove(thread);
			}
		}
	}

	private Wake awaitIn(WaitingRoom outer, BooleanSupplier condition, long nanos) {
		Wake wake = outer.await(() -> condition.getAsBoolean() || this.closed, nanos);
		return (wake == Wake.DONE && this.closed && !condition.getAsBoolean()) ? Wake.CLOSED : wake;
	}

	private Wake park(Thread thread, BooleanSupplier condition, long nanos) {
		long end = TimeSource.after(this.time.nanoTime(), Math.max(0, nanos));
		while (true) {
			if (condition.getAsBoolean()) {
				return Wake.DONE;
			}
			if (this.closed) {
				return Wake.CLOSED;
			}
			if (thread.isInterrupted()) {
				return Wake.INTERRUPTED;
			}
			long left = end - this.time.nanoTime();
			if (left <= 0) {
				return Wake.ELAPSED;
			}
			this.time.park(this, left);
		}
	}

	/**
	 * Begins a wait that holds up no thread.
	 * @param nanos the longest time to wait, in nanoseconds
	 * @param then what follows the wait, told why it ended; called exactly once, on
	 * whichever thread ends the wait, the timer's or that of {@link #close()} included,
	 * so it must only hand on
	 * @return the wait, which may have ended already
	 */
	public Delay begin(long nanos, Consumer<Wake> then) {
		Delay delay = prepare(then);
		delay.begin(nanos);
		return delay;
	}

	/**
	 * Prepares a wait that holds up no thread, so that all can learn of it that may end
	 * it before it begins: what follows the wait may run before {@link Delay#begin}
	 * returns.
	 * @param then what follows the wait, as for {@link #begin}
	 * @return the wait, to be {@linkplain Delay#begin begun} once
	 */
	public Delay prepare(Consumer<Wake> then) {
		return new Delay(this, then);
	}

	private void enter(Delay delay) {
		for (WaitingRoom room = this; room != null; room = room.outer) {
			room.delays.add(delay);
		}
	}

	private void leave(Delay delay) {
		for (WaitingRoom room = this; room != null; room = room.outer) {
			room.delays.remove(delay);
		}
	}

	/**
	 * Returns the number of calls that wait here, with and without a thread.
	 * @return the number of waits
	 */
	public int size() {
		return this.waiting.size() + this.delays.size();
	}

	/**
	 * Returns whether this room has been closed.
	 * @return whether it is closed
	 */
	public boolean isClosed() {
		return this.closed || (this.outer != null && this.outer.isClosed());
	}

	@Override
	public void close() {
		this.closed = true;
		this.waiting.forEach(LockSupport::unpark);
		this.delays.forEach((delay) -> delay.end(Wake.CLOSED));
	}

	/**
	 * Why a wait ended.
	 */
	public enum Wake {

		/** The condition holds. */
		DONE,

		/** The time is over. */
		ELAPSED,

		/** The thread was interrupted; its flag is still set. */
		INTERRUPTED,

		/** The waiting room was closed. */
		CLOSED

	}

	/**
	 * A wait without a thread. It ends once. Safe for use by many threads.
	 */
	public static final class Delay {

		private final WaitingRoom room;

		private final AtomicReference<@Nullable Consumer<Wake>> then;

		private final TimerTask timer = new TimerTask() {

			@Override
			protected void fire() {
				end(Wake.ELAPSED);
			}

		};

		/**
		 * Whether the timer has got its task: one that was cancelled before is refused.
		 */
		private volatile boolean armed;

		private Delay(WaitingRoom room, Consumer<Wake> then) {
			this.room = room;
			this.then = new AtomicReference<>(then);
		}

		private boolean hasEnded() {
			return this.then.get() == null;
		}

		/**
		 * Begins this wait unless it has been ended already.
		 * @param nanos the longest time to wait, in nanoseconds
		 */
		public void begin(long nanos) {
			WaitingRoom where = this.room;
			if (nanos <= 0) {
				end(where.isClosed() ? Wake.CLOSED : Wake.ELAPSED);
				return;
			}
			if (hasEnded()) {
				return;
			}
			if (nanos < Long.MAX_VALUE / 2) {
				where.time.schedule(this.timer, TimeSource.after(where.time.nanoTime(), nanos));
			}
			where.enter(this);
			this.armed = true;
			if (where.isClosed()) {
				end(Wake.CLOSED);
			}
			// Both are volatile: either the end sees that this wait has been armed, or
			// the end is seen here.
			if (hasEnded()) {
				withdraw();
			}
		}

		private void withdraw() {
			this.room.leave(this);
			this.timer.cancel();
		}

		/**
		 * Ends this wait unless it has ended.
		 * @param wake why it ends
		 */
		public void end(Wake wake) {
			Consumer<Wake> follower = this.then.getAndSet(null);
			if (follower != null) {
				if (this.armed) {
					withdraw();
				}
				follower.accept(wake);
			}
		}

	}

}
