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
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the calls of the last while, to a sixtieth of its length.
 * <p>
 * Calls are only ever added to running totals; at the beginning of every sixtieth the
 * totals are marked, and the sums of the window are the totals less the mark at its
 * beginning. So no recorded call can be lost to a concurrent turn of the window, and a
 * long silence costs nothing: all marks are then the same. Totals wrap around; their
 * differences are right while the window holds fewer than 2<sup>32</sup> calls.
 * <p>
 * The first call, and the first after a silence as long as the window, begins a sixtieth,
 * so that the calls of one burst leave the window exactly when their time is over.
 */
final class TimeWindow extends Window {

	private static final int BUCKETS = 60;

	private static final long CALL = 1L << 32;

	private static final long FAILURE = 1;

	private static final VarHandle TOTALS;

	private static final VarHandle SLOW_TOTAL;

	private static final VarHandle MARKS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			TOTALS = lookup.findVarHandle(TimeWindow.class, "totals", long.class);
			SLOW_TOTAL = lookup.findVarHandle(TimeWindow.class, "slowTotal", int.class);
			MARKS = lookup.findVarHandle(TimeWindow.class, "marks", Marks.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final long bucketNanos;

	/**
	 * Calls in the upper half, failures in the lower; the carry cancels out in
	 * differences.
	 */
	private volatile long totals;

	private volatile int slowTotal;

	private volatile @Nullable Marks marks;

	TimeWindow(WindowShape shape) {
		super(shape);
		this.bucketNanos = Math.max(1, shape.durationNanos() / BUCKETS);
	}

	@Override
	@Nullable String record(boolean failed, boolean slow, long now, TripRules rules) {
		Marks current = marksAt(now);
		long added = failed ? CALL + FAILURE : CALL;
		long after = (long) TOTALS.getAndAdd(this, added) + added;
		// Slow calls come second, so that concurrent calls are never judged slower than
		// they are
		int slowAfter = slow ? (int) SLOW_TOTAL.getAndAdd(this, 1) + 1 : this.slowTotal;
		int oldest = Marks.oldest(current.tick);
		long sums = after - current.totals[oldest];
		return rules.judge(calls(sums), failures(sums), Integer.toUnsignedLong(slowAfter - current.slowTotals[oldest]));
	}

	@Override
	Tally tally(long now) {
		Marks current = this.marks;
		if (current == null) {
			return Tally.EMPTY;
		}
		long tick = Math.max(current.tick, current.tickOf(now, this.bucketNanos));
		if (tick - current.tick >= BUCKETS) {
			return Tally.EMPTY;
		}
		int slowNow = this.slowTotal;
		long sums = this.totals - current.totals[Marks.oldest(tick)];
		long slowCalls = Integer.toUnsignedLong(slowNow - current.slowTotals[Marks.oldest(tick)]);
		return new Tally(calls(sums), failures(sums), Math.min(slowCalls, calls(sums)));
	}

	private Marks marksAt(long now) {
		while (true) {
			Marks current = this.marks;
			if (current != null && current.tickOf(now, this.bucketNanos) <= current.tick) {
				return current;
			}
			Marks advanced = (current != null) ? advance(current, now)
					: Marks.startingAt(now, this.totals, this.slowTotal);
			if (MARKS.compareAndSet(this, current, advanced)) {
				return advanced;
			}
		}
	}

	private Marks advance(Marks current, long now) {
		long tick = current.tickOf(now, this.bucketNanos);
		int slowNow = this.slowTotal;
		long totalsNow = this.totals;
		if (tick - current.tick >= BUCKETS) {
			return Marks.startingAt(now, totalsNow, slowNow);
		}
		return current.advanceTo(tick, totalsNow, slowNow);
	}

	private static long calls(long sums) {
		return sums >>> 32;
	}

	private static long failures(long sums) {
		return sums & (CALL - 1);
	}

	/**
	 * The totals as they stood at the beginning of each of the latest ticks.
	 */
	private static final class Marks {

		private final long origin;

		private final long tick;

		private final long[] totals;

		private final int[] slowTotals;

		private Marks(long origin, long tick, long[] totals, int[] slowTotals) {
			this.origin = origin;
			this.tick = tick;
			this.totals = totals;
			this.slowTotals = slowTotals;
		}

		static Marks startingAt(long now, long totals, int slowTotal) {
			long[] same = new long[BUCKETS];
			int[] sameSlow = new int[BUCKETS];
			Arrays.fill(same, totals);
			Arrays.fill(sameSlow, slowTotal);
			return new Marks(now, 0, same, sameSlow);
		}

		Marks advanceTo(long target, long totalsNow, int slowNow) {
			long[] advanced = this.totals.clone();
			int[] advancedSlow = this.slowTotals.clone();
			for (long passed = this.tick + 1; passed <= target; passed++) {
				int index = (int) (passed % BUCKETS);
				advanced[index] = totalsNow;
				advancedSlow[index] = slowNow;
			}
			return new Marks(this.origin, target, advanced, advancedSlow);
		}

		long tickOf(long now, long bucketNanos) {
			// A reading older than the origin, taken by a slower thread, belongs to the
			// first tick
			return (now - this.origin) / bucketNanos;
		}

		/**
		 * Returns where the mark stands at which a window that ends with a tick begins:
		 * the ring holds exactly as many ticks as the window.
		 * @param tick the last tick of the window
		 * @return the index of the mark
		 */
		static int oldest(long tick) {
			return (int) ((tick + 1) % BUCKETS);
		}

	}

}
