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

package dev.resilience.bulkhead;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AdmissionCounts;
import dev.resilience.policy.GateGroup;
import dev.resilience.policy.QueueLock;
import dev.resilience.policy.QueuedWaiter;
import dev.resilience.policy.Waiter;

/**
 * The permits of a bulkhead and the calls that wait for one.
 * <p>
 * One long holds the number of permits out and the number of waiters, so that a single
 * compare-and-set decides both: whoever enters by it saw an empty queue, and whoever
 * leaves by it saw nobody to hand the permit to. As soon as there is a waiter both go
 * through the lock, which alone changes the queue and the number of waiters. While
 * somebody waits, at least as many permits are out as the limit allows: a permit that
 * comes back is handed to the first in the queue unless the limit was lowered meanwhile.
 */
final class PermitPool {

	/** The permit of every admitted call; nothing needs to be told apart. */
	static final long PERMIT = 0;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(PermitPool.class, "state", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final long ONE_ACTIVE = 1;

	private static final long ONE_WAITING = 1L << 31;

	/** Changed with the settings, so that no newcomer succeeds by a limit of the past. */
	private static final long ONE_CHANGE = 1L << 62;

	private final QueueLock lock = new QueueLock();

	/** Who waits, in order; guarded by the lock. */
	private final Set<Place> queue = new LinkedHashSet<>();

	private final GateGroup<BulkheadConfig> group;

	private final AdmissionCounts counts;

	/** Bits 0 to 30 permits out, 31 to 61 waiters, 62 and 63 changes of the settings. */
	private volatile long state;

	PermitPool(GateGroup<BulkheadConfig> group, AdmissionCounts counts) {
		this.group = group;
		this.counts = counts;
	}

	/**
	 * Takes a permit if there is one and nobody waits.
	 * @return whether the caller has a permit
	 */
	boolean tryEnter() {
		while (true) {
			// The order of the two reads matters: see ONE_CHANGE.
			long current = this.state;
			if (waiting(current) > 0 || active(current) >= config().maxConcurrent()) {
				return false;
			}
			if (STATE.compareAndSet(this, current, current + ONE_ACTIVE)) {
				this.counts.admit();
				return true;
			}
		}
	}

	/** Takes a permit even if there is none. */
	void enterBeyondLimit() {
		STATE.getAndAdd(this, ONE_ACTIVE);
		this.counts.admit();
	}

	/**
	 * Gives a permit back or hands it on.
	 * @return {@code false} if no permit was out
	 */
	boolean exit() {
		while (true) {
			long current = this.state;
			if (active(current) == 0) {
				return false;
			}
			if (waiting(current) > 0) {
				return handOn();
			}
			if (STATE.compareAndSet(this, current, current - ONE_ACTIVE)) {
				return true;
			}
		}
	}

	private boolean handOn() {
		this.lock.lock();
		try {
			while (true) {
				long current = this.state;
				if (active(current) == 0) {
					return false;
				}
				if (waiting(current) > 0 && active(current) <= config().maxConcurrent()) {
					STATE.getAndAdd(this, -ONE_WAITING);
					admitFirst();
					return true;
				}
				if (STATE.compareAndSet(this, current, current - ONE_ACTIVE)) {
					return true;
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes a place in the queue, or a permit if there is one by now.
	 * @return the place, or {@code null} if the queue is full or pointless
	 */
	@Nullable Waiter enqueue() {
		this.lock.lock();
		try {
			BulkheadConfig current = config();
			if (current.maxConcurrent() == 0) {
				return null;
			}
			Place place = new Place(current.maxWaitNanos());
			return enqueue(place, current) ? place : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean enqueue(Place place, BulkheadConfig bounds) {
		while (true) {
			long current = this.state;
			if (waiting(current) == 0 && active(current) < bounds.maxConcurrent()) {
				if (STATE.compareAndSet(this, current, current + ONE_ACTIVE)) {
					this.counts.admit();
					this.lock.settle(place, PERMIT);
					return true;
				}
			}
			else if (waiting(current) >= bounds.queueSize()) {
				return false;
			}
			else if (STATE.compareAndSet(this, current, current + ONE_WAITING)) {
				this.queue.add(place);
				return true;
			}
		}
	}

	private void leaveQueue(Place place) {
		this.lock.lock();
		try {
			if (this.queue.remove(place)) {
				STATE.getAndAdd(this, -ONE_WAITING);
				this.lock.settle(place, Waiter.REFUSED);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Looks at who waits, after the settings of the group have changed. Returns at once:
	 * calls above a lowered limit finish, and those that wait are admitted as far as the
	 * new limit allows, or refused if it is zero.
	 */
	void adoptSettings() {
		this.lock.lock();
		try {
			STATE.getAndAdd(this, ONE_CHANGE);
			int limit = config().maxConcurrent();
			while (!this.queue.isEmpty() && active(this.state) < limit) {
				STATE.getAndAdd(this, ONE_ACTIVE - ONE_WAITING);
				admitFirst();
			}
			while (limit == 0 && !this.queue.isEmpty()) {
				STATE.getAndAdd(this, -ONE_WAITING);
				this.lock.settle(removeFirst(), Waiter.REFUSED);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void admitFirst() {
		this.counts.admit();
		this.lock.settle(removeFirst(), PERMIT);
	}

	private Place removeFirst() {
		Place first = this.queue.iterator().next();
		this.queue.remove(first);
		return first;
	}

	private BulkheadConfig config() {
		return this.group.settings();
	}

	/**
	 * Returns both counts as of one moment, to be read by {@link #active} and
	 * {@link #waiting}.
	 * @return both counts
	 */
	long state() {
		return this.state;
	}

	static int active(long state) {
		return (int) state & Integer.MAX_VALUE;
	}

	static int waiting(long state) {
		return (int) (state >>> 31) & Integer.MAX_VALUE;
	}

	/** A place in the queue. */
	private final class Place extends QueuedWaiter {

		Place(long maxWaitNanos) {
			super(maxWaitNanos);
		}

		@Override
		public long cancel() {
			if (poll() == WAITING) {
				leaveQueue(this);
			}
			return poll();
		}

	}

}
