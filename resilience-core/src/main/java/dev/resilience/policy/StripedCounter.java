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

package dev.resilience.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * A counter for what happens on every call. Each platform thread has a cell of its own,
 * to which nobody else writes, so that to count takes no locked instruction and threads
 * never wait for each other's cache lines; virtual threads, and platform threads beyond
 * the first 64, share a {@link LongAdder}. A counter that one thread uses has no cells,
 * but the field in which it counts.
 * <p>
 * No count is ever lost, and a sum that is read later is never smaller, as long as
 * nothing negative is added. What a thread has counted is seen by everyone for whom it
 * happened before, and soon by all others.
 */
public final class StripedCounter {

	private static final VarHandle OWNER;

	private static final VarHandle OWN;

	private static final VarHandle CELLS;

	private static final VarHandle SHARED;

	private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

	private static final int NOBODY = -2;

	private static final int EVERYBODY = -3;

	private static final long[][] NO_CELLS = new long[0][];

	// A cell is so long that the values of two cells are never in one cache line.
	private static final int CELL_LENGTH = 8;

	private static final int POSITION = 3;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			OWNER = lookup.findVarHandle(StripedCounter.class, "owner", int.class);
			OWN = lookup.findVarHandle(StripedCounter.class, "own", long.class);
			CELLS = lookup.findVarHandle(StripedCounter.class, "cells", long[][].class);
			SHARED = lookup.findVarHandle(StripedCounter.class, "shared", LongAdder.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * The thread that counts in the field, as long as there is only one. Afterwards
	 * nobody writes to this object, so that all can read it at no cost.
	 */
	private volatile int owner = NOBODY;

	private long own;

	private volatile long[][] cells = NO_CELLS;

	private volatile @Nullable LongAdder shared;

	/**
	 * Counts one.
	 */
	public void increment() {
		add(1);
	}

	/**
	 * Adds to the count.
	 * @param amount what is added
	 */
	public void add(long amount) {
		int thread = ThreadStripes.current();
		if (thread == this.owner) {
			OWN.setOpaque(this, this.own + amount);
			return;
		}
		long[][] present = this.cells;
		long[] cell = (thread >= 0 && thread < present.length) ? present[thread] : null;
		if (cell != null) {
			VALUE.setOpaque(cell, POSITION, cell[POSITION] + amount);
		}
		else {
			addFirst(thread, amount);
		}
	}

	/**
	 * Returns the count.
	 * @return the sum of all that was added
	 */
	public long sum() {
		long sum = (long) OWN.getOpaque(this);
		for (long[] cell : this.cells) {
			if (cell != null) {
				sum += (long) VALUE.getOpaque(cell, POSITION);
			}
		}
		LongAdder adder = this.shared;
		return (adder != null) ? sum + adder.sum() : sum;
	}

	@Override
	public String toString() {
		return Long.toString(sum());
	}

	// The first count of this thread.
	private void addFirst(int thread, long amount) {
		if (thread == ThreadStripes.NONE) {
			shared().add(amount);
			return;
		}
		if (this.owner != NOBODY || !OWNER.compareAndSet(this, NOBODY, thread)) {
			this.owner = EVERYBODY;
			giveCell(thread);
		}
		add(amount);
	}

	private void giveCell(int thread) {
		long[][] before;
		long[][] after;
		do {
			before = this.cells;
			after = Arrays.copyOf(before, Math.max(before.length, thread + 1));
			after[thread] = new long[CELL_LENGTH];
		}
		while (!CELLS.compareAndSet(this, before, after));
	}

	private LongAdder shared() {
		LongAdder present = this.shared;
		if (present == null) {
			LongAdder created = new LongAdder();
			LongAdder earlier = (LongAdder) SHARED.compareAndExchange(this, null, created);
			present = (earlier != null) ? earlier : created;
		}
		return present;
	}

}
