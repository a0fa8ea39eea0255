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

import java.util.ArrayDeque;
import java.util.Deque;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/**
 * What threads do to a count window that does not turn a whole round while one of them is
 * on its way through {@code record}: every call is judged by sums that contain exactly
 * the calls before it and itself, and readers see such sums.
 */
@Param(name = "outcome", gen = IntGen.class, conf = "0:3")
public final class CountWindowInterleavings {

	private static final int SIZE = 4;

	/** Tells the sums of every window in which a call has failed. */
	private static final TripRules RULES = new TripRules(0, 1, 0, 0, 1);

	private final CountWindow window = new CountWindow(WindowShape.count(SIZE));

	/**
	 * Records a call.
	 * @param outcome 1 for failed, 2 for slow, or their sum
	 * @return what the rules say
	 */
	@Operation
	public @Nullable String record(@Param(name = "outcome") int outcome) {
		return this.window.record((outcome & 1) != 0, (outcome & 2) != 0, 0, RULES);
	}

	/**
	 * Reads the sums.
	 * @return the sums
	 */
	@Operation
	public String tally() {
		Window.Tally tally = this.window.tally(0);
		return tally.calls() + " calls, " + tally.failures() + " failures, " + tally.slowCalls() + " slow";
	}

	/** A recount gives the sums. */
	@Validate
	public void recount() {
		if (!this.window.recount().equals(this.window.tally(0))) {
			throw new IllegalStateException(this.window.recount() + " is not " + this.window.tally(0));
		}
	}

	/** The last calls in a list. */
	public static final class Specification {

		private final Deque<Integer> outcomes = new ArrayDeque<>();

		/**
		 * Records a call.
		 * @param outcome 1 for failed, 2 for slow, or their sum
		 * @return what the rules say
		 */
		public @Nullable String record(int outcome) {
			this.outcomes.addLast(outcome);
			if (this.outcomes.size() > SIZE) {
				this.outcomes.removeFirst();
			}
			long failures = count(1);
			return (failures >= 1)
					? failures + " failures in the window of " + this.outcomes.size() + " calls (threshold 1)" : null;
		}

		/**
		 * Reads the sums.
		 * @return the sums
		 */
		public String tally() {
			return this.outcomes.size() + " calls, " + count(1) + " failures, " + count(2) + " slow";
		}

		private long count(int bit) {
			return this.outcomes.stream().filter((outcome) -> (outcome & bit) != 0).count();
		}

	}

}
