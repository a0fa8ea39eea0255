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

package dev.resilience.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.time.TimeSource;

/**
 * Keeps records in the memory of one process: they are lost when it ends, and no other
 * process sees them. Results are kept as they are, so all callers get the same object.
 * <p>
 * Bounded. When it is full, the result that would expire first makes room for a new key;
 * where there are claims only, one whose lease is over does. A claim that holds is never
 * dropped: a store full of them refuses new keys. Safe for use by many threads; no method
 * blocks or runs user code under a lock.
 */
public final class InMemoryIdempotencyStore implements IdempotencyStore {

	/** The number of records kept unless another one is given. */
	public static final int DEFAULT_MAX_ENTRIES = 100_000;

	/** The number of calls that may wait for one key at a time. */
	public static final int MAX_WAITERS_PER_KEY = 256;

	/**
	 * How many expired results a new claim clears away, so that they go as others come.
	 */
	private static final int CLEARED_PER_CLAIM = 2;

	private static final Logger logger = LoggerFactory.getLogger(InMemoryIdempotencyStore.class);

	private final TimeSource time;

	private final int maxEntries;

	private final ConcurrentMap<IdempotencyKey, RecordSlot> slots = new ConcurrentHashMap<>();

	private final ResultsByExpiry results = new ResultsByExpiry();

	/**
	 * No lease ends before this time: a bound, so that a store full of claims that hold
	 * is not looked through at every refusal.
	 */
	private final AtomicLong earliestLeaseEnd;

	/**
	 * Counts a record before it is in the map, so that the bound holds at every moment.
	 */
	private final AtomicInteger size = new AtomicInteger();

	/** One row of numbers for all keys: tokens rise per key without a history of any. */
	private final AtomicLong tokens = new AtomicLong();

	private final AtomicLong evictions = new AtomicLong();

	private final Watchers watchers;

	/**
	 * Creates a store for {@value #DEFAULT_MAX_ENTRIES} records.
	 * @param time where time comes from
	 */
	public InMemoryIdempotencyStore(TimeSource time) {
		this(time, DEFAULT_MAX_ENTRIES);
	}

	/**
	 * Creates a store.
	 * @param time where time comes from
	 * @param maxEntries the number of records kept, at least 1
	 * @throws IllegalArgumentException if the number is less than 1
	 */
	public InMemoryIdempotencyStore(TimeSource time, int maxEntries) {
		this(time, maxEntries, Watchers.DEFAULT_LIMIT);
	}

	/**
	 * Creates a store.
	 * @param time where time comes from
	 * @param maxEntries the number of records kept, at least 1
	 * @param maxWaiters the number of calls that may wait for others, for all keys
	 * together
	 * @throws IllegalArgumentException if a number is less than 1
	 */
	public InMemoryIdempotencyStore(TimeSource time, int maxEntries, int maxWaiters) {
		if (maxEntries < 1) {
			throw new IllegalArgumentException("maxEntries must be at least 1, not " + maxEntries);
		}
		this.time = time;
		this.maxEntries = maxEntries;
		this.earliestLeaseEnd = new AtomicLong(time.nanoTime());
		this.watchers = new Watchers(MAX_WAITERS_PER_KEY, maxWaiters);
	}

	@Override
	public Claim claim(ClaimRequest request) {
		IdempotencyKey key = request.key();
		long now = this.time.nanoTime();
		clearExpired(now);
		while (true) {
			RecordSlot slot = this.slots.get(key);
			if (slot == null) {
				if (!reserve(now)) {
					return new Claim.Full();
				}
				IdempotencyRecord.Transition transition = IdempotencyRecord.claim(null, request, now,
						this.tokens::incrementAndGet);
				if (this.slots.putIfAbsent(key, new RecordSlot(key, transition.next())) == null) {
					noteLease(transition.next());
					return transition.answer();
				}
				this.size.decrementAndGet();
				continue;
			}
			IdempotencyRecord current = slot.record();
			if (current == null) {
				this.slots.remove(key, slot);
				continue;
			}
			IdempotencyRecord.Transition transition = IdempotencyRecord.claim(current, request, now,
					this.tokens::incrementAndGet);
			if (transition.next() == current) {
				return transition.answer();
			}
			if (slot.swap(current, transition.next())) {
				noteLease(transition.next());
				return transition.answer();
			}
		}
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		while (true) {
			RecordSlot slot = this.slots.get(key);
			IdempotencyRecord current = claimIn(slot, token);
			if (slot == null || current == null) {
				return false;
			}
			IdempotencyRecord next = current.renewed(lease, this.time.nanoTime());
			if (slot.swap(current, next)) {
				noteLease(next);
				return true;
			}
		}
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		while (true) {
			RecordSlot slot = this.slots.get(key);
			IdempotencyRecord current = claimIn(slot, token);
			if (slot == null || current == null) {
				return false;
			}
			IdempotencyRecord next = current.completed(ending, ttl, this.time.nanoTime());
			if (slot.swap(current, next)) {
				this.results.add(slot, next, ConfigCheck.nanos(ttl));
				this.watchers.signal(key);
				return true;
			}
		}
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		return drop(key, (current) -> current.isClaimedWith(token));
	}

	@Override
	public boolean remove(IdempotencyKey key) {
		return drop(key, (current) -> true);
	}

	private boolean drop(IdempotencyKey key, Predicate<IdempotencyRecord> condition) {
		while (true) {
			RecordSlot slot = this.slots.get(key);
			IdempotencyRecord current = (slot != null) ? slot.record() : null;
			if (slot == null || current == null || !condition.test(current)) {
				return false;
			}
			if (drop(slot, current)) {
				if (current.isCompleted()) {
					this.results.orphaned(this.size.get());
				}
				this.watchers.signal(key);
				return true;
			}
		}
	}

	@Override
	public @Nullable RecordView find(IdempotencyKey key) {
		RecordSlot slot = this.slots.get(key);
		IdempotencyRecord current = (slot != null) ? slot.record() : null;
		long now = this.time.nanoTime();
		return (current != null && !(current.isCompleted() && current.isOver(now))) ? current.view(key, now) : null;
	}

	@Override
	public List<RecordView> claims(int limit) {
		long now = this.time.nanoTime();
		List<RecordView> claims = new ArrayList<>();
		for (RecordSlot slot : this.slots.values()) {
			IdempotencyRecord current = slot.record();
			if (current != null && !current.isCompleted()) {
				claims.add(current.view(slot.key(), now));
			}
		}
		claims.sort(Comparator.comparing(RecordView::age).reversed());
		return claims.subList(0, Math.min(limit, claims.size()));
	}

	@Override
	public @Nullable Watch watch(IdempotencyKey key, Runnable signal) {
		return this.watchers.add(key, signal);
	}

	@Override
	public boolean blocking() {
		return false;
	}

	@Override
	public boolean keepsObjects() {
		return true;
	}

	/**
	 * Returns the number of records, expired ones that are not cleared away yet included.
	 * @return the number of records
	 */
	public int size() {
		return this.size.get();
	}

	/**
	 * Returns how many results had to make room before they expired.
	 * @return the number of results dropped early
	 */
	public long evictions() {
		return this.evictions.get();
	}

	int watchedKeys() {
		return this.watchers.size();
	}

	private static @Nullable IdempotencyRecord claimIn(@Nullable RecordSlot slot, long token) {
		IdempotencyRecord current = (slot != null) ? slot.record() : null;
		return (current != null && current.isClaimedWith(token)) ? current : null;
	}

	private boolean drop(RecordSlot slot, IdempotencyRecord current) {
		if (!slot.swap(current, null)) {
			return false;
		}
		this.slots.remove(slot.key(), slot);
		this.size.decrementAndGet();
		return true;
	}

	private void noteLease(IdempotencyRecord claim) {
		long end = claim.expiresAt();
		long earliest = this.earliestLeaseEnd.get();
		while (end - earliest < 0 && !this.earliestLeaseEnd.compareAndSet(earliest, end)) {
			earliest = this.earliestLeaseEnd.get();
		}
	}

	// Counts one record more if there is room or room can be made.
	private boolean reserve(long now) {
		while (true) {
			int current = this.size.get();
			if (current >= this.maxEntries) {
				if (!makeRoom(now)) {
					return false;
				}
			}
			else if (this.size.compareAndSet(current, current + 1)) {
				return true;
			}
		}
	}

	private boolean makeRoom(long now) {
		ResultsByExpiry.Entry first = this.results.takeFirst();
		if (first != null) {
			if (drop(first.slot(), first.result()) && !first.result().isOver(now)) {
				countEviction();
			}
			return true;
		}
		return dropAbandoned(now) || this.size.get() < this.maxEntries;
	}

	// Drops the claim whose lease has been over for longest.
	private boolean dropAbandoned(long now) {
		while (now - this.earliestLeaseEnd.get() >= 0) {
			// Whoever claims meanwhile lowers the bound again.
			this.earliestLeaseEnd.set(TimeSource.after(now, Long.MAX_VALUE));
			RecordSlot place = null;
			IdempotencyRecord oldest = null;
			for (RecordSlot slot : this.slots.values()) {
				IdempotencyRecord current = slot.record();
				if (current != null && !current.isCompleted()) {
					noteLease(current);
					if (current.isOver(now)
							&& (oldest == null || IdempotencyRecord.BY_EXPIRY.compare(current, oldest) < 0)) {
						place = slot;
						oldest = current;
					}
				}
			}
			if (place != null && oldest != null && drop(place, oldest)) {
				return true;
			}
		}
		return false;
	}

	private void countEviction() {
		if (this.evictions.incrementAndGet() == 1) {
			logger.warn("Idempotency store is full with {} records: results that would expire first are dropped early, "
					+ "and calls repeated after that run again", this.maxEntries);
		}
	}

	private void clearExpired(long now) {
		for (int cleared = 0; cleared < CLEARED_PER_CLAIM; cleared++) {
			ResultsByExpiry.Entry over = this.results.takeOver(now);
			if (over == null) {
				return;
			}
			drop(over.slot(), over.result());
		}
	}

}
