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

package dev.resilience.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * The last things that were added, as many as its size. Neither writers nor readers wait
 * for anyone. Safe for use by many threads.
 *
 * @param <E> the type of things
 */
final class Ring<E> {

	private final AtomicReferenceArray<@Nullable Slot<E>> slots;

	private final AtomicLong next = new AtomicLong();

	Ring(int size) {
		this.slots = new AtomicReferenceArray<>(size);
	}

	void add(E element) {
		Slot<E> slot = new Slot<>(this.next.getAndIncrement(), element);
		// A writer that was overtaken by a whole round must not bring back what is old
		this.slots.accumulateAndGet(indexOf(slot.number()), slot,
				(present, added) -> (present == null || present.number() < added.number()) ? added : present);
	}

	// Newest first; what is being written at the same time may be missing
	List<E> latest() {
		List<E> elements = new ArrayList<>();
		long newest = this.next.get() - 1;
		long oldest = Math.max(0, newest - this.slots.length() + 1);
		for (long number = newest; number >= oldest; number--) {
			Slot<E> slot = this.slots.get(indexOf(number));
			if (slot != null && slot.number() == number) {
				elements.add(slot.element());
			}
		}
		return elements;
	}

	int size() {
		return this.slots.length();
	}

	private int indexOf(long number) {
		return (int) (number % this.slots.length());
	}

	/**
	 * An element beside its number, by which a reader knows whether the slot was reused.
	 */
	private record Slot<E>(long number, E element) {

	}

}
