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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AdmissionCounts;
import dev.resilience.policy.GateGroup;
import dev.resilience.policy.QueueLock;
import dev.resilience.policy.Waiter;
import dev.resilience.time.TimeSource;

/**
 * The permits of a rate limiter and the calls that wait for them.
 * <p>
 * Without waiters permits are taken by one compare-and-set on the {@link Meter}. Waiters
 * reserve nothing: they stand in a queue whose head takes its permits when its time has
 * come, woken by one timer task. While there are waiters the state of the meter is
 * negative, which turns every newcomer away and leaves the meter to the holder of the
 * lock.
 */
final class PermitClock {

	/** Answer to a call that asks for more permits than there can ever be. */
	static final long UNSERVABLE = -2;

	private final TimeSource time;

	private final QueueLock lock = new QueueLock();

	/** Guarded by the lock. */
	private final PermitQueue queue;

	private final GateGroup<Rate> group;

	private final AdmissionCounts counts;

	/** What the limiter of a key shares with its instance. */
	private final @Nullable AdmissionCounts ofInstance;

	private volatile Meter meter;

	PermitClock(GateGroup<Rate> group, AdmissionCounts counts) {
		this.group = group;
		this.counts = counts;
		this.ofInstance = counts.ofInstance();
		this.time = group.context().time();
		this.queue = new PermitQueue(this.time, this::onDue);
		this.meter = Meter.full(group.settings(), this.time.nanoTime());
	}

	/**
	 * Takes permits if there are enough and nobody waits.
	 * @param weight the number of permits
	 * @param now the present in nanoseconds
	 * @return a permit, {@link Waiter#REFUSED} or {@link #UNSERVABLE}
	 */
	long tryTake(int weight, long now) {
		while (true) {
			Meter current = this.meter;
			if (!current.follows(this.group.settings())) {
				adoptSettings();
				continue;
			}
			if (current.isOutlived(now)) {
				awaitMeter(now);
				continue;
			}
			Gcra gcra = current.gcra();
			if (weight < 1 || weight > gcra.burst()) {
				return UNSERVABLE;
			}
			long state = current.state();
			if (state == Meter.CLOSED) {
				awaitMeter(now);
				continue;
			}
			if (state < 0) {
				return Waiter.REFUSED;
			}
			if (current.isCountFull(state)) {
				awaitMeter(now);
				continue;
			}
			long next = gcra.take(current.tat(state), current.units(now), weight);
			if (next < 0) {
				return Waiter.REFUSED;
			}
			if (current.advance(state, current.admit(state, next))) {
				count(current);
				return current.permit(next, weight);
			}
		}
	}

	// The limiter's own count is part of the step that has admitted the call.
	private void count(Meter current) {
		if (!current.counts()) {
			this.counts.admit();
		}
		else if (this.ofInstance != null) {
			this.ofInstance.admit();
		}
	}

	/**
	 * Waits for who is replacing the meter, or replaces it.
	 * @param now the present in nanoseconds
	 */
	private void awaitMeter(long now) {
		this.lock.lock();
		try {
			currentMeter(now);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the meter for a time; to be called under the lock.
	 * @param now the present in nanoseconds
	 * @return a meter that is not outlived and had room in its count
	 */
	private Meter currentMeter(long now) {
		if (this.meter.isOutlived(now)) {
			this.meter = this.meter.replace(this.meter.rate(), now);
		}
		else if (this.meter.isCountFull(this.meter.state())) {
			this.meter = this.meter.recount();
		}
		return this.meter;
	}

	/**
	 * Gives permits back as if they had never been taken. That is exact only while nobody
	 * else has taken any since: what came back meanwhile has come back already, and
	 * giving it back twice would admit more than the burst. Then they stay spent.
	 * @param permit the permit
	 */
	void giveBack(long permit) {
		while (true) {
			Meter current = this.meter;
			long state = current.state();
			if (state < 0) {
				giveBackToQueue(permit);
				return;
			}
			long before = current.before(permit, current.tat(state));
			if (before < 0 || current.advance(state, current.move(state, before))) {
				return;
			}
		}
	}

	private void giveBackToQueue(long permit) {
		this.lock.lock();
		try {
			Meter current = this.meter;
			long state = current.state();
			long before = current.before(permit, current.tat(state));
			// A lost race means that somebody else has taken permits: then these stay
			// spent.
			if (before >= 0 && current.advance(state, current.move(state, before))) {
				serveQueue();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes all permits there are and returns their number.
	 * @return the number of permits taken
	 */
	int drain() {
		this.lock.lock();
		try {
			adoptRate();
			serveQueue();
			long now = this.time.nanoTime();
			Meter current = currentMeter(now);
			while (true) {
				long state = current.state();
				int available = current.available(state, now);
				if (available == 0) {
					return 0;
				}
				long next = current.gcra().take(current.tat(state), current.units(now), available);
				if (current.advance(state, current.move(state, next))) {
					serveQueue();
					return available;
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes a place in the queue, or permits if there are enough by now.
	 * @param weight the number of permits
	 * @return the place, or {@code null} if the call cannot be served in time
	 */
	@Nullable Waiter enqueue(int weight) {
		this.lock.lock();
		try {
			adoptRate();
			serveQueue();
			long now = this.time.nanoTime();
			Meter current = currentMeter(now);
			if (weight < 1 || weight > current.gcra().burst()) {
				return null;
			}
			PermitWaiter waiter = new PermitWaiter(this, weight, current.config().maxWaitNanos());
			return enqueue(waiter, now) ? waiter : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean enqueue(PermitWaiter waiter, long now) {
		while (true) {
			Meter current = currentMeter(now);
			long state = current.state();
			if (state >= 0) {
				long next = current.gcra().take(current.tat(state), current.units(now), waiter.weight());
				if (next >= 0) {
					if (!current.isCountFull(state) && current.advance(state, current.admit(state, next))) {
						count(current);
						this.lock.settle(waiter, current.permit(next, waiter.weight()));
						return true;
					}
					continue;
				}
			}
			if (current.waitNanos(state, now, this.queue.permits() + waiter.weight()) > waiter.maxWaitNanos()) {
				return false;
			}
			if (state < 0 || current.advance(state, ~state)) {
				this.queue.add(waiter);
				serveQueue();
				return true;
			}
		}
	}

	void leaveQueue(PermitWaiter waiter) {
		this.lock.lock();
		try {
			// Whose time has come is served, though the timer may be late and the wait of
			// the call over at this very moment.
			serveQueue();
			if (this.queue.contains(waiter)) {
				remove(waiter, Waiter.REFUSED);
				serveQueue();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Goes on by the settings of the group, which have changed; see
	 * {@link RateLimiter#reconfigure}. Does nothing if it goes by them already.
	 */
	void adoptSettings() {
		this.lock.lock();
		try {
			adoptRate();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** As {@link #adoptSettings()}, to be called under the lock. */
	private void adoptRate() {
		Rate rate = this.group.settings();
		if (this.meter.follows(rate)) {
			return;
		}
		serveQueue();
		this.meter = this.meter.replace(rate, this.time.nanoTime());
		for (PermitWaiter waiter : this.queue.heavierThan(rate.config().burst())) {
			remove(waiter, Waiter.REFUSED);
		}
		serveQueue();
	}

	/**
	 * Serves everybody whose time has come and arms the timer for the next; to be called
	 * under the lock.
	 */
	private void serveQueue() {
		while (!this.queue.isEmpty()) {
			long now = this.time.nanoTime();
			Meter current = currentMeter(now);
			long state = current.state();
			PermitWaiter head = this.queue.first();
			long next = current.gcra().take(current.tat(state), current.units(now), head.weight());
			if (next >= 0) {
				current.set(current.admit(state, next));
				count(current);
				remove(head, current.permit(next, head.weight()));
			}
			else if (this.queue.arm(current.clockTime(now, current.waitNanos(state, now, head.weight())))) {
				return;
			}
		}
		this.queue.disarm();
	}

	private void onDue() {
		this.lock.lock();
		try {
			serveQueue();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void remove(PermitWaiter waiter, long outcome) {
		this.queue.remove(waiter);
		this.lock.settle(waiter, outcome);
		if (this.queue.isEmpty()) {
			// From here on newcomers may take permits again.
			this.meter.set(Meter.withoutWaiters(this.meter.state()));
		}
	}

	/**
	 * Returns after what time a new call would be admitted at once, in nanoseconds.
	 * @param weight the number of permits
	 * @return the time in nanoseconds
	 */
	long waitNanos(int weight) {
		long now = this.time.nanoTime();
		Meter current = this.meter;
		long state = current.state();
		if (state >= 0 && !current.isOutlived(now) && current.follows(this.group.settings())) {
			return current.waitNanos(state, now, servable(weight, current));
		}
		this.lock.lock();
		try {
			adoptRate();
			serveQueue();
			return queueWaitNanos(weight, this.time.nanoTime());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * As {@link #waitNanos}, to be called under the lock.
	 * @param weight the number of permits
	 * @param now the present in nanoseconds
	 * @return the time in nanoseconds
	 */
	private long queueWaitNanos(int weight, long now) {
		Meter current = currentMeter(now);
		return current.waitNanos(current.state(), now, this.queue.permits() + servable(weight, current));
	}

	private static int servable(int weight, Meter meter) {
		return Math.min(Math.max(1, weight), meter.gcra().burst());
	}

	/**
	 * Returns the numbers of one moment, with nobody in the queue whose time has come.
	 * @return the numbers
	 */
	RateLimiterSnapshot snapshot() {
		this.lock.lock();
		try {
			adoptRate();
			serveQueue();
			long now = this.time.nanoTime();
			Meter current = currentMeter(now);
			RateLimiterConfig config = current.config();
			long state = current.state();
			return new RateLimiterSnapshot(current.available(state, now), this.queue.size(), config.burst(),
					config.permits(), config.period(), Duration.ofNanos(queueWaitNanos(1, now)),
					current.admitted(state) + this.counts.admitted(), this.counts.rejected(), this.counts.shadow());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether nobody waits and all that was spent has come back.
	 * @return whether a new clock would tell the same
	 */
	boolean isFull() {
		Meter current = this.meter;
		long state = current.state();
		return state >= 0 && current.available(state, this.time.nanoTime()) == current.gcra().burst();
	}

}
