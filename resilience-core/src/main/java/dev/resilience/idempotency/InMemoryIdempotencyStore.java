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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private final ConcurrentMap<IdempotencyKey, IdempotencyRecord> records = new ConcurrentHashMap<>();

	/**
	 * Results by expiry. An entry may be late or outlive its record: who takes one drops
	 * the record only if the key still has that very record.
	 */
	private final ConcurrentSkipListMap<IdempotencyRecord, IdempotencyKey> results = new ConcurrentSkipListMap<>(
			IdempotencyRecord.BY_EXPIRY);

	/** Claims by the end of their lease. */
	private final ConcurrentSkipListMap<IdempotencyRecord, IdempotencyKey> claims = new ConcurrentSkipListMap<>(
			IdempotencyRecord.BY_EXPIRY);

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
		this.watchers = new Watchers(MAX_WAITERS_PER_KEY, maxWaiters);
	}

	@Override
	public Claim claim(ClaimRequest request) {
		IdempotencyKey key = request.key();
		long now = this.time.nanoTime();
		clearExpired(now);
		while (true) {
			IdempotencyRecord current = this.records.get(key);
			if (current == null && !reserve(now)) {
				return new Claim.Full();
			}
			IdempotencyRecord.Transition transition = IdempotencyRecord.claim(current, request, now,
					this.tokens::incrementAndGet);
			IdempotencyRecord next = transition.next();
			if (next == current) {
				return transition.answer();
			}
			if (current == null) {
				if (this.records.putIfAbsent(key, next) == null) {
					byExpiry(next).put(next, key);
					return transition.answer();
				}
				this.size.decrementAndGet();
			}
			else if (replace(key, current, next)) {
				return transition.answer();
			}
		}
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		while (true) {
			IdempotencyRecord current = claimOf(key, token);
			if (current == null) {
				return false;
			}
			if (replace(key, current, current.renewed(lease, this.time.nanoTime()))) {
				return true;
			}
		}
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		while (true) {
			IdempotencyRecord current = claimOf(key, token);
			if (current == null) {
				return false;
			}
			if (replace(key, current, current.completed(ending, ttl, this.time.nanoTime()))) {
				this.watchers.signal(key);
				return true;
			}
		}
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		while (true) {
			IdempotencyRecord current = claimOf(key, token);
			if (current == null) {
				return false;
			}
			if (drop(key, current)) {
				this.watchers.signal(key);
				return true;
			}
		}
	}

	@Override
	public boolean remove(IdempotencyKey key) {
		while (true) {
			IdempotencyRecord current = this.records.get(key);
			if (current == null) {
				return false;
			}
			if (drop(key, current)) {
				this.watchers.signal(key);
				return true;
			}
		}
	}

	@Override
	public @Nullable RecordView find(IdempotencyKey key) {
		IdempotencyRecord current = this.records.get(key);
		long now = this.time.nanoTime();
		return (current != null && !(current.isCompleted() && current.isOver(now))) ? current.view(key, now) : null;
	}

	@Override
	public List<RecordView> claims(int limit) {
		long now = this.time.nanoTime();
		return this.claims.entrySet()
			.stream()
			.map((entry) -> entry.getKey().view(entry.getValue(), now))
			.sorted(Comparator.comparing(RecordView::age).reversed())
			.limit(limit)
			.toList();
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

	private @Nullable IdempotencyRecord claimOf(IdempotencyKey key, long token) {
		IdempotencyRecord current = this.records.get(key);
		return (current != null && current.isClaimedWith(token)) ? current : null;
	}

	private boolean replace(IdempotencyKey key, IdempotencyRecord current, IdempotencyRecord next) {
		if (!this.records.replace(key, current, next)) {
			return false;
		}
		byExpiry(current).remove(current);
		byExpiry(next).put(next, key);
		return true;
	}

	private boolean drop(IdempotencyKey key, IdempotencyRecord current) {
		if (!this.records.remove(key, current)) {
			return false;
		}
		byExpiry(current).remove(current);
		this.size.decrementAndGet();
		return true;
	}

	private ConcurrentSkipListMap<IdempotencyRecord, IdempotencyKey> byExpiry(IdempotencyRecord entry) {
		return entry.isCompleted() ? this.results : this.claims;
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
		Map.Entry<IdempotencyRecord, IdempotencyKey> first = this.results.pollFirstEntry();
		if (first != null) {
			if (drop(first.getValue(), first.getKey()) && !first.getKey().isOver(now)) {
				countEviction();
			}
			return true;
		}
		return dropFirstOver(this.claims, now) || this.size.get() < this.maxEntries;
	}

	private void countEviction() {
		if (this.evictions.incrementAndGet() == 1) {
			logger.warn("Idempotency store is full with {} records: results that would expire first are dropped early, "
					+ "and calls repeated after that run again", this.maxEntries);
		}
	}

	private void clearExpired(long now) {
		for (int cleared = 0; cleared < CLEARED_PER_CLAIM; cleared++) {
			if (!dropFirstOver(this.results, now)) {
				return;
			}
		}
	}

	private boolean dropFirstOver(ConcurrentSkipListMap<IdempotencyRecord, IdempotencyKey> byExpiry, long now) {
		Map.Entry<IdempotencyRecord, IdempotencyKey> first = byExpiry.firstEntry();
		if (first == null || !first.getKey().isOver(now)) {
			return false;
		}
		byExpiry.remove(first.getKey());
		drop(first.getValue(), first.getKey());
		return true;
	}

}
