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

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The results in memory, by the end of their time to live. Results of equal times to live
 * end in the order in which they came, so each such time has a queue, up to
 * {@value #MAX_QUEUES}; the others share a sorted set. An entry may outlive its record:
 * whoever takes one drops the record only if its place still has that very record. Safe
 * for use by many threads.
 */
final class ResultsByExpiry {

	static final int MAX_QUEUES = 16;

	/** How many entries without a record are worth a sweep. */
	private static final int SWEEP_FROM = 1024;

	private final ConcurrentSkipListSet<Entry> others = new ConcurrentSkipListSet<>(Entry.BY_EXPIRY);

	private final AtomicLong orphans = new AtomicLong();

	private final AtomicReference<Lane[]> lanes = new AtomicReference<>(new Lane[0]);

	void add(RecordSlot slot, IdempotencyRecord result, long ttlNanos) {
		Entry entry = new Entry(slot, result);
		Queue<Entry> queue = queueOf(ttlNanos);
		if (queue != null) {
			queue.add(entry);
		}
		else {
			this.others.add(entry);
		}
	}

	private @Nullable Queue<Entry> queueOf(long ttlNanos) {
		while (true) {
			Lane[] present = this.lanes.get();
			for (Lane lane : present) {
				if (lane.ttlNanos == ttlNanos) {
					return lane.queue;
				}
			}
			if (present.length == MAX_QUEUES) {
				return null;
			}
			Lane[] extended = Arrays.copyOf(present, present.length + 1);
			extended[present.length] = new Lane(ttlNanos, new ConcurrentLinkedQueue<>());
			this.lanes.compareAndSet(present, extended);
		}
	}

	/**
	 * Takes an entry whose time to live is over.
	 * @param now the time
	 * @return an entry, or {@code null} if there is none
	 */
	@Nullable Entry takeOver(long now) {
		for (Lane lane : this.lanes.get()) {
			Entry first = lane.queue.peek();
			if (first != null && first.result.isOver(now) && lane.queue.remove(first)) {
				return first;
			}
		}
		Entry first = firstOther();
		return (first != null && first.result.isOver(now) && this.others.remove(first)) ? first : null;
	}

	/**
	 * Takes the entry that ends first; of those that end at the same time, the one that
	 * came first, which had the longest time to live.
	 * @return an entry, or {@code null} if there is none
	 */
	@Nullable Entry takeFirst() {
		while (true) {
			Entry first = firstOther();
			Lane source = null;
			for (Lane lane : this.lanes.get()) {
				Entry head = lane.queue.peek();
				if (head != null && (first == null || endsBefore(head, lane, first, source))) {
					first = head;
					source = lane;
				}
			}
			if (first == null) {
				return null;
			}
			if ((source != null) ? source.queue.remove(first) : this.others.remove(first)) {
				return first;
			}
		}
	}

	private static boolean endsBefore(Entry head, Lane lane, Entry first, @Nullable Lane source) {
		long difference = head.result.expiresAt() - first.result.expiresAt();
		return difference < 0 || (difference == 0 && source != null && lane.ttlNanos > source.ttlNanos);
	}

	private @Nullable Entry firstOther() {
		Iterator<Entry> sorted = this.others.iterator();
		return sorted.hasNext() ? sorted.next() : null;
	}

	/**
	 * Says that a result is gone before its time, so that its entry is swept away some
	 * day, long before it would end.
	 * @param live about how many records there are
	 */
	void orphaned(int live) {
		long count = this.orphans.incrementAndGet();
		if (count >= SWEEP_FROM && count >= live && this.orphans.compareAndSet(count, 0)) {
			for (Lane lane : this.lanes.get()) {
				lane.queue.removeIf(Entry::isOrphan);
			}
			this.others.removeIf(Entry::isOrphan);
		}
	}

	int size() {
		int size = this.others.size();
		for (Lane lane : this.lanes.get()) {
			size += lane.queue.size();
		}
		return size;
	}

	/** A result at its place. Told apart by identity. */
	static final class Entry {

		private static final Comparator<Entry> BY_EXPIRY = Comparator.comparing((entry) -> entry.result,
				IdempotencyRecord.BY_EXPIRY);

		private final RecordSlot slot;

		private final IdempotencyRecord result;

		Entry(RecordSlot slot, IdempotencyRecord result) {
			this.slot = slot;
			this.result = result;
		}

		RecordSlot slot() {
			return this.slot;
		}

		IdempotencyRecord result() {
			return this.result;
		}

		boolean isOrphan() {
			return this.slot.record() != this.result;
		}

	}

	/**
	 * The results of one time to live.
	 *
	 * @param ttlNanos the time to live, in nanoseconds
	 * @param queue the results in the order in which they end
	 */
	private record Lane(long ttlNanos, Queue<Entry> queue) {

	}

}
