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

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The probes of one half-open period. Each holds a slot until it reports or its lease is
 * over, whichever comes first; leases are looked at when somebody asks, so no timer is
 * needed. All times are monotonic nanoseconds. Probes are numbered in the order of their
 * admission, which is the order in which their leases end.
 * <p>
 * A lock guards it: it is taken only while the circuit is half-open, for a few
 * instructions, and never while code of the user runs.
 */
final class Probes {

	/** Returned where no probe is admitted or found. */
	static final long NONE = -1;

	private static final long REPORTED = -1;

	private static final int ANONYMOUS = 1;

	private final ReentrantLock lock = new ReentrantLock();

	private final long origin;

	/**
	 * Ring of leases: nanoseconds from the origin to the admission, and a bit for
	 * anonymous.
	 */
	private long[] leases = new long[4];

	private long oldest;

	private long next;

	private int out;

	private int successes;

	/**
	 * Creates probes.
	 * @param origin the time at which the half-open period begins
	 */
	Probes(long origin) {
		this.origin = origin;
	}

	/**
	 * Admits a probe if a slot is free.
	 * @param limit the number of slots
	 * @param leaseNanos the time after which a probe loses its slot
	 * @param anonymous whether the caller will report without saying which probe it was
	 * @param now the time
	 * @return the number of the probe, or {@link #NONE}
	 */
	long admit(int limit, long leaseNanos, boolean anonymous, long now) {
		this.lock.lock();
		try {
			dropExpired(leaseNanos, now);
			if (this.out >= limit) {
				return NONE;
			}
			if (this.next - this.oldest == this.leases.length) {
				grow();
			}
			this.leases[index(this.next)] = (Math.max(0, now - this.origin) << 1) | (anonymous ? ANONYMOUS : 0);
			this.out++;
			return this.next++;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether a probe would be admitted. Reading changes nothing.
	 * @param limit the number of slots
	 * @param leaseNanos the time after which a probe loses its slot
	 * @param now the time
	 * @return whether a slot is free
	 */
	boolean hasRoom(int limit, long leaseNanos, long now) {
		this.lock.lock();
		try {
			// Who has lost a slot is dropped now or later, it makes no difference
			dropExpired(leaseNanos, now);
			return this.out < limit;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes over the oldest anonymous probe, whose result is about to be reported.
	 * @param leaseNanos the time after which a probe loses its slot
	 * @param now the time
	 * @return the number of the probe, or {@link #NONE}
	 */
	long claimAnonymous(long leaseNanos, long now) {
		this.lock.lock();
		try {
			dropExpired(leaseNanos, now);
			for (long number = this.oldest; number < this.next; number++) {
				long lease = this.leases[index(number)];
				if (lease != REPORTED && (lease & ANONYMOUS) != 0) {
					this.leases[index(number)] = lease & ~ANONYMOUS;
					return number;
				}
			}
			return NONE;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gives a slot back.
	 * @param number the number of the probe
	 * @param leaseNanos the time after which a probe loses its slot
	 * @param now the time
	 * @return whether the probe still had its slot
	 */
	boolean giveBack(long number, long leaseNanos, long now) {
		this.lock.lock();
		try {
			dropExpired(leaseNanos, now);
			if (number < this.oldest || number >= this.next || this.leases[index(number)] == REPORTED) {
				return false;
			}
			this.leases[index(number)] = REPORTED;
			this.out--;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gives the slot of a successful probe back.
	 * @param number the number of the probe
	 * @param leaseNanos the time after which a probe loses its slot
	 * @param now the time
	 * @return the number of successful probes with this one, or 0 if it had lost its slot
	 */
	int succeed(long number, long leaseNanos, long now) {
		this.lock.lock();
		try {
			return giveBack(number, leaseNanos, now) ? ++this.successes : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void dropExpired(long leaseNanos, long now) {
		for (; this.oldest < this.next; this.oldest++) {
			long lease = this.leases[index(this.oldest)];
			if (lease != REPORTED) {
				if (now - this.origin - (lease >> 1) < leaseNanos) {
					return;
				}
				this.out--;
			}
		}
	}

	private void grow() {
		long[] larger = Arrays.copyOf(this.leases, this.leases.length * 2);
		for (long number = this.oldest; number < this.next; number++) {
			larger[(int) (number & (larger.length - 1))] = this.leases[index(number)];
		}
		this.leases = larger;
	}

	private int index(long number) {
		return (int) (number & (this.leases.length - 1));
	}

}
