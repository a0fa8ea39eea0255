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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Tasks fire on the thread that calls
 * {@link #advance}, in the order in which they are due; parked threads wake when their
 * time has come. In {@linkplain #autoAdvancing() auto-advancing} mode a thread that would
 * park moves the time on itself, so that a single-threaded test runs through retries and
 * waits at once. Safe for use by many threads.
 */
public final class ManualTime implements TimeSource {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final boolean autoAdvance;

	private final List<TimerTask> tasks = new ArrayList<>();

	private final List<Parked> parked = new ArrayList<>();

	private long nanos;

	private Duration wallOffset = Duration.ZERO;

	private ManualTime(boolean autoAdvance) {
		this.autoAdvance = autoAdvance;
	}

	/**
	 * Creates a time that moves only by {@link #advance}.
	 * @return a new time source at time zero
	 */
	public static ManualTime stopped() {
		return new ManualTime(false);
	}

	/**
	 * Creates a time that also moves on when a thread would park.
	 * @return a new time source at time zero
	 */
	public static ManualTime autoAdvancing() {
		return new ManualTime(true);
	}

	@Override
	public synchronized long nanoTime() {
		return this.nanos;
	}

	@Override
	public InstantSource wallClock() {
		return this::wallInstant;
	}

	private synchronized Instant wallInstant() {
		return START.plusNanos(this.nanos).plus(this.wallOffset);
	}

	/**
	 * Makes the wall clock jump. Monotonic time does not change.
	 * @param jump the jump, negative for one back
	 */
	public synchronized void jumpWallClock(Duration jump) {
		this.wallOffset = this.wallOffset.plus(jump);
	}

	@Override
	public void park(Object blocker, long nanos) {
		if (nanos <= 0 || Thread.currentThread().isInterrupted()) {
			return;
		}
		if (this.autoAdvance) {
			advanceNanos(nanos, true);
			return;
		}
		Parked entry;
		synchronized (this) {
			entry = new Parked(Thread.currentThread(), TimeSource.after(this.nanos, nanos));
			this.parked.add(entry);
			notifyAll();
		}
		LockSupport.park(blocker);
		synchronized (this) {
			this.parked.remove(entry);
		}
	}

	@Override
	public void schedule(TimerTask task, long dueNanos) {
		if (!task.advance(TimerTask.NEW, TimerTask.STAGED)) {
			throw new IllegalStateException("Task " + task + " has been scheduled before");
		}
		task.dueNanos = dueNanos;
		synchronized (this) {
			this.tasks.removeIf((candidate) -> candidate.state() >= TimerTask.CANCELLED);
			this.tasks.add(task);
		}
	}

	/**
	 * Moves the time on, firing every task and waking every thread that falls due on the
	 * way.
	 * @param duration how far to move, not negative
	 */
	public void advance(Duration duration) {
		advanceNanos(duration.toNanos(), false);
	}

	private void advanceNanos(long delta, boolean untilInterrupted) {
		if (delta < 0) {
			throw new IllegalArgumentException("Monotonic time cannot move back by " + -delta + " ns");
		}
		long target;
		synchronized (this) {
			target = TimeSource.after(this.nanos, delta);
		}
		for (TimerTask due = takeDue(target); due != null; due = takeDue(target)) {
			due.tryFire();
			if (untilInterrupted && Thread.currentThread().isInterrupted()) {
				return;
			}
		}
	}

	// Who schedules a task that is due by the target either does so before the time has
	// come there, so that it is found here, or sees that it has.
	private synchronized @Nullable TimerTask takeDue(long target) {
		this.tasks.removeIf((candidate) -> candidate.state() >= TimerTask.CANCELLED);
		TimerTask first = this.tasks.stream()
			.min(Comparator.comparingLong((candidate) -> candidate.dueNanos))
			.orElse(null);
		if (first == null || first.dueNanos > target) {
			this.nanos = Math.max(this.nanos, target);
			wakeDue();
			return null;
		}
		this.tasks.remove(first);
		this.nanos = Math.max(this.nanos, first.dueNanos);
		wakeDue();
		return first;
	}

	/**
	 * Wakes and forgets at once, so that nobody takes a thread for parked that is on its
	 * way out.
	 */
	private void wakeDue() {
		this.parked.removeIf((entry) -> {
			boolean due = entry.wakeAt <= this.nanos;
			if (due) {
				LockSupport.unpark(entry.thread);
			}
			return due;
		});
	}

	/**
	 * Returns the number of armed tasks.
	 * @return the number of tasks that are neither cancelled nor fired
	 */
	public synchronized int scheduledTasks() {
		this.tasks.removeIf((candidate) -> candidate.state() >= TimerTask.CANCELLED);
		return this.tasks.size();
	}

	/**
	 * Waits in real time until that many threads are parked, so that a test can move the
	 * time under them.
	 * @param count the number of parked threads to wait for
	 * @throws IllegalStateException if that does not happen within 30 seconds
	 */
	public synchronized void awaitParked(int count) {
		long giveUpAt = System.nanoTime() + Duration.ofSeconds(30).toNanos();
		while (this.parked.size() < count) {
			long left = giveUpAt - System.nanoTime();
			if (left <= 0) {
				throw new IllegalStateException(this.parked.size() + " threads are parked, not " + count);
			}
			try {
				wait(Math.max(1, left / 1_000_000));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted while waiting for parked threads", ex);
			}
		}
	}

	private record Parked(Thread thread, long wakeAt) {

	}

}
