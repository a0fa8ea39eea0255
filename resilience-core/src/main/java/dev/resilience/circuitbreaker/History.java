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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What one circuit remembers beyond the period it is in. Most circuits of keys never have
 * anything to remember, so it comes into being with the first call that was no fast
 * success.
 */
final class History {

	private static final long NEVER = Long.MIN_VALUE;

	private static final VarHandle ANNOUNCING;

	private static final VarHandle TOTALS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			ANNOUNCING = lookup.findVarHandle(History.class, "announcing", boolean.class);
			TOTALS = lookup.findVarHandle(History.class, "totals", RareCounts.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Of a key; those of an instance are in its group. */
	private volatile @Nullable RareCounts totals;

	private volatile @Nullable Class<?> lastFailureType;

	private volatile long lastFailureMillis = NEVER;

	private volatile boolean announcing;

	void noteFailure(@Nullable Class<?> type, long millis) {
		this.lastFailureType = type;
		this.lastFailureMillis = millis;
	}

	void forgetFailure() {
		this.lastFailureMillis = NEVER;
	}

	@Nullable Instant lastFailureAt() {
		long millis = this.lastFailureMillis;
		return (millis != NEVER) ? Instant.ofEpochMilli(millis) : null;
	}

	@Nullable Class<?> lastFailureType() {
		return this.lastFailureType;
	}

	@Nullable RareCounts presentTotals() {
		return this.totals;
	}

	/**
	 * Returns the totals of a key, which begin now if they did not before.
	 * @return the totals
	 */
	RareCounts totals() {
		RareCounts present = this.totals;
		if (present == null) {
			RareCounts created = new RareCounts();
			RareCounts earlier = (RareCounts) TOTALS.compareAndExchange(this, null, created);
			present = (earlier != null) ? earlier : created;
		}
		return present;
	}

	/**
	 * Asks to publish the transitions of the circuit, which one thread does at a time.
	 * @return whether the caller may; it must say when it is done
	 */
	boolean tryBecomeAnnouncer() {
		return !this.announcing && ANNOUNCING.compareAndSet(this, false, true);
	}

	void stopAnnouncing() {
		this.announcing = false;
	}

}
