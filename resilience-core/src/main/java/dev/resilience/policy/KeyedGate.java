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
import java.util.concurrent.atomic.AtomicLong;

/**
 * The gate of one key, and whether anybody uses it. There may be very many of these, so
 * the time of the last use and the number of calls inside share one word. Safe for use by
 * many threads.
 *
 * @param <G> the type of the gate
 */
public final class KeyedGate<G extends Gate> {

	/** Nanoseconds of a tick, as a power of two: about a millisecond. */
	static final int TICK_BITS = 20;

	/** The longest age that can be told, about eighteen years. */
	static final long MAX_AGE = (1L << 39) - 1;

	private static final int USERS_BITS = 24;

	private static final long USERS_MASK = (1L << USERS_BITS) - 1;

	private static final long RETIRED = -1;

	/** Numbers the attempts to retire a gate, so that no two look alike. */
	private static final AtomicLong ATTEMPTS = new AtomicLong();

	private static final VarHandle USE;

	static {
		try {
			USE = MethodHandles.lookup().findVarHandle(KeyedGate.class, "use", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final G gate;

	/**
	 * Tick of the last use (40 bits), number of users (24 bits); with as many users as
	 * there can never be the number of an attempt to retire the gate, or retired.
	 */
	private volatile long use;

	KeyedGate(G gate, long now) {
		this.gate = gate;
		this.use = used(now, 0);
	}

	/**
	 * Returns the gate.
	 * @return the gate
	 */
	public G gate() {
		return this.gate;
	}

	/**
	 * Begins to use the gate.
	 * @param now the time in nanoseconds
	 * @return {@code false} if the gate has been retired
	 */
	boolean enter(long now) {
		while (true) {
			long before = this.use;
			if (before == RETIRED) {
				return false;
			}
			// Who enters while somebody tries to retire the gate keeps it
			long users = before & USERS_MASK;
			if (USE.compareAndSet(this, before, used(now, (users != USERS_MASK) ? users + 1 : 1))) {
				return true;
			}
		}
	}

	/**
	 * Ends the use that began when this was handed out. To be called exactly once.
	 */
	public void leave() {
		USE.getAndAdd(this, -1L);
	}

	/**
	 * Retires the gate if it is out of use and idle. Whether it is idle is asked only
	 * after the word has got a value that it never had: a use that begins with an old
	 * reading of the clock and ends at once leaves the word as it has found it, but not
	 * the gate. So nobody has been inside a gate that has been retired since it was
	 * asked.
	 * @param now the time in nanoseconds
	 * @param idleTicks the age in ticks that must be passed
	 * @return whether this call has retired the gate
	 */
	boolean retire(long now, long idleTicks) {
		long before = this.use;
		if ((before & USERS_MASK) != 0 || age(before, now) <= idleTicks) {
			return false;
		}
		long attempt = (ATTEMPTS.incrementAndGet() << USERS_BITS) | USERS_MASK;
		if (!USE.compareAndSet(this, before, attempt)) {
			return false;
		}
		if (this.gate.isIdle()) {
			return USE.compareAndSet(this, attempt, RETIRED);
		}
		USE.compareAndSet(this, attempt, before);
		return false;
	}

	private static long used(long now, long users) {
		return ((now >> TICK_BITS) << USERS_BITS) | users;
	}

	// Ticks are told in 40 bits; the difference is that of the clock modulo those.
	private static long age(long use, long now) {
		long difference = (now >> TICK_BITS) - (use >> USERS_BITS);
		return (difference << USERS_BITS) >> USERS_BITS;
	}

}
