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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * A task that fires once at a point in time unless it is cancelled before. It is its own
 * node in the timer, so that arming one allocates nothing else. {@link #fire()} runs on
 * the timer's thread and must be short: it never runs user code.
 */
public abstract class TimerTask {

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(TimerTask.class, "state", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final int MAX_SPINS = 64;

	static final int NEW = 0;

	/** Handed to the timer; the timer's thread has not seen it yet. */
	static final int STAGED = 1;

	/** Held in the timer's own order. */
	static final int QUEUED = 2;

	static final int CANCELLED = 3;

	/** {@link #fire()} has begun and may still be running. */
	static final int FIRING = 4;

	/** {@link #fire()} has returned. */
	static final int FIRED = 5;

	private volatile int state;

	/** The next task staged behind this one; owned by the timer. */
	@Nullable TimerTask next;

	/**
	 * The timer that must be told of a late cancellation; set before it gets the task.
	 */
	@Nullable WakeupTimer timer;

	/** Index in the timer's queue, -1 while not queued; owned by the timer's thread. */
	int index = -1;

	/** When to fire, in nanoseconds of the timer's time source. */
	long dueNanos;

	/**
	 * Does what is due. Called at most once, on the timer's thread.
	 */
	protected abstract void fire();

	/**
	 * Cancels this task.
	 * @return {@code true} if the task will never fire because of this call;
	 * {@code false} if it fires or has fired, or was cancelled before
	 */
	public final boolean cancel() {
		while (true) {
			int current = this.state;
			if (current >= CANCELLED) {
				return false;
			}
			if (STATE.compareAndSet(this, current, CANCELLED)) {
				if (current == QUEUED && this.timer != null) {
					this.timer.unlink(this);
				}
				return true;
			}
		}
	}

	/**
	 * Returns whether this task has begun to fire.
	 * @return whether it fires or has fired
	 */
	public final boolean hasFired() {
		return this.state >= FIRING;
	}

	final boolean isCancelled() {
		return this.state == CANCELLED;
	}

	/**
	 * Waits until {@link #fire()} has returned, which it does at once; to be called only
	 * after {@link #cancel()} lost against the timer.
	 */
	protected final void awaitFired() {
		for (int spins = 0; this.state == FIRING; spins++) {
			pause(spins);
		}
	}

	// The timer's thread may have lost its core between the two states: offer it ours.
	// Parking would not do, since the interrupt that we wait for ends it at once.
	@SuppressWarnings("ThreadPriorityCheck")
	static void pause(int spins) {
		if (spins < MAX_SPINS) {
			Thread.onSpinWait();
		}
		else {
			Thread.yield();
		}
	}

	/**
	 * Fires on the current thread, before its time, unless this task fires, has fired or
	 * was cancelled before.
	 * @return whether this call made it fire
	 */
	final boolean fireNow() {
		int before = beginFiring();
		if (before < 0) {
			return false;
		}
		WakeupTimer holder = this.timer;
		if (before == QUEUED && holder != null) {
			holder.unlink(this);
		}
		finishFiring();
		return true;
	}

	final int state() {
		return this.state;
	}

	final boolean advance(int from, int to) {
		return STATE.compareAndSet(this, from, to);
	}

	/**
	 * Fires if this call wins against cancellation; for the timer that holds this task.
	 * @return whether it fired
	 */
	final boolean tryFire() {
		if (beginFiring() < 0) {
			return false;
		}
		finishFiring();
		return true;
	}

	/**
	 * Claims the right to fire.
	 * @return the state before, or -1 if this task must not fire any more
	 */
	private int beginFiring() {
		while (true) {
			int current = this.state;
			if (current >= CANCELLED) {
				return -1;
			}
			if (STATE.compareAndSet(this, current, FIRING)) {
				return current;
			}
		}
	}

	private void finishFiring() {
		try {
			fire();
		}
		finally {
			this.state = FIRED;
		}
	}

}
