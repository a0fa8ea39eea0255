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

package dev.resilience.pipeline;

import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.StripedCounter;

/**
 * Counts the calls of one instance by outcome, and where asked for, their time. Counts
 * only rise. Safe for use by many threads.
 */
public final class CallCounters {

	private static final Logger logger = LoggerFactory.getLogger(CallCounters.class);

	private static final int OUTCOMES = CallOutcome.values().length;

	private final boolean timed;

	private final StripedCounter successes = new StripedCounter();

	private final StripedCounter successNanos = new StripedCounter();

	/** Counts of the rarer outcomes, then their nanoseconds. */
	private final AtomicLongArray others = new AtomicLongArray(2 * OUTCOMES);

	private volatile @Nullable Observer observer;

	/**
	 * Creates counters at zero.
	 * @param timed whether the time of calls is measured, at the price of two clock
	 * readings per call
	 */
	public CallCounters(boolean timed) {
		this.timed = timed;
	}

	/**
	 * Returns whether the time of calls is measured.
	 * @return whether it is measured
	 */
	public boolean timed() {
		return this.timed;
	}

	/**
	 * Lets someone see every single call, for histograms.
	 * @param observer who sees the calls; what it throws is logged; {@code null} for
	 * nobody
	 */
	public void observe(@Nullable Observer observer) {
		this.observer = observer;
	}

	void record(CallOutcome outcome, long nanos) {
		if (outcome == CallOutcome.SUCCESS) {
			this.successes.increment();
			if (this.timed) {
				this.successNanos.add(nanos);
			}
		}
		else {
			this.others.incrementAndGet(outcome.ordinal());
			this.others.addAndGet(OUTCOMES + outcome.ordinal(), nanos);
		}
		Observer present = this.observer;
		if (present != null) {
			show(present, outcome, nanos);
		}
	}

	// A meter that fails must cost neither the result nor the failure of the call.
	private static void show(Observer observer, CallOutcome outcome, long nanos) {
		try {
			observer.observed(outcome, nanos);
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.warn("Observer {} of calls failed; the call goes on unchanged", observer, ex);
		}
	}

	/**
	 * Returns the number of calls that ended in a way.
	 * @param outcome the outcome
	 * @return the number of calls
	 */
	public long count(CallOutcome outcome) {
		return (outcome == CallOutcome.SUCCESS) ? this.successes.sum() : this.others.get(outcome.ordinal());
	}

	/**
	 * Returns the time of all calls that ended in a way.
	 * @param outcome the outcome
	 * @return the time in nanoseconds; zero if the time is not measured
	 */
	public long totalNanos(CallOutcome outcome) {
		return (outcome == CallOutcome.SUCCESS) ? this.successNanos.sum()
				: this.others.get(OUTCOMES + outcome.ordinal());
	}

	/**
	 * Sees every call of an instance.
	 */
	@FunctionalInterface
	public interface Observer {

		/**
		 * Called after each call, on its thread.
		 * @param outcome how the call ended
		 * @param nanos the time of the call in nanoseconds
		 */
		void observed(CallOutcome outcome, long nanos);

	}

}
