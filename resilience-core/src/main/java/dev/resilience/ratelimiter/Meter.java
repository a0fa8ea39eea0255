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

package dev.resilience.ratelimiter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One rate from one origin of time on, with its theoretical arrival time. A limiter
 * replaces its meter when the rate changes, or when so much time has passed that it could
 * no longer be told in units; the old one is closed first, so that every permit is taken
 * from exactly one of them.
 */
final class Meter {

	/** State of a meter that has been replaced. */
	static final long CLOSED = Long.MIN_VALUE;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(Meter.class, "state", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Bits of a permit that tell the generation of its meter. */
	static final int GENERATION_BITS = 3;

	private static final long GENERATION_MASK = (1 << GENERATION_BITS) - 1;

	private static final long WEIGHT_MASK = Integer.MAX_VALUE;

	private final Rate rate;

	private final Gcra gcra;

	private final long origin;

	private final long generation;

	/**
	 * The theoretical arrival time, from 0; its complement, which is negative, while
	 * calls wait; or {@link #CLOSED}. While it is negative only the holder of the queue's
	 * lock changes it.
	 */
	private volatile long state;

	private Meter(Rate rate, long origin, long generation, long state) {
		this.rate = rate;
		this.gcra = rate.gcra();
		this.origin = origin;
		this.generation = generation & GENERATION_MASK;
		this.state = state;
	}

	/**
	 * Returns a meter with all permits.
	 * @param rate the settings
	 * @param origin the present in nanoseconds
	 * @return the meter
	 */
	static Meter full(Rate rate, long origin) {
		return new Meter(rate, origin, 0, 0);
	}

	/**
	 * Closes this meter and returns the one that goes on from now. To be called under the
	 * lock of the queue.
	 * @param rate the settings from now on
	 * @param now the present in nanoseconds
	 * @return the next meter
	 */
	Meter replace(Rate rate, long now) {
		long elapsed = elapsed(now);
		long last = (long) STATE.getAndSet(this, CLOSED);
		long carried = this.gcra.carryOver(tat(last), this.gcra.units(elapsed), rate.gcra());
		return new Meter(rate, this.origin + elapsed, this.generation + 1, (last < 0) ? ~carried : carried);
	}

	/**
	 * Returns the theoretical arrival time that is part of a state.
	 * @param state the state
	 * @return the theoretical arrival time
	 */
	static long tat(long state) {
		return (state < 0) ? ~state : state;
	}

	long state() {
		return this.state;
	}

	boolean advance(long from, long to) {
		return STATE.compareAndSet(this, from, to);
	}

	/**
	 * Sets the state under the lock of the queue while calls wait.
	 * @param state the new state
	 */
	void set(long state) {
		this.state = state;
	}

	/**
	 * Returns whether this meter follows the settings.
	 * @param current the settings as they are
	 * @return whether they are those of this meter
	 */
	boolean follows(Rate current) {
		return this.rate == current;
	}

	Rate rate() {
		return this.rate;
	}

	RateLimiterConfig config() {
		return this.rate.config();
	}

	Gcra gcra() {
		return this.gcra;
	}

	/**
	 * Returns whether a time lies so far after the origin that this meter must be
	 * replaced.
	 * @param now the time in nanoseconds
	 * @return whether this meter must be replaced
	 */
	boolean isOutlived(long now) {
		return elapsed(now) > this.gcra.horizonNanos();
	}

	/**
	 * Returns a time in units of the rate.
	 * @param now the time in nanoseconds
	 * @return the time since the origin in units
	 */
	long units(long now) {
		return this.gcra.units(elapsed(now));
	}

	/**
	 * Returns the number of permits that can be spent at once.
	 * @param state the state that was read
	 * @param now the present in nanoseconds
	 * @return the number of permits
	 */
	int available(long state, long now) {
		return this.gcra.available(tat(state), units(now));
	}

	/**
	 * Returns when a new call can be served, after those that wait.
	 * @param state the state that was read
	 * @param now the present in nanoseconds
	 * @param permits the number of permits of the call and of those before it
	 * @return the time from now in nanoseconds; 0 if there are enough permits
	 */
	long waitNanos(long state, long now, long permits) {
		return Math.max(0, this.gcra.readyAt(tat(state), units(now), permits) - elapsed(now));
	}

	/**
	 * Returns a point in time from now on, as the clock tells it.
	 * @param now the present in nanoseconds
	 * @param waitNanos the time from now in nanoseconds
	 * @return the time in terms of the clock
	 */
	long clockTime(long now, long waitNanos) {
		return this.origin + elapsed(now) + waitNanos;
	}

	/**
	 * A call may come with a reading of the clock that is older than the origin, but then
	 * it is that time no more.
	 * @param now a reading of the clock
	 * @return the time since the origin in nanoseconds, not negative
	 */
	private long elapsed(long now) {
		return Math.max(0, now - this.origin);
	}

	/**
	 * Returns a permit that tells the theoretical arrival time after its taking, its
	 * weight and its meter, or 0 where a long is too short for that.
	 * @param tat the theoretical arrival time after the taking
	 * @param weight the number of permits taken
	 * @return the permit, not negative
	 */
	long permit(long tat, int weight) {
		int bits = this.gcra.spareBits();
		return (bits > 0) ? (tat << bits) | ((long) weight << GENERATION_BITS) | this.generation : 0;
	}

	/**
	 * Returns the state before a permit was taken, if nothing else has happened to this
	 * meter since.
	 * @param permit the permit
	 * @param tat the theoretical arrival time now
	 * @return the earlier theoretical arrival time, or -1
	 */
	long before(long permit, long tat) {
		int bits = this.gcra.spareBits();
		if (permit == 0 || bits == 0 || (permit & GENERATION_MASK) != this.generation || (permit >>> bits) != tat) {
			return -1;
		}
		long weightMask = WEIGHT_MASK >>> (Integer.SIZE - 1 - (bits - GENERATION_BITS));
		return this.gcra.giveBack(tat, (int) ((permit >>> GENERATION_BITS) & weightMask));
	}

}
