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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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

	private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(StripedCounter[].class);

	private static final int OUTCOMES = CallOutcome.values().length;

	/** By outcome; counters come with the first call that ended so. */
	private final @Nullable StripedCounter[] counts = new StripedCounter[OUTCOMES];

	/** By outcome, the time of those calls, where it is measured. */
	private final @Nullable StripedCounter @Nullable [] nanos;

	private volatile @Nullable Observer observer;

	/**
	 * Creates counters at zero.
	 * @param timed whether the time of calls is measured, at the price of two clock
	 * readings per call
	 */
	public CallCounters(boolean timed) {
		this.nanos = timed ? new StripedCounter[OUTCOMES] : null;
	}

	/**
	 * Returns whether the time of calls is measured.
	 * @return whether it is measured
	 */
	public boolean timed() {
		return this.nanos != null;
	}

	/**
	 * Lets someone see every single call, for histograms.
	 * @param observer who sees the calls; what it throws is logged; {@code null} for
	 * nobody
	 */
	public void observe(@Nullable Observer observer) {
		this.observer = observer;
	}

	/**
	 * Counts a call that did not reach the pipeline, because it was answered from a
	 * record in front of it. It took no time worth measuring.
	 */
	public void countReplayed() {
		record(CallOutcome.REPLAYED, 0);
	}

	/**
	 * Counts a call that did not reach the pipeline, because it was refused in front of
	 * it. It took no time worth measuring.
	 */
	public void countRejected() {
		record(CallOutcome.REJECTED, 0);
	}

	void record(CallOutcome outcome, long nanos) {
		counter(this.counts, outcome).increment();
		if (this.nanos != null) {
			counter(this.nanos, outcome).add(nanos);
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
		return sum(this.counts, outcome);
	}

	/**
	 * Returns the time of all calls that ended in a way.
	 * @param outcome the outcome
	 * @return the time in nanoseconds; zero if the time is not measured
	 */
	public long totalNanos(CallOutcome outcome) {
		return (this.nanos != null) ? sum(this.nanos, outcome) : 0;
	}

	private static StripedCounter counter(@Nullable StripedCounter[] counters, CallOutcome outcome) {
		StripedCounter counter = (StripedCounter) COUNTER.getAcquire(counters, outcome.ordinal());
		return (counter != null) ? counter : first(counters, outcome);
	}

	private static StripedCounter first(@Nullable StripedCounter[] counters, CallOutcome outcome) {
		StripedCounter counter = new StripedCounter();
		StripedCounter other = (StripedCounter) COUNTER.compareAndExchange(counters, outcome.ordinal(), null, counter);
		return (other != null) ? other : counter;
	}

	private static long sum(@Nullable StripedCounter[] counters, CallOutcome outcome) {
		StripedCounter counter = (StripedCounter) COUNTER.getAcquire(counters, outcome.ordinal());
		return (counter != null) ? counter.sum() : 0;
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
