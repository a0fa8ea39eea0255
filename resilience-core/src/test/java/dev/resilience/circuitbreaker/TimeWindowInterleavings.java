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

import java.util.concurrent.atomic.AtomicLong;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/**
 * What threads do to a time window while time stands still: every call is judged by sums
 * that contain exactly the calls before it and itself. Slow calls are summed up in a
 * second step, so they are only promised to be right when all calls are recorded.
 */
public final class TimeWindowInterleavings {

	/** Tells the sums of every window in which a call has failed. */
	private static final TripRules RULES = new TripRules(0, 1, 0, 0, 1);

	private final TimeWindow window = new TimeWindow(WindowShape.time(60));

	private final AtomicLong slow = new AtomicLong();

	/**
	 * Records a success.
	 * @return what the rules say
	 */
	@Operation
	public @Nullable String succeed() {
		return this.window.record(false, false, 0, RULES);
	}

	/**
	 * Records a slow failure.
	 * @return what the rules say
	 */
	@Operation
	public @Nullable String failSlowly() {
		this.slow.incrementAndGet();
		return this.window.record(true, true, 0, RULES);
	}

	/**
	 * Reads the sums.
	 * @return the sums
	 */
	@Operation
	public String tally() {
		Window.Tally tally = this.window.tally(0);
		return tally.calls() + " calls, " + tally.failures() + " failures";
	}

	/** No slow call is lost. */
	@Validate
	public void countSlowCalls() {
		if (this.window.tally(0).slowCalls() != this.slow.get()) {
			throw new IllegalStateException(this.window.tally(0) + " after " + this.slow.get() + " slow calls");
		}
	}

	/** Two sums. */
	public static final class Specification {

		private int calls;

		private int failures;

		/**
		 * Records a success.
		 * @return what the rules say
		 */
		public @Nullable String succeed() {
			this.calls++;
			return judged();
		}

		/**
		 * Records a slow failure.
		 * @return what the rules say
		 */
		public @Nullable String failSlowly() {
			this.calls++;
			this.failures++;
			return judged();
		}

		/**
		 * Reads the sums.
		 * @return the sums
		 */
		public String tally() {
			return this.calls + " calls, " + this.failures + " failures";
		}

		private @Nullable String judged() {
			return (this.failures >= 1)
					? this.failures + " failures in the window of " + this.calls + " calls (threshold 1)" : null;
		}

	}

}
