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

package dev.resilience.ratelimiter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * The calls that wait for permits, in order, and the one timer task that tells when the
 * time of the first has come. Guarded by the lock of its owner.
 */
final class PermitQueue {

	/** Made for the first who waits: most limiters never see one. */
	private Set<PermitWaiter> waiters = Set.of();

	private final TimeSource time;

	private final Runnable onDue;

	private long permits;

	private @Nullable Wakeup wakeup;

	/**
	 * Creates an empty queue.
	 * @param time where timer tasks are armed
	 * @param onDue called without the lock when the time of the first waiter has come
	 */
	PermitQueue(TimeSource time, Runnable onDue) {
		this.time = time;
		this.onDue = onDue;
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	int size() {
		return this.waiters.size();
	}

	/**
	 * Returns the number of permits for which calls wait.
	 * @return the sum of all weights
	 */
	long permits() {
		return this.permits;
	}

	PermitWaiter first() {
		return this.waiters.iterator().next();
	}

	List<PermitWaiter> heavierThan(int burst) {
		return this.waiters.stream().filter((waiter) -> waiter.weight() > burst).toList();
	}

	boolean contains(PermitWaiter waiter) {
		return this.waiters.contains(waiter);
	}

	void add(PermitWaiter waiter) {
		if (this.waiters.isEmpty()) {
			this.waiters = new LinkedHashSet<>();
		}
		this.waiters.add(waiter);
		this.permits += waiter.weight();
	}

	void remove(PermitWaiter waiter) {
		this.waiters.remove(waiter);
		this.permits -= waiter.weight();
	}

	/**
	 * Arms the timer, unless it is armed for the same time.
	 * @param dueNanos when the first waiter can be served
	 * @return {@code false} if that time has come meanwhile
	 */
	boolean arm(long dueNanos) {
		Wakeup current = this.wakeup;
		if (current == null || current.dueNanos != dueNanos) {
			disarm();
			Wakeup next = new Wakeup(dueNanos);
			this.wakeup = next;
			this.time.schedule(next, dueNanos);
		}
		return this.time.nanoTime() - dueNanos < 0;
	}

	void disarm() {
		if (this.wakeup != null) {
			this.wakeup.cancel();
			this.wakeup = null;
		}
	}

	/** Wakes the first waiter. */
	private final class Wakeup extends TimerTask {

		private final long dueNanos;

		Wakeup(long dueNanos) {
			this.dueNanos = dueNanos;
		}

		@Override
		protected void fire() {
			PermitQueue.this.onDue.run();
		}

	}

}
