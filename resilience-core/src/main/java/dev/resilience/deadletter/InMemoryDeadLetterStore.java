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

package dev.resilience.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps dead letters in the memory of one process: they are lost when it ends, and no
 * other process sees them.
 * <p>
 * Bounded by the number of letters and by the characters of their texts. When it is full,
 * letters that are resolved or discarded make room for a new one, the oldest first; where
 * there are none, the oldest of the others does, which is said in the log. A letter that
 * is being replayed is never dropped. Safe for use by many threads.
 */
public final class InMemoryDeadLetterStore implements DeadLetterStore {

	/** The number of letters kept unless another one is given. */
	public static final int DEFAULT_MAX_ENTRIES = 10_000;

	/** The number of characters kept for all letters together unless another is given. */
	public static final long DEFAULT_MAX_CHARACTERS = 32L * 1024 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(InMemoryDeadLetterStore.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final int maxEntries;

	private final long maxCharacters;

	/** All letters, oldest first. */
	private final NavigableMap<String, DeadLetter> letters = new TreeMap<>();

	/** The ids of letters about which nothing is left to do. */
	private final TreeSet<String> ended = new TreeSet<>();

	private long characters;

	private long dropped;

	/**
	 * Creates a store for {@value #DEFAULT_MAX_ENTRIES} letters.
	 */
	public InMemoryDeadLetterStore() {
		this(DEFAULT_MAX_ENTRIES);
	}

	/**
	 * Creates a store.
	 * @param maxEntries the number of letters kept, at least 1
	 * @throws IllegalArgumentException if the number is less than 1
	 */
	public InMemoryDeadLetterStore(int maxEntries) {
		this(maxEntries, DEFAULT_MAX_CHARACTERS);
	}

	/**
	 * Creates a store.
	 * @param maxEntries the number of letters kept, at least 1
	 * @param maxCharacters the number of characters of the texts of all letters together,
	 * at least 1; the newest letter is kept whatever its size
	 * @throws IllegalArgumentException if a number is less than 1
	 */
	public InMemoryDeadLetterStore(int maxEntries, long maxCharacters) {
		if (maxEntries < 1 || maxCharacters < 1) {
			throw new IllegalArgumentException(
					"maxEntries and maxCharacters must be at least 1, not " + maxEntries + " and " + maxCharacters);
		}
		this.maxEntries = maxEntries;
		this.maxCharacters = maxCharacters;
	}

	@Override
	public void add(DeadLetter letter) {
		List<DeadLetter> victims = locked(() -> {
			if (this.letters.containsKey(letter.id())) {
				throw new IllegalArgumentException("There is a dead letter '" + letter.id() + "' already");
			}
			put(letter);
			return makeRoom(letter.id());
		});
		for (DeadLetter victim : victims) {
			logger.warn("The store for dead letters is full: letter {} of '{}', {}, which failed at {}, is dropped for "
					+ "a newer one", victim.id(), victim.operation(), victim.status(), victim.lastFailedAt());
		}
	}

	// Returns the letters that were dropped although something was left to do about them.
	private List<DeadLetter> makeRoom(String newest) {
		while (isFull() && !this.ended.isEmpty()) {
			take(this.ended.first());
		}
		List<DeadLetter> victims = new ArrayList<>();
		Iterator<DeadLetter> oldest = this.letters.values().iterator();
		while (isFull() && oldest.hasNext()) {
			DeadLetter candidate = oldest.next();
			if (candidate.status() != DeadLetterStatus.REPLAYING && !candidate.id().equals(newest)) {
				oldest.remove();
				this.characters -= size(candidate);
				victims.add(candidate);
			}
		}
		this.dropped += victims.size();
		return victims;
	}

	private boolean isFull() {
		return this.letters.size() > this.maxEntries || this.characters > this.maxCharacters;
	}

	@Override
	public @Nullable DeadLetter find(String id) {
		this.lock.lock();
		try {
			return this.letters.get(id);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<DeadLetter> list(DeadLetterFilter filter, @Nullable String before, int limit) {
		return locked(() -> {
			NavigableMap<String, DeadLetter> older = (before != null) ? this.letters.headMap(before, false)
					: this.letters;
			return older.descendingMap().values().stream().filter(filter::matches).limit(limit).toList();
		});
	}

	@Override
	public List<DeadLetterGroup> groups(DeadLetterFilter filter, int limit) {
		Map<String, DeadLetterGroup> groups = new LinkedHashMap<>();
		for (DeadLetter letter : list(filter, null, Integer.MAX_VALUE)) {
			groups.merge(letter.failure().fingerprint(),
					new DeadLetterGroup(letter.failure().fingerprint(), letter.failure().category(),
							letter.failure().type(), letter.operation(), 1, letter.firstFailedAt(),
							letter.lastFailedAt()),
					InMemoryDeadLetterStore::together);
		}
		return groups.values()
			.stream()
			.sorted(Comparator.comparingLong(DeadLetterGroup::count).reversed())
			.limit(limit)
			.toList();
	}

	private static DeadLetterGroup together(DeadLetterGroup newer, DeadLetterGroup older) {
		Instant first = newer.firstFailedAt().isBefore(older.firstFailedAt()) ? newer.firstFailedAt()
				: older.firstFailedAt();
		Instant last = newer.lastFailedAt().isAfter(older.lastFailedAt()) ? newer.lastFailedAt() : older.lastFailedAt();
		return new DeadLetterGroup(newer.fingerprint(), newer.category(), newer.type(), newer.operation(),
				newer.count() + older.count(), first, last);
	}

	@Override
	public boolean replace(DeadLetter changed) {
		return locked(() -> {
			DeadLetter current = this.letters.get(changed.id());
			if (current == null || current.version() != changed.version() - 1) {
				return false;
			}
			take(current.id());
			put(changed);
			return true;
		});
	}

	@Override
	public int remove(Set<DeadLetterStatus> statuses, Instant before, int limit) {
		return locked(() -> {
			List<String> old = this.letters.values()
				.stream()
				.filter((letter) -> statuses.contains(letter.status()) && letter.changedAt().isBefore(before))
				.limit(limit)
				.map(DeadLetter::id)
				.toList();
			old.forEach(this::take);
			return old.size();
		});
	}

	@Override
	public DeadLetterCounts counts() {
		Map<DeadLetterStatus, Long> counts = new EnumMap<>(DeadLetterStatus.class);
		Instant oldest = null;
		for (DeadLetter letter : list(DeadLetterFilter.ALL, null, Integer.MAX_VALUE)) {
			counts.merge(letter.status(), 1L, Long::sum);
			if (letter.status() == DeadLetterStatus.NEW
					&& (oldest == null || letter.firstFailedAt().isBefore(oldest))) {
				oldest = letter.firstFailedAt();
			}
		}
		return new DeadLetterCounts(counts, oldest);
	}

	@Override
	public boolean blocking() {
		return false;
	}

	/**
	 * Returns how many letters were dropped although something was left to do about them.
	 * @return the number of letters since the store was created
	 */
	public long dropped() {
		return locked(() -> this.dropped);
	}

	private void put(DeadLetter letter) {
		this.letters.put(letter.id(), letter);
		this.characters += size(letter);
		if (letter.status().isEnded()) {
			this.ended.add(letter.id());
		}
	}

	private void take(String id) {
		DeadLetter taken = this.letters.remove(id);
		if (taken != null) {
			this.characters -= size(taken);
			this.ended.remove(id);
		}
	}

	private static long size(DeadLetter letter) {
		String payload = letter.payload().text();
		long size = (payload != null) ? payload.length() : 0;
		for (Map.Entry<String, String> header : letter.headers().entrySet()) {
			size += header.getKey().length() + header.getValue().length();
		}
		return size + letter.failure().message().length() + letter.failure().stack().length() + letter.note().length();
	}

	private <T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
