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

package dev.resilience.circuitbreaker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the last calls, two bits each, in a ring.
 * <p>
 * One {@code long} holds the position and the sums and moves on by compare-and-set, so
 * every recorded call sees sums that contain exactly the calls before it. The bits of the
 * call follow in a second step. Should the ring turn a whole round between the two steps,
 * the outcome that a call really displaces differs from the one it has subtracted; the
 * difference is put right, so that the sums always come back to what a recount would
 * give. In between they may be off, even below zero, which is why they are stored with a
 * sign.
 * <p>
 * The ring itself is allocated with the first outcome that is not a fast success: until
 * then the sums say everything.
 */
final class CountWindow extends Window {

	/** The largest size whose sums fit into the bits they have. */
	static final int MAX_SIZE = 1_000_000;

	private static final VarHandle SUMMARY;

	private static final VarHandle RING;

	private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

	private static final int FAILED = 1;

	private static final int SLOW = 2;

	private static final int OUTCOMES_PER_WORD = 32;

	// Layout of the summary: slow calls (21 bits, signed), failures (21 bits, signed),
	// full or not (1 bit), position of the next call (21 bits).

	private static final int SUM_BITS = 21;

	private static final long SUM_MASK = (1L << SUM_BITS) - 1;

	private static final long POSITION_MASK = SUM_MASK;

	private static final long FULL = 1L << 21;

	private static final int FAILURES_SHIFT = 22;

	private static final int SLOW_SHIFT = FAILURES_SHIFT + SUM_BITS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			SUMMARY = lookup.findVarHandle(CountWindow.class, "summary", long.class);
			RING = lookup.findVarHandle(CountWindow.class, "ring", long[].class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile long summary;

	private volatile long @Nullable [] ring;

	CountWindow(WindowShape shape) {
		super(shape);
	}

	/**
	 * Creates a window that has recorded fast successes and nothing else.
	 * @param shape the shape
	 * @param successes the number of successes; beyond the size it makes no difference
	 */
	CountWindow(WindowShape shape, int successes) {
		super(shape);
		this.summary = (successes < shape.size()) ? successes : FULL;
	}

	@Override
	@Nullable String record(boolean failed, boolean slow, long now, TripRules rules) {
		int outcome = (failed ? FAILED : 0) | (slow ? SLOW : 0);
		while (true) {
			long before = this.summary;
			if (outcome == 0 && (before & ~POSITION_MASK) == FULL) {
				// A ring full of fast successes looks the same after one more
				return null;
			}
			int position = position(before);
			int displaced = outcomeAt(position);
			long after = next(before, displaced, outcome);
			if (SUMMARY.compareAndSet(this, before, after)) {
				store(position, displaced, outcome);
				return rules.judge(calls(after), failures(after), slowCalls(after));
			}
		}
	}

	@Override
	Tally tally(long now) {
		long current = this.summary;
		return new Tally(calls(current), failures(current), slowCalls(current));
	}

	/**
	 * Adds the outcomes up one by one, for tests.
	 * @return the sums that the ring gives
	 */
	Tally recount() {
		int failures = 0;
		int slowCalls = 0;
		for (int position = 0; position < shape().size(); position++) {
			int outcome = outcomeAt(position);
			failures += outcome & FAILED;
			slowCalls += (outcome & SLOW) >> 1;
		}
		return new Tally(calls(this.summary), failures, slowCalls);
	}

	private long next(long before, int displaced, int outcome) {
		int position = position(before) + 1;
		boolean turned = position == shape().size();
		long full = (turned) ? FULL : (before & FULL);
		return pack(turned ? 0 : position, full, signedFailures(before) + (outcome & FAILED) - (displaced & FAILED),
				signedSlowCalls(before) + ((outcome & SLOW) >> 1) - ((displaced & SLOW) >> 1));
	}

	private void store(int position, int displaced, int outcome) {
		if (outcome == displaced) {
			return;
		}
		int actual = exchange(position, outcome);
		if (actual == displaced) {
			return;
		}
		int failures = (displaced & FAILED) - (actual & FAILED);
		int slowCalls = ((displaced & SLOW) >> 1) - ((actual & SLOW) >> 1);
		long before;
		long corrected;
		do {
			before = this.summary;
			corrected = pack(position(before), before & FULL, signedFailures(before) + failures,
					signedSlowCalls(before) + slowCalls);
		}
		while (!SUMMARY.compareAndSet(this, before, corrected));
	}

	private int outcomeAt(int position) {
		long[] words = this.ring;
		if (words == null) {
			return 0;
		}
		long word = (long) WORD.getVolatile(words, position / OUTCOMES_PER_WORD);
		return (int) (word >>> shift(position)) & (FAILED | SLOW);
	}

	private int exchange(int position, int outcome) {
		long[] words = allocatedRing();
		int shift = shift(position);
		long mask = (long) (FAILED | SLOW) << shift;
		long before;
		do {
			before = (long) WORD.getVolatile(words, position / OUTCOMES_PER_WORD);
		}
		while (!WORD.compareAndSet(words, position / OUTCOMES_PER_WORD, before,
				(before & ~mask) | ((long) outcome << shift)));
		return (int) ((before & mask) >>> shift);
	}

	private long[] allocatedRing() {
		long[] words = this.ring;
		if (words == null) {
			long[] allocated = new long[(shape().size() + OUTCOMES_PER_WORD - 1) / OUTCOMES_PER_WORD];
			long[] witness = (long[]) RING.compareAndExchange(this, null, allocated);
			words = (witness != null) ? witness : allocated;
		}
		return words;
	}

	private int calls(long packed) {
		return ((packed & FULL) != 0) ? shape().size() : position(packed);
	}

	private int failures(long packed) {
		return Math.max(0, Math.min(signedFailures(packed), calls(packed)));
	}

	private int slowCalls(long packed) {
		return Math.max(0, Math.min(signedSlowCalls(packed), calls(packed)));
	}

	private static long pack(int position, long full, int failures, int slowCalls) {
		return position | full | ((failures & SUM_MASK) << FAILURES_SHIFT) | ((slowCalls & SUM_MASK) << SLOW_SHIFT);
	}

	private static int position(long packed) {
		return (int) (packed & POSITION_MASK);
	}

	private static int signedFailures(long packed) {
		return (int) ((packed << (Long.SIZE - SLOW_SHIFT)) >> (Long.SIZE - SUM_BITS));
	}

	private static int signedSlowCalls(long packed) {
		return (int) (packed >> SLOW_SHIFT);
	}

	private static int shift(int position) {
		return (position % OUTCOMES_PER_WORD) * 2;
	}

}
