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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The calls of this process that wait for the claims of others. Safe for use by many
 * threads; signals are sent without any lock held.
 */
final class Watchers {

	/** How many may wait in all unless another number is given. */
	static final int DEFAULT_LIMIT = 1000;

	private final int limitPerKey;

	private final int limit;

	private final AtomicInteger count = new AtomicInteger();

	private final ConcurrentMap<IdempotencyKey, List<Entry>> entries = new ConcurrentHashMap<>();

	/**
	 * Creates an empty set of watchers.
	 * @param limitPerKey how many may watch one key at a time
	 * @param limit how many may watch at a time
	 */
	Watchers(int limitPerKey, int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException("maxWaiters must be at least 1, not " + limit);
		}
		this.limitPerKey = limitPerKey;
		this.limit = limit;
	}

	IdempotencyStore.@Nullable Watch add(IdempotencyKey key, Runnable signal) {
		if (this.count.incrementAndGet() > this.limit) {
			this.count.decrementAndGet();
			return null;
		}
		Entry entry = new Entry(signal);
		List<Entry> watching = this.entries.compute(key, (same, present) -> with(present, entry));
		if (watching.contains(entry)) {
			return () -> remove(key, entry);
		}
		this.count.decrementAndGet();
		return null;
	}

	boolean isWatched(IdempotencyKey key) {
		return this.entries.containsKey(key);
	}

	private List<Entry> with(@Nullable List<Entry> present, Entry entry) {
		if (present == null) {
			return List.of(entry);
		}
		if (present.size() >= this.limitPerKey) {
			return present;
		}
		List<Entry> extended = new ArrayList<>(present);
		extended.add(entry);
		return List.copyOf(extended);
	}

	private void remove(IdempotencyKey key, Entry entry) {
		this.entries.computeIfPresent(key, (same, present) -> {
			List<Entry> reduced = new ArrayList<>(present);
			if (reduced.remove(entry)) {
				this.count.decrementAndGet();
			}
			return reduced.isEmpty() ? null : List.copyOf(reduced);
		});
	}

	void signal(IdempotencyKey key) {
		if (this.entries.isEmpty()) {
			return;
		}
		for (Entry entry : this.entries.getOrDefault(key, List.of())) {
			entry.signal.run();
		}
	}

	int size() {
		return this.entries.size();
	}

	/** One registration, distinct from every other one of the same signal. */
	private static final class Entry {

		private final Runnable signal;

		Entry(Runnable signal) {
			this.signal = signal;
		}

	}

}
