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

package dev.resilience.autoconfigure.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import dev.resilience.event.Events;
import dev.resilience.event.ResilienceEvent;

/**
 * Remembers the last events, as many as its size. A ring whose slots are claimed by one
 * counter: neither writers nor readers wait for anyone. Safe for use by many threads.
 */
public final class EventBuffer implements AutoCloseable {

	private final AtomicReferenceArray<@Nullable Slot> ring;

	private final AtomicLong next = new AtomicLong();

	private final Events.Subscription subscription;

	/**
	 * Creates a buffer that listens to events from now on.
	 * @param events the events to remember
	 * @param size the number of events that are kept; 0 to keep none and not to listen
	 */
	public EventBuffer(Events events, int size) {
		Assert.isTrue(size >= 0, () -> "'size' must not be negative but is " + size);
		this.ring = new AtomicReferenceArray<>(size);
		this.subscription = (size > 0) ? events.on(ResilienceEvent.class, this::add) : () -> {
		};
	}

	private void add(ResilienceEvent event) {
		RecordedEvent recorded = RecordedEvent.of(event);
		Slot slot = new Slot(this.next.getAndIncrement(), recorded);
		// A writer that was overtaken by a whole round must not bring back an old event.
		this.ring.accumulateAndGet(indexOf(slot.number()), slot,
				(present, added) -> (present == null || present.number() < added.number()) ? added : present);
	}

	/**
	 * Returns the remembered events that meet a condition. Events that are being written
	 * at the same time may be missing.
	 * @param condition which events are wanted
	 * @param limit the number of events to return at most
	 * @return the events, newest first
	 */
	public List<RecordedEvent> latest(Predicate<RecordedEvent> condition, int limit) {
		List<RecordedEvent> events = new ArrayList<>();
		long newest = this.next.get() - 1;
		long oldest = Math.max(0, newest - this.ring.length() + 1);
		for (long number = newest; number >= oldest && events.size() < limit; number--) {
			Slot slot = this.ring.get(indexOf(number));
			if (slot != null && slot.number() == number && condition.test(slot.event())) {
				events.add(slot.event());
			}
		}
		return List.copyOf(events);
	}

	private int indexOf(long number) {
		return (int) (number % this.ring.length());
	}

	/**
	 * Stops listening; what is remembered can still be read.
	 */
	@Override
	public void close() {
		this.subscription.close();
	}

	/**
	 * An event beside its number, by which a reader knows whether the slot was reused.
	 */
	private record Slot(long number, RecordedEvent event) {

	}

}
