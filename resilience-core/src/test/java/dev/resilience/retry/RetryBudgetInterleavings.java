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

package dev.resilience.retry;

import java.time.Duration;

import org.jetbrains.lincheck.datastructures.Operation;

/**
 * What calls that succeed and fail do to the budget that they share while it is read:
 * each of these takes effect at one moment, and no attempt is given out twice or lost.
 */
public final class RetryBudgetInterleavings {

	private static final RetryDecision REPEAT = RetryDecision.retryAfter(0);

	private final RetryCounters counters = new RetryCounters();

	private final RetryBudget budget = RetryBudget.shared("model", config(1));

	/** Begins with a reserve of one attempt. */
	public RetryBudgetInterleavings() {
		this.budget.join(this.counters, 0);
	}

	private static RetryBudgetConfig config(int halves) {
		return RetryBudgetConfig.builder().ratio(halves / 2.0).minPerSecond(1).ttl(Duration.ofSeconds(1)).build();
	}

	/** Lets a call succeed. */
	@Operation
	public void succeed() {
		this.counters.succeededAtOnce();
	}

	/**
	 * Lets the first attempt of a call fail.
	 * @return whether it is repeated
	 */
	@Operation
	public boolean fail() {
		return this.budget.charge(true, REPEAT, 0).isRetry();
	}

	/**
	 * Lets a later attempt fail.
	 * @return whether it is repeated
	 */
	@Operation
	public boolean failAgain() {
		return this.budget.charge(false, REPEAT, 0).isRetry();
	}

	/** Looks at the successes. */
	@Operation
	public void sample() {
		this.budget.sample(0);
	}

	/**
	 * Reads the balance.
	 * @return the number of attempts that are left
	 */
	@Operation
	public long balance() {
		return this.budget.snapshot(0).balance();
	}

	/** The same in plain words. */
	public static final class Specification {

		private long halves = 2;

		/** Lets a call succeed. */
		public void succeed() {
			this.halves++;
		}

		/**
		 * Lets the first attempt of a call fail.
		 * @return whether it is repeated
		 */
		public boolean fail() {
			this.halves++;
			return failAgain();
		}

		/**
		 * Lets a later attempt fail.
		 * @return whether it is repeated
		 */
		public boolean failAgain() {
			if (this.halves < 2) {
				return false;
			}
			this.halves -= 2;
			return true;
		}

		/** Changes nothing. */
		public void sample() {
			// Whenever they are looked at, all successes count
		}

		/**
		 * Reads the balance.
		 * @return the number of attempts that are left
		 */
		public long balance() {
			return this.halves / 2;
		}

	}

}
