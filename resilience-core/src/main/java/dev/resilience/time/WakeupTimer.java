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

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that fires {@link TimerTask}s, made for limits that are nearly always
 * cancelled. Arming a task pushes it onto one of a few lock-free stacks; once per tick
 * the thread drops the cancelled ones and moves the rest into a binary heap, from which a
 * later cancellation removes them within one tick. The thread wakes exactly when the
 * earliest task is due, starts on first use and parks without a time limit while there is
 * nothing to do.
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
		int stackCount = Integer.highestOneBit(Math.min(16, Runtime.getRuntime().availableProcessors()) * 2 - 1);
		this.stacks = new AtomicReferenceArray<>((stackCount + 1) * STRIDE);
		this.stackMask = stackCount - 1;
	}

	void schedule(TimerTask task, long dueNanos) {
		task.dueNanos = dueNanos;
		task.timer = this;
		if (!task.advance(TimerTask.NEW, TimerTask.STAGED)) {
			throw new IllegalStateException("Task " + task + " has been scheduled before");
		}
		push(task);
		if (this.thread == null) {
			start();
		}
		// The push above and the reads below are volatile: either the thread sees the
		// task
		// after it declared itself idle, or this caller sees the declaration and wakes
		// it.
		if (this.idle || dueNanos - this.wakeAt < 0) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Hands a cancelled task back to the thread, which alone may touch the heap.
	 * @param task the task, cancelled after the thread had queued it
	 */
	void unlink(TimerTask task) {
		push(task);
		if (this.idle) {
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
			Thread started = new Thread(this::run, "resilience-timer");
			started.setDaemon(true);
			this.thread = started;
			started.start();
		}
	}

	private void run() {
		int emptyTicks = 0;
		while (!this.closed) {
			boolean worked = drain();
			long now = this.clock.getAsLong();
			worked |= fireDue(now);
			emptyTicks = (worked || !this.heap.isEmpty()) ? 0 : emptyTicks + 1;
			if (emptyTicks > IDLE_TICKS) {
				parkIdle();
				emptyTicks = 0;
			}
			else {
				TimerTask first = this.heap.peek();
				long wait = (first != null) ? Math.min(TICK_NANOS, first.dueNanos - now) : TICK_NANOS;
				this.wakeAt = now + wait;
				if (nothingStaged()) {
					LockSupport.parkNanos(this, wait);
				}
			}
		}
	}

	private void parkIdle() {
		this.idle = true;
		if (nothingStaged() && !this.closed) {
			LockSupport.park(this);
		}
		this.idle = false;
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
			TimerTask task = this.stacks.getAndSet((stack + 1) * STRIDE, null);
			while (task != null) {
				// Read before the task becomes QUEUED: from then on a cancellation may
				// push
				// it again and overwrite the link.
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
	 * Counts the tasks that are held, for tests of leaks.
	 * @return the number of tasks, exact only while nothing is armed
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

	@Override
	public void close() {
		Thread running;
		synchronized (this) {
			this.closed = true;
			running = this.thread;
		}
		LockSupport.unpark(running);
	}

	/** Binary heap ordered by due time, whose tasks know their index. */
	private static final class TaskHeap {

		private @Nullable TimerTask[] tasks = new TimerTask[16];

		private volatile int size;

		boolean isEmpty() {
			return this.size == 0;
		}

		int size() {
			return this.size;
		}

		@Nullable TimerTask peek() {
			return this.tasks[0];
		}

		void add(TimerTask task) {
			int last = this.size;
			if (last == this.tasks.length) {
				this.tasks = Arrays.copyOf(this.tasks, last * 2);
			}
			this.size = last + 1;
			siftUp(last, task);
		}

		void remove(TimerTask task) {
			int index = task.index;
			int last = this.size - 1;
			TimerTask moved = this.tasks[last];
			this.tasks[last] = null;
			this.size = last;
			task.index = -1;
			if (index != last && moved != null) {
				siftDown(index, moved);
				if (this.tasks[index] == moved) {
					siftUp(index, moved);
				}
			}
		}

		private void siftUp(int start, TimerTask task) {
			int index = start;
			while (index > 0) {
				int parentIndex = (index - 1) >>> 1;
				TimerTask parent = this.tasks[parentIndex];
				if (parent == null || task.dueNanos - parent.dueNanos >= 0) {
					break;
				}
				place(index, parent);
				index = parentIndex;
			}
			place(index, task);
		}

		private void siftDown(int start, TimerTask task) {
			int index = start;
			while (true) {
				int childIndex = 2 * index + 1;
				if (childIndex >= this.size) {
					break;
				}
				TimerTask child = this.tasks[childIndex];
				TimerTask right = (childIndex + 1 < this.size) ? this.tasks[childIndex + 1] : null;
				if (child != null && right != null && right.dueNanos - child.dueNanos < 0) {
					childIndex++;
					child = right;
				}
				if (child == null || task.dueNanos - child.dueNanos <= 0) {
					break;
				}
				place(index, child);
				index = childIndex;
			}
			place(index, task);
		}

		private void place(int index, TimerTask task) {
			this.tasks[index] = task;
			task.index = index;
		}

	}

}
