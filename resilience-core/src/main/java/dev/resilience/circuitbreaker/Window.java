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

import org.jspecify.annotations.Nullable;

/**
 * Outcomes of the latest calls with running sums. Recording takes constant time and no
 * lock.
 */
abstract sealed class Window permits CountWindow, TimeWindow {

	private final WindowShape shape;

	Window(WindowShape shape) {
		this.shape = shape;
	}

	/**
	 * Records the outcome of one call and judges the sums as they stand with it.
	 * @param failed whether the call failed
	 * @param slow whether the call was slow
	 * @param now the monotonic time in nanoseconds; only time windows look at it
	 * @param rules what judges the sums
	 * @return why the circuit should open, or {@code null} if it should not
	 */
	abstract @Nullable String record(boolean failed, boolean slow, long now, TripRules rules);

	/**
	 * Returns the sums. Reading changes nothing.
	 * @param now the monotonic time in nanoseconds; only time windows look at it
	 * @return the sums
	 */
	abstract Tally tally(long now);

	final boolean hasShape(WindowShape wanted) {
		return this.shape.equals(wanted);
	}

	final WindowShape shape() {
		return this.shape;
	}

	/**
	 * Sums of a window.
	 *
	 * @param calls the number of recorded calls
	 * @param failures how many of them failed
	 * @param slowCalls how many of them were slow
	 */
	record Tally(long calls, long failures, long slowCalls) {

		static final Tally EMPTY = new Tally(0, 0, 0);

	}

}
