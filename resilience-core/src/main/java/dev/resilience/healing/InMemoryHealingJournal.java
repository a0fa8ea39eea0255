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

package dev.resilience.healing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the newest events in memory. Safe for use by many threads.
 */
public final class InMemoryHealingJournal implements HealingJournal {

	/** The number of events that are kept where nothing else is said. */
	public static final int DEFAULT_MAX_EVENTS = 1000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<HealingEvent> events = new ArrayDeque<>();

	private final int maxEvents;

	/**
	 * Creates an empty journal of {@value #DEFAULT_MAX_EVENTS} events.
	 */
	public InMemoryHealingJournal() {
		this(DEFAULT_MAX_EVENTS);
	}

	/**
	 * Creates an empty journal.
	 * @param maxEvents the number of events to keep, 1 or more
	 * @throws IllegalArgumentException if it is less than 1
	 */
	public InMemoryHealingJournal(int maxEvents) {
		if (maxEvents < 1) {
			throw new IllegalArgumentException("maxEvents must be at least 1, but is " + maxEvents);
		}
		this.maxEvents = maxEvents;
	}

	@Override
	public void append(HealingEvent event) {
		Objects.requireNonNull(event);
		this.lock.lock();
		try {
			this.events.addLast(event);
			if (this.events.size() > this.maxEvents) {
				this.events.removeFirst();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<HealingEvent> read(HealingFilter filter) {
		List<HealingEvent> found = new ArrayList<>();
		this.lock.lock();
		try {
			Iterator<HealingEvent> newestFirst = this.events.descendingIterator();
			while (newestFirst.hasNext() && found.size() < filter.limit()) {
				HealingEvent event = newestFirst.next();
				if (filter.matches(event)) {
					found.add(event);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		return found;
	}

	@Override
	public String toString() {
		return "InMemoryHealingJournal[maxEvents=" + this.maxEvents + "]";
	}

}
