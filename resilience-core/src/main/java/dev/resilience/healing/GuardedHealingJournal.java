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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.redaction.Redactor;

/**
 * A journal that never fails and holds no secrets: what the journal behind it does not
 * take is kept in memory, shown with the rest, and offered again before the next event. A
 * journal that begins to fail is reported once, and once more when it takes events again.
 * Safe for use by many threads.
 */
public final class GuardedHealingJournal implements HealingJournal {

	private static final Logger logger = LoggerFactory.getLogger(GuardedHealingJournal.class);

	/** The number of events that wait for the journal; the oldest are dropped first. */
	static final int MAX_WAITING = 1000;

	/** Held while events are handed on, so that they stay in order. */
	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<HealingEvent> waiting = new ArrayDeque<>();

	private final AtomicLong lost = new AtomicLong();

	private final HealingJournal journal;

	private final Redactor redactor;

	private volatile boolean failing;

	/** Readers have been told that the journal cannot be read. */
	private volatile boolean unreadable;

	/**
	 * Guards a journal and masks what the library takes for a secret.
	 * @param journal the journal
	 */
	public GuardedHealingJournal(HealingJournal journal) {
		this(journal, Redactor.standard());
	}

	/**
	 * Guards a journal.
	 * @param journal the journal
	 * @param redactor masks secrets in what is written
	 */
	public GuardedHealingJournal(HealingJournal journal, Redactor redactor) {
		this.journal = Objects.requireNonNull(journal);
		this.redactor = Redactor.guarded(redactor);
	}

	/**
	 * Adds an event. Never throws but for {@code null}.
	 */
	@Override
	public void append(HealingEvent event) {
		HealingEvent written = redacted(Objects.requireNonNull(event));
		this.lock.lock();
		try {
			this.waiting.addLast(written);
			if (this.waiting.size() > MAX_WAITING) {
				this.waiting.removeFirst();
				this.lost.incrementAndGet();
			}
			handOn();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void handOn() {
		try {
			for (HealingEvent next = this.waiting.peekFirst(); next != null; next = this.waiting.peekFirst()) {
				this.journal.append(next);
				this.waiting.removeFirst();
			}
			if (this.failing) {
				this.failing = false;
				logger.info("The healing journal {} takes events again", this.journal);
			}
		}
		catch (Throwable ex) {
			if (!this.failing) {
				this.failing = true;
				logger.error(
						"The healing journal {} cannot be written; up to {} events are kept in memory until it can",
						this.journal, MAX_WAITING, ex);
			}
		}
	}

	private HealingEvent redacted(HealingEvent event) {
		Map<String, Object> facts = new LinkedHashMap<>();
		event.metadata().forEach((name, fact) -> facts.put(name, masked(name, fact)));
		return event.toBuilder()
			.diagnosis(this.redactor.redact(event.diagnosis()))
			.note(this.redactor.redact(event.note()))
			.metadata(facts)
			.build();
	}

	private Object masked(String name, Object fact) {
		return Objects.requireNonNullElse(this.redactor.redactValue(name, fact), "");
	}

	/**
	 * Returns events, of which those that the journal has not taken are the newest. Never
	 * throws: of a journal that cannot be read nothing else is shown.
	 */
	@Override
	public List<HealingEvent> read(HealingFilter filter) {
		List<HealingEvent> found = new ArrayList<>();
		// Held so that no event moves from one place to the other meanwhile
		this.lock.lock();
		try {
			Iterator<HealingEvent> newestFirst = this.waiting.descendingIterator();
			while (newestFirst.hasNext() && found.size() < filter.limit()) {
				HealingEvent event = newestFirst.next();
				if (filter.matches(event)) {
					found.add(event);
				}
			}
			if (found.size() < filter.limit()) {
				found.addAll(readJournal(filter.withLimit(filter.limit() - found.size())));
			}
		}
		finally {
			this.lock.unlock();
		}
		return found;
	}

	private List<HealingEvent> readJournal(HealingFilter filter) {
		try {
			List<HealingEvent> found = this.journal.read(filter);
			this.unreadable = false;
			return found;
		}
		catch (Throwable ex) {
			// Who knows that it cannot be written need not be told this too
			if (!this.unreadable && !this.failing) {
				this.unreadable = true;
				logger.warn("The healing journal {} cannot be read", this.journal, ex);
			}
			return List.of();
		}
	}

	/**
	 * Returns whether the journal has not taken the last event.
	 * @return whether events wait in memory
	 */
	public boolean isFailing() {
		return this.failing;
	}

	/**
	 * Returns how many events the journal has never taken, as too many were waiting.
	 * @return the number of lost events, which only rises
	 */
	public long lost() {
		return this.lost.get();
	}

	/**
	 * Returns the journal behind this one.
	 * @return the journal
	 */
	public HealingJournal journal() {
		return this.journal;
	}

	@Override
	public String toString() {
		return "GuardedHealingJournal[" + this.journal + "]";
	}

}
