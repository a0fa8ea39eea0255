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

import java.math.BigInteger;

/**
 * The arithmetic of the generic cell rate algorithm in its form of virtual scheduling
 * (ITU-T I.371; ATM Forum Traffic Management 4.0, section 4.4.2). Immutable, no clock, no
 * state.
 * <p>
 * The state of a limiter is one number, the theoretical arrival time: the point in time
 * at which everything spent so far has come back. {@code n} permits move it to
 * {@code max(now, tat) + n · T}, which must not lie more than {@code burst · T} ahead of
 * now.
 * <p>
 * The emission interval {@code T = period / permits} is rarely a whole number of
 * nanoseconds. Time is therefore counted in units of which {@link #unitsPerNano} make a
 * nanosecond and {@link #unitsPerPermit} an interval, both whole:
 * {@code period / permits} reduced to lowest terms. So nothing is rounded and no rate
 * drifts. Only where a burst would not fit into 61 bits (about two billion permits per
 * minute) the ratio is rounded to a fixed point, always to the slower side and by less
 * than one part in 500 million.
 */
final class Gcra {

	/** Bound of the spans of time in units, so that no sum of three overflows. */
	private static final long MAX_UNITS = 1L << 61;

	/** Shortest time for which one origin must last, see {@link #horizonNanos}. */
	private static final long MIN_HORIZON_NANOS = 1_000_000_000;

	private final int spareBits;

	private final int burst;

	private final long unitsPerNano;

	private final long unitsPerPermit;

	/** The burst in units. */
	private final long tolerance;

	private final long horizonNanos;

	private Gcra(int burst, long unitsPerNano, long unitsPerPermit, int wantedBits) {
		this.burst = burst;
		this.unitsPerNano = unitsPerNano;
		this.unitsPerPermit = unitsPerPermit;
		this.tolerance = burst * unitsPerPermit;
		int bits = wantedBits;
		while (bits > 0 && !leaves(MAX_UNITS >>> bits)) {
			bits--;
		}
		this.spareBits = bits;
		this.horizonNanos = (MAX_UNITS >>> bits) / unitsPerNano;
	}

	private boolean leaves(long units) {
		return this.tolerance <= units && units / this.unitsPerNano >= MIN_HORIZON_NANOS;
	}

	/**
	 * Returns the arithmetic of a rate.
	 * @param permits the number of permits per period
	 * @param periodNanos the period in nanoseconds
	 * @param burst the number of permits that may be spent at once
	 * @param wantedBits how many bits of a time should stay free if possible
	 * @return the arithmetic
	 */
	static Gcra of(int permits, long periodNanos, int burst, int wantedBits) {
		BigInteger period = BigInteger.valueOf(periodNanos);
		BigInteger divisor = period.gcd(BigInteger.valueOf(permits));
		BigInteger exact = period.divide(divisor);
		if (fits(exact, burst)) {
			return new Gcra(burst, permits / divisor.intValue(), exact.longValue(), wantedBits);
		}
		int fraction = 31;
		while (!fits(scaled(periodNanos, permits, fraction), burst)) {
			fraction--;
		}
		return new Gcra(burst, 1L << fraction, scaled(periodNanos, permits, fraction).longValue(), wantedBits);
	}

	/**
	 * Returns whether a burst comes back within about 73 years.
	 * @param permits the number of permits per period
	 * @param periodNanos the period in nanoseconds
	 * @param burst the number of permits that may be spent at once
	 * @return whether the rate can be told in units
	 */
	static boolean isRepresentable(int permits, long periodNanos, int burst) {
		return fits(scaled(periodNanos, permits, 0), burst);
	}

	/**
	 * Returns the emission interval in 2^-fraction nanoseconds, rounded up.
	 * @param periodNanos the period in nanoseconds
	 * @param permits the number of permits per period
	 * @param fraction the number of binary digits after the point
	 * @return the emission interval
	 */
	private static BigInteger scaled(long periodNanos, int permits, int fraction) {
		BigInteger divisor = BigInteger.valueOf(permits);
		return BigInteger.valueOf(periodNanos)
			.shiftLeft(fraction)
			.add(divisor.subtract(BigInteger.ONE))
			.divide(divisor);
	}

	private static boolean fits(BigInteger unitsPerPermit, int burst) {
		return unitsPerPermit.multiply(BigInteger.valueOf(burst)).bitLength() <= 61;
	}

	int burst() {
		return this.burst;
	}

	/**
	 * Returns how many bits of a time in units are free for something else in a positive
	 * long.
	 * @return the number of bits, at most those that were wanted
	 */
	int spareBits() {
		return this.spareBits;
	}

	/**
	 * Returns how long after its origin a time can be told in units without overflow.
	 * @return the time in nanoseconds
	 */
	long horizonNanos() {
		return this.horizonNanos;
	}

	/**
	 * Returns a time in units, saturated.
	 * @param nanos the time in nanoseconds
	 * @return the time in units
	 */
	long units(long nanos) {
		if (nanos <= this.horizonNanos) {
			return nanos * this.unitsPerNano;
		}
		return (nanos <= Long.MAX_VALUE / this.unitsPerNano) ? nanos * this.unitsPerNano : Long.MAX_VALUE;
	}

	/**
	 * Spends permits.
	 * @param tat the theoretical arrival time in units
	 * @param now the present in units, within the horizon
	 * @param weight the number of permits, from 1 to the burst
	 * @return the next theoretical arrival time, or -1 if there are not enough permits
	 */
	long take(long tat, long now, int weight) {
		long next = Math.max(tat, now) + weight * this.unitsPerPermit;
		return (next - now <= this.tolerance) ? next : -1;
	}

	/**
	 * Returns the theoretical arrival time before permits were spent.
	 * @param tat the theoretical arrival time after they were spent
	 * @param weight the number of permits
	 * @return the earlier theoretical arrival time
	 */
	long giveBack(long tat, int weight) {
		return tat - weight * this.unitsPerPermit;
	}

	/**
	 * Returns the number of permits that can be spent at once.
	 * @param tat the theoretical arrival time in units
	 * @param now the present in units
	 * @return the number of permits
	 */
	int available(long tat, long now) {
		return (int) ((this.tolerance - Math.min(this.tolerance, backlog(tat, now))) / this.unitsPerPermit);
	}

	/**
	 * Returns when permits can be spent, one call after the other, each as soon as
	 * possible.
	 * @param tat the theoretical arrival time in units
	 * @param now the present in units, within the horizon
	 * @param permits the number of permits, those of the last call included
	 * @return the earliest time of the last call in nanoseconds since the origin, rounded
	 * up; {@link Long#MAX_VALUE} where it is too far away to tell, at least the time of
	 * two bursts
	 */
	long readyAt(long tat, long now, long permits) {
		// The burst comes off first: alone it may fill the range.
		long late = permits - this.burst;
		if (late > 2 * MAX_UNITS / this.unitsPerPermit) {
			return Long.MAX_VALUE;
		}
		long ready = Math.max(tat, now) + late * this.unitsPerPermit;
		return (ready > 0) ? (ready - 1) / this.unitsPerNano + 1 : 0;
	}

	private static long backlog(long tat, long now) {
		return Math.max(0, tat - now);
	}

	/**
	 * Carries what is spent and not yet back over to another rate: the same number of
	 * permits, at most the burst of the new rate, rounded up to a unit.
	 * @param tat the theoretical arrival time in units of the old rate
	 * @param now the present in units of the old rate
	 * @param target the new rate
	 * @return the theoretical arrival time in units of the new rate, if the present is
	 * its origin
	 */
	long carryOver(long tat, long now, Gcra target) {
		long backlog = backlog(tat, now);
		if (target.unitsPerPermit == this.unitsPerPermit) {
			return Math.min(backlog, target.tolerance);
		}
		BigInteger divisor = BigInteger.valueOf(this.unitsPerPermit);
		return BigInteger.valueOf(backlog)
			.multiply(BigInteger.valueOf(target.unitsPerPermit))
			.add(divisor.subtract(BigInteger.ONE))
			.divide(divisor)
			.min(BigInteger.valueOf(target.tolerance))
			.longValue();
	}

}
