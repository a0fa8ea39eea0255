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

package dev.resilience.autoconfigure.aop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.resilience.time.TimeSource;

/**
 * The thread of a caller that does the steps of its asynchronous call itself, so that
 * blocking work is repeated where it began. Once the caller has left, steps are done by
 * others.
 */
final class CallerThread implements Executor {

	/** A lost wake-up would delay a call by that much; none is known. */
	private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Thread thread = Thread.currentThread();

	private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

	private final TimeSource time;

	private final Executor others;

	private volatile boolean left;

	/**
	 * Creates an executor for the current thread.
	 * @param time where the time comes from
	 * @param others do the steps once the caller has left
	 */
	CallerThread(TimeSource time, Executor others) {
		this.time = time;
		this.others = others;
	}

	@Override
	public void execute(Runnable step) {
		if (this.left) {
			this.others.execute(step);
			return;
		}
		this.steps.add(step);
		if (this.left) {
			handOver();
		}
		wake();
	}

	/**
	 * Makes the caller look whether it may leave.
	 */
	void wake() {
		LockSupport.unpark(this.thread);
	}

	/**
	 * Does steps until the caller may leave.
	 * @param done whether it may
	 * @param onInterrupt what to do if the thread is interrupted while it waits; its flag
	 * is set again in the end
	 */
	void workUntil(BooleanSupplier done, Runnable onInterrupt) {
		boolean interrupted = false;
		long pause = SHORTEST_PAUSE_NANOS;
		while (true) {
			Runnable step = this.steps.poll();
			if (step != null) {
				step.run();
				pause = SHORTEST_PAUSE_NANOS;
			}
			else if (done.getAsBoolean()) {
				break;
			}
			else if (Thread.interrupted()) {
				interrupted = true;
				onInterrupt.run();
			}
			else {
				this.time.park(this, pause);
				pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
			}
		}
		this.left = true;
		handOver();
		if (interrupted) {
			this.thread.interrupt();
		}
	}

	private void handOver() {
		for (Runnable step = this.steps.poll(); step != null; step = this.steps.poll()) {
			this.others.execute(step);
		}
	}

}
