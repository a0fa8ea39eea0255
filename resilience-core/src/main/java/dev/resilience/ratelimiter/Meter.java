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
 * One rate from one origin of time on, with its theoretical arrival time and the number
 * of calls admitted since. Both are one word, so that a call is admitted and counted by
 * one compare-and-set. A limiter replaces its meter when the rate changes, when so much
 * time has passed that it could no longer be told in units, or when the count is full;
 * the old one is closed first, so that every permit is taken from exactly one of them.
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

	/** The most bits that are spent on the count. */
	static final int MAX_COUNT_BITS = 16;

	/** Where even these do not fit the limiter counts elsewhere. */
	private static final int MIN_COUNT_BITS = 8;

	/** Bits of a permit that tell the generation of its meter. */
	static final int GENERATION_BITS = 3;

	private static final long GENERATION_MASK = (1 << GENERATION_BITS) - 1;

	private static final long WEIGHT_MASK = Integer.MAX_VALUE;

	private final Rate rate;

	private final Gcra gcra;

	private final long origin;

	private final long admittedBefore;

	private final byte generation;

	private final byte countBits;

	/**
	 * The theoretical arrival time, from 0, and behind it, in {@link #countBits}, the
	 * number of calls admitted; the complement of both, which is negative, while calls
	 * wait; or {@link #CLOSED}. While it is negative only the holder of the queue's lock
	 * changes it.
	 */
	private volatile long state;

	private Meter(Rate rate, long origin, long generation, long admittedBefore) {
		this.rate = rate;
		this.gcra = rate.gcra();
		this.origin = origin;
		this.admittedBefore = admittedBefore;
		this.generation = (byte) (generation & GENERATION_MASK);
		int bits = Math.min(MAX_COUNT_BITS, this.gcra.spareBits());
		this.countBits = (byte) ((bits >= MIN_COUNT_BITS) ? bits : 0);
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
		Meter next = new Meter(rate, this.origin + elapsed, this.generation + 1, admitted(last));
		next.state = next.encode(last, carried, 0);
		return next;
	}

	/**
	 * Closes this meter and returns the one that goes on from the same origin with room
	 * for more calls. To be called under the lock of the queue.
	 * @return the next meter
	 */
	Meter recount() {
		long last = (long) STATE.getAndSet(this, CLOSED);
		Meter next = new Meter(this.rate, this.origin, this.generation, admitted(last));
		next.state = next.encode(last, tat(last), 0);
		return next;
	}

	/**
	 * Returns the theoretical arrival time that is part of a state.
	 * @param state the state
	 * @return the theoretical arrival time
	 */
	long tat(long state) {
		return magnitude(state) >>> this.countBits;
	}

	private static long magnitude(long state) {
		return (state < 0) ? ~state : state;
	}

	private long count(long state) {
		return magnitude(state) & countMask();
	}

	private long countMask() {
		return (1L << this.countBits) - 1;
	}

	// Negative as the state before.
	private long encode(long before, long tat, long count) {
		long magnitude = (tat << this.countBits) | count;
		return (before < 0) ? ~magnitude : magnitude;
	}

	/**
	 * Returns the state after a call was admitted, and counts it.
	 * @param state the state before, whose count is not full
	 * @param tat the theoretical arrival time after it
	 * @return the next state
	 */
	long admit(long state, long tat) {
		return encode(state, tat, count(state) + ((this.countBits > 0) ? 1 : 0));
	}

	/**
	 * Returns a state with another theoretical arrival time and the same count.
	 * @param state the state before
	 * @param tat the theoretical arrival time after it
	 * @return the next state
	 */
	long move(long state, long tat) {
		return encode(state, tat, count(state));
	}

	/**
	 * Returns the state in which newcomers may take permits again.
	 * @param state the state before
	 * @return the next state, not negative
	 */
	static long withoutWaiters(long state) {
		return magnitude(state);
	}

	/**
	 * Returns whether calls are counted here.
	 * @return whether they are; if not, this must be done elsewhere
	 */
	boolean counts() {
		return this.countBits > 0;
	}

	/**
	 * Returns whether this meter must be replaced before it can count another call.
	 * @param state the state that was read
	 * @return whether it has counted all that it can
	 */
	boolean isCountFull(long state) {
		return this.countBits > 0 && count(state) == countMask();
	}

	/**
	 * Returns the number of calls that this meter and those before it have counted.
	 * @param state the state that was read
	 * @return the number of calls
	 */
	long admitted(long state) {
		return this.admittedBefore + count(state);
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
		return this.rate.permitsTellAll()
				? (tat << this.gcra.spareBits()) | ((long) weight << GENERATION_BITS) | this.generation : 0;
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
		if (permit == 0 || !this.rate.permitsTellAll() || (permit & GENERATION_MASK) != this.generation
				|| (permit >>> bits) != tat) {
			return -1;
		}
		long weightMask = WEIGHT_MASK >>> (Integer.SIZE - 1 - (bits - GENERATION_BITS));
		return this.gcra.giveBack(tat, (int) ((permit >>> GENERATION_BITS) & weightMask));
	}

}
