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

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that fires {@link TimerTask}s, made for limits that are nearly always
 * cancelled. Arming a task pushes it onto one of some lock-free stacks, so many that
 * threads rarely share one; once per tick the thread drops the cancelled ones and moves
 * the rest into a binary heap, from which a later cancellation removes them within one
 * tick. The thread wakes exactly when the earliest task is due, starts on first use and
 * parks without a time limit while there is nothing to do.
 */
final class WakeupTimer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WakeupTimer.class);

	/** How long a cancelled task may stay linked. */
	private static final long TICK_NANOS = 10_000_000;

	/** Ticks without work before the thread parks for good. */
	private static final int IDLE_TICKS = 100;

	/** Distance between stacks, so that no two share a cache line. */
	private static final int STRIDE = 32;

	private final LongSupplier clock;

	private final AtomicReferenceArray<@Nullable TimerTask> stacks;

	private final int stackMask;

	private final TaskHeap heap = new TaskHeap();

	/** When the thread wakes by itself, if it is not {@link #idle}. */
	private volatile long wakeAt;

	private volatile boolean idle;

	private volatile boolean closed;

	private volatile @Nullable Thread thread;

	WakeupTimer(LongSupplier clock) {
		this.clock = clock;
		int stackCount = Integer.highestOneBit(Math.min(16, Runtime.getRuntime().availableProcessors()) * 8 - 1);
		this.stacks = new AtomicReferenceArray<>((stackCount + 1) * STRIDE);
		this.stackMask = stackCount - 1;
	}

	void schedule(TimerTask task, long dueNanos) {
		if (!task.advance(TimerTask.NEW, TimerTask.STAGED)) {
			throw new IllegalStateException("Task " + task + " has been scheduled before");
		}
		task.dueNanos = dueNanos;
		task.timer = this;
		push(task);
		if (this.closed) {
			discardStaged();
			return;
		}
		if (this.thread == null) {
			start();
		}
		// The push above and the reads below are volatile: either the thread sees the
		// task after it declared itself idle, or this caller sees the declaration and
		// wakes it.
		if (this.idle || dueNanos - this.wakeAt < 0) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Hands a task that is not armed any more back to the thread, which alone may touch
	 * the heap.
	 * @param task the task, which was QUEUED
	 */
	void unlink(TimerTask task) {
		push(task);
		if (this.closed) {
			discardStaged();
		}
		else if (this.idle) {
			LockSupport.unpark(this.thread);
		}
	}

	private void push(TimerTask task) {
		int slot = (int) ((Thread.currentThread().getId() & this.stackMask) + 1) * STRIDE;
		TimerTask head;
		do {
			head = this.stacks.get(slot);
			task.next = head;
		}
		while (!this.stacks.compareAndSet(slot, head, task));
	}

	private synchronized void start() {
		if (this.thread == null && !this.closed) {
			this.wakeAt = this.clock.getAsLong() + TICK_NANOS;
			// Whoever happens to arm the first task must not leave thread locals or a
			// class loader behind.
			Thread started = new Thread(null, this::run, "resilience-timer", 0, false);
			started.setContextClassLoader(WakeupTimer.class.getClassLoader());
			started.setDaemon(true);
			started.start();
			// Only now: a thread that could not start is tried again with the next task.
			this.thread = started;
		}
	}

	private void run() {
		int emptyTicks = 0;
		while (!this.closed) {
			try {
				emptyTicks = tick(emptyTicks);
			}
			catch (RuntimeException | Error ex) {
				logger.error("Timer failed; it goes on with the next tick", ex);
				LockSupport.parkNanos(this, TICK_NANOS);
			}
			// A flag left set would keep the thread from parking.
			Thread.interrupted();
		}
		this.heap.clear();
		discardStaged();
	}

	private int tick(int emptyTicks) {
		boolean worked = drain();
		worked |= fireDue(this.clock.getAsLong());
		if (worked || !this.heap.isEmpty()) {
			parkUntilDue();
			return 0;
		}
		if (emptyTicks < IDLE_TICKS) {
			parkUntilDue();
			return emptyTicks + 1;
		}
		parkIdle();
		return 0;
	}

	private void parkUntilDue() {
		long now = this.clock.getAsLong();
		TimerTask first = this.heap.peek();
		long wait = (first != null) ? Math.min(TICK_NANOS, first.dueNanos - now) : TICK_NANOS;
		// Written before the stacks are read, as who schedules pushes before reading it:
		// either the thread sees the task, or the other side sees when the thread wakes.
		this.wakeAt = now + wait;
		if (nothingStaged() && !this.closed) {
			LockSupport.parkNanos(this, wait);
		}
	}

	private void parkIdle() {
		this.idle = true;
		if (nothingStaged() && !this.closed) {
			LockSupport.park(this);
		}
		this.idle = false;
	}

	/** Drops what is staged once no thread will come for it. */
	private void discardStaged() {
		for (int stack = 0; stack <= this.stackMask; stack++) {
			this.stacks.set((stack + 1) * STRIDE, null);
		}
	}

	private boolean nothingStaged() {
		for (int stack = 0; stack <= this.stackMask; stack++) {
			if (this.stacks.get((stack + 1) * STRIDE) != null) {
				return false;
			}
		}
		return true;
	}

	private boolean drain() {
		boolean any = false;
		for (int stack = 0; stack <= this.stackMask; stack++) {
			int slot = (stack + 1) * STRIDE;
			TimerTask task = (this.stacks.get(slot) != null) ? this.stacks.getAndSet(slot, null) : null;
			while (task != null) {
				// Read before the task becomes QUEUED: from then on a cancellation may
				// push it again and overwrite the link.
				TimerTask next = task.next;
				task.next = null;
				any = true;
				if (task.index >= 0) {
					this.heap.remove(task);
				}
				else if (task.advance(TimerTask.STAGED, TimerTask.QUEUED)) {
					this.heap.add(task);
				}
				task = next;
			}
		}
		return any;
	}

	private boolean fireDue(long now) {
		boolean any = false;
		for (TimerTask first = this.heap.peek(); first != null && first.dueNanos - now <= 0; first = this.heap.peek()) {
			this.heap.remove(first);
			any = true;
			try {
				first.tryFire();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Timer task {} failed", first, ex);
			}
		}
		return any;
	}

	/**
	 * Number of tasks held, for tests of leaks; exact only while nothing is armed.
	 * @return the number of tasks
	 */
	int size() {
		int staged = 0;
		for (int stack = 0; stack <= this.stackMask; stack++) {
			for (TimerTask task = this.stacks.get((stack + 1) * STRIDE); task != null; task = task.next) {
				staged++;
			}
		}
		return this.heap.size() + staged;
	}

	/**
	 * Ends the thread. Tasks that are still armed never fire, nor do those scheduled
	 * later.
	 */
	@Override
	public void close() {
		Thread running;
		synchronized (this) {
			this.closed = true;
			running = this.thread;
		}
		LockSupport.unpark(running);
	}

}
