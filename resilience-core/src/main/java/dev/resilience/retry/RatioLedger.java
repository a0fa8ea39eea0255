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

package dev.resilience.retry;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A share of the calls of the last time, as in Finagle: every call adds the ratio, every
 * repeated attempt takes one, and both are forgotten after the time to live; beside them
 * there is a reserve that is as large as what may be repeated in that time without any
 * calls. All amounts are in millionths of an attempt.
 */
final class RatioLedger implements BudgetLedger {

	private static final long ATTEMPT = 1_000_000;

	/** So that sums do not overflow. */
	private static final long MOST = 1L << 58;

	private static final int SLICES = 10;

	private static final int NEWEST = SLICES - 1;

	/** For all that have just begun. */
	private static final long[] NOTHING = new long[SLICES];

	/** What a call adds. */
	private final long deposit;

	private final long reserve;

	private final long sliceNanos;

	/** When the newest slice began. */
	private final long sliceStart;

	/** Until when successes have been taken in. */
	private final long takenUntil;

	/** What was added less what was taken, the oldest first; never changed. */
	private final long[] slices;

	private RatioLedger(long deposit, long reserve, long sliceNanos, long sliceStart, long takenUntil, long[] slices) {
		this.deposit = deposit;
		this.reserve = reserve;
		this.sliceNanos = sliceNanos;
		this.sliceStart = sliceStart;
		this.takenUntil = takenUntil;
		this.slices = slices;
	}

	static RatioLedger begin(RetryBudgetConfig config, long now) {
		long ttl = config.ttl().toNanos();
		double floor = (double) config.minPerSecond() * ttl / 1e9;
		return new RatioLedger(Math.round(config.ratio() * ATTEMPT), (long) Math.min(MOST, floor * ATTEMPT),
				ttl / SLICES, now, now, NOTHING);
	}

	@Override
	public RatioLedger with(RetryBudgetConfig config) {
		RatioLedger other = begin(config, this.sliceStart);
		return new RatioLedger(other.deposit, other.reserve, other.sliceNanos, this.sliceStart, this.takenUntil,
				this.slices);
	}

	@Override
	public long successes(RetryCounters counters) {
		return counters.successesAtOnce();
	}

	@Override
	public long samplingNanos() {
		return this.sliceNanos;
	}

	/**
	 * Successes whose times are not known are taken as evenly spread over the time since
	 * successes were taken in before.
	 */
	@Override
	public RatioLedger succeeded(long successes, long now) {
		// Some threads come with an older reading of the clock
		long passed = Math.max(0, now - this.takenUntil);
		long turns = Math.max(0, now - this.sliceStart) / this.sliceNanos;
		if (successes == 0 && turns == 0) {
			return (passed == 0) ? this : changed(this.sliceStart, this.takenUntil + passed, this.slices);
		}
		long[] turned = turned(turns);
		long start = this.sliceStart + turns * this.sliceNanos;
		long total = (long) Math.min(MOST, (double) successes * this.deposit);
		if (passed == 0) {
			turned[NEWEST] = added(turned[NEWEST], total);
			return changed(start, this.takenUntil, turned);
		}
		for (int slice = 0; slice < SLICES; slice++) {
			long begins = start + (slice - NEWEST) * this.sliceNanos - this.takenUntil;
			long ends = (slice != NEWEST) ? begins + this.sliceNanos : passed;
			turned[slice] = added(turned[slice], share(total, ends, passed) - share(total, begins, passed));
		}
		return changed(start, this.takenUntil + passed, turned);
	}

	// What of an amount had come some time after its beginning
	private static long share(long total, long until, long passed) {
		if (until <= 0) {
			return 0;
		}
		return (until < passed) ? (long) ((double) total * until / passed) : total;
	}

	private long[] turned(long turns) {
		int gone = (int) Math.min(SLICES, turns);
		return Arrays.copyOf(Arrays.copyOfRange(this.slices, gone, SLICES), SLICES);
	}

	@Override
	public RatioLedger failedAtFirst() {
		return plus(this.deposit);
	}

	@Override
	public RatioLedger failed() {
		return this;
	}

	@Override
	public @Nullable RatioLedger withdraw() {
		return (amount() >= ATTEMPT) ? plus(-ATTEMPT) : null;
	}

	@Override
	public RatioLedger giveBack() {
		return this;
	}

	@Override
	public boolean lends() {
		return false;
	}

	@Override
	public long balance() {
		return Math.max(0, amount() / ATTEMPT);
	}

	private long amount() {
		long sum = this.reserve;
		for (long slice : this.slices) {
			sum += slice;
		}
		return sum;
	}

	private RatioLedger plus(long amount) {
		if (amount == 0) {
			return this;
		}
		long[] changed = this.slices.clone();
		changed[NEWEST] = added(changed[NEWEST], amount);
		return changed(this.sliceStart, this.takenUntil, changed);
	}

	private static long added(long present, long amount) {
		return Math.min(MOST, present + amount);
	}

	private RatioLedger changed(long start, long until, long[] amounts) {
		return new RatioLedger(this.deposit, this.reserve, this.sliceNanos, start, until, amounts);
	}

}
