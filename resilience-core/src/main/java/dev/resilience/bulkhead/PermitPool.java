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
 * One long holds the number of permits out, the number of calls admitted so far and
 * whether calls wait, so that one atomic step decides and counts: whoever enters by it
 * saw an empty queue, and whoever leaves by it learns whether there is somebody to serve.
 * Only the holder of the lock changes the queue. A newcomer enters by compare-and-set,
 * not by adding first and looking later: it would have to undo that where there was no
 * permit, and meanwhile others would be refused a permit that is free.
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

	private static final long ADMITTED_MASK = (1L << 30) - 1;

	/** How many admissions leave the word at once, long before they would overflow. */
	private static final long ADMITTED_BATCH = 1L << 29;

	private static final long QUEUED = 1L << 30;

	private static final long ONE_ACTIVE = 1L << 31;

	private static final long ADMISSION = ONE_ACTIVE + 1;

	/** Changed with the settings, so that no newcomer succeeds by a limit of the past. */
	private static final long ONE_CHANGE = 1L << 62;

	private final QueueLock lock = new QueueLock();

	private final GateGroup<BulkheadConfig> group;

	/** What the bulkhead of a key shares with its instance. */
	private final @Nullable AdmissionCounts ofInstance;

	/** Who waits, in order; made for the first who does, guarded by the lock. */
	private Set<Place> queue = Set.of();

	/** Admissions that have left the word; guarded by the lock. */
	private long admittedBefore;

	/**
	 * Bits 0 to 29 admissions, 30 whether calls wait (changed under the lock only), 31 to
	 * 61 permits out, with a sign, 62 and 63 changes of the settings.
	 */
	private volatile long state;

	PermitPool(GateGroup<BulkheadConfig> group, AdmissionCounts counts) {
		this.group = group;
		this.ofInstance = counts.ofInstance();
	}

	/**
	 * Takes a permit if there is one and nobody waits.
	 * @return whether the caller has a permit
	 */
	boolean tryEnter() {
		while (true) {
			// The order of the two reads matters: see ONE_CHANGE.
			long current = this.state;
			if (isQueued(current) || active(current) >= config().maxConcurrent()) {
				return false;
			}
			if (STATE.compareAndSet(this, current, current + ADMISSION)) {
				countAdmission(current);
				return true;
			}
		}
	}

	/** Takes a permit even if there is none. */
	void enterBeyondLimit() {
		countAdmission((long) STATE.getAndAdd(this, ADMISSION));
	}

	// The bulkhead's own count is part of the step that has admitted the call.
	private void countAdmission(long before) {
		if (this.ofInstance != null) {
			this.ofInstance.admit();
		}
		if ((before & ADMITTED_BATCH) != 0) {
			this.lock.lock();
			try {
				takeBatchOut();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/** To be called under the lock. */
	private void takeBatchOut() {
		if ((this.state & ADMITTED_BATCH) != 0) {
			this.admittedBefore += ADMITTED_BATCH;
			STATE.getAndAdd(this, -ADMITTED_BATCH);
		}
	}

	/**
	 * Gives a permit back or hands it on.
	 * @return {@code false} if no permit was out
	 */
	boolean exit() {
		if (active(this.state) <= 0) {
			return false;
		}
		// An addition never fails, as a compare-and-set would among many callers.
		long before = (long) STATE.getAndAdd(this, -ONE_ACTIVE);
		if (active(before) <= 0) {
			// Somebody else gave the last permit back at the same time.
			STATE.getAndAdd(this, ONE_ACTIVE);
			return false;
		}
		if (isQueued(before)) {
			handOn();
		}
		return true;
	}

	// Nobody can have taken the permit meanwhile: while calls wait newcomers are turned
	// away.
	private void handOn() {
		this.lock.lock();
		try {
			serveQueue();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Admits who waits as far as the limit allows; to be called under the lock. */
	private void serveQueue() {
		while (!this.queue.isEmpty() && active(this.state) < config().maxConcurrent()) {
			Place first = this.queue.iterator().next();
			STATE.getAndAdd(this, ADMISSION);
			remove(first);
			admit(first);
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
			if (!isQueued(current) && active(current) < bounds.maxConcurrent()) {
				if (STATE.compareAndSet(this, current, current + ADMISSION)) {
					admit(place);
					return true;
				}
			}
			else if (this.queue.size() >= bounds.queueSize()) {
				return false;
			}
			// Compared, so that no permit comes back unseen just before.
			else if (isQueued(current) || STATE.compareAndSet(this, current, current + QUEUED)) {
				add(place);
				return true;
			}
		}
	}

	private void leaveQueue(Place place) {
		this.lock.lock();
		try {
			if (this.queue.contains(place)) {
				remove(place);
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
			serveQueue();
			while (!this.queue.isEmpty() && config().maxConcurrent() == 0) {
				Place first = this.queue.iterator().next();
				remove(first);
				this.lock.settle(first, Waiter.REFUSED);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(Place place) {
		if (this.queue.isEmpty()) {
			this.queue = new LinkedHashSet<>();
		}
		this.queue.add(place);
	}

	private void remove(Place place) {
		this.queue.remove(place);
		if (this.queue.isEmpty()) {
			// From here on newcomers may enter again.
			STATE.getAndAdd(this, -QUEUED);
		}
	}

	// Settles who has just been admitted under the lock.
	private void admit(Place place) {
		if (this.ofInstance != null) {
			this.ofInstance.admit();
		}
		takeBatchOut();
		this.lock.settle(place, PERMIT);
	}

	private BulkheadConfig config() {
		return this.group.settings();
	}

	/**
	 * Returns the numbers of one moment.
	 * @param counts what the bulkhead counts elsewhere
	 * @return the numbers
	 */
	BulkheadSnapshot snapshot(AdmissionCounts counts) {
		this.lock.lock();
		try {
			BulkheadConfig config = config();
			long current = this.state;
			long admitted = this.admittedBefore + (current & ADMITTED_MASK) + counts.admitted();
			return new BulkheadSnapshot(active(current), this.queue.size(), config.maxConcurrent(), config.queueSize(),
					admitted, counts.rejected(), counts.shadow());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the number of calls in the queue.
	 * @return the number of calls
	 */
	int waiting() {
		if (!isQueued(this.state)) {
			return 0;
		}
		this.lock.lock();
		try {
			return this.queue.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the number of permits out.
	 * @return the number of permits; above the limit while a lowered one takes effect
	 */
	int active() {
		return active(this.state);
	}

	/**
	 * Returns whether no permit is out and nobody waits.
	 * @return whether a new pool would do the same
	 */
	boolean isIdle() {
		long current = this.state;
		return active(current) == 0 && !isQueued(current);
	}

	private static int active(long state) {
		return (int) (state << 2 >> 33);
	}

	private static boolean isQueued(long state) {
		return (state & QUEUED) != 0;
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
