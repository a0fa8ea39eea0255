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

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * What attempts that begin and end do to a cap on concurrent attempts while it is
 * switched over to another type and back: no more are active than the cap that has let
 * them begin allows, and none is taken back by one that has not given it.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public final class RetryPermitInterleavings {

	private static final int THREADS = 8;

	private static final RetryDecision REPEAT = RetryDecision.retryAfter(0);

	private static final RetryBudgetConfig CAP = RetryBudgetConfig.builder()
		.type(RetryBudgetType.CONCURRENT)
		.maxConcurrent(1)
		.build();

	private final RetryBudget budget = RetryBudget.shared("model", CAP);

	private final long[] permits = new long[THREADS];

	/** Begins with nothing active. */
	public RetryPermitInterleavings() {
		this.budget.join(new RetryCounters(), 0);
	}

	/**
	 * Lets a thread repeat an attempt.
	 * @param thread the thread
	 * @return what came of it
	 */
	@Operation
	public String begin(@Param(name = "thread") int thread) {
		if (this.permits[thread] != 0) {
			return "busy";
		}
		RetryDecision decision = this.budget.charge(false, REPEAT, 0);
		this.permits[thread] = decision.permit();
		return decision.isRetry() ? "begun" : "refused";
	}

	/**
	 * Lets a thread end its attempt.
	 * @param thread the thread
	 */
	@Operation
	public void end(@Param(name = "thread") int thread) {
		if (this.permits[thread] != 0) {
			this.budget.giveBack(this.permits[thread]);
			this.permits[thread] = 0;
		}
	}

	/** Takes the cap away. */
	@Operation
	public void free() {
		this.budget.reconfigure(RetryBudgetConfig.none());
	}

	/** Begins with the cap anew, if it was taken away. */
	@Operation
	public void limit() {
		this.budget.reconfigure(CAP);
	}

	/** The same in plain words. */
	public static final class Specification {

		private final int[] begun = new int[THREADS];

		private int era = 1;

		private int active;

		private boolean limited = true;

		/**
		 * Lets a thread repeat an attempt.
		 * @param thread the thread
		 * @return what came of it
		 */
		public String begin(int thread) {
			if (this.begun[thread] != 0) {
				return "busy";
			}
			if (!this.limited) {
				return "begun";
			}
			if (this.active > 0) {
				return "refused";
			}
			this.active++;
			this.begun[thread] = this.era;
			return "begun";
		}

		/**
		 * Lets a thread end its attempt.
		 * @param thread the thread
		 */
		public void end(int thread) {
			if (this.begun[thread] == this.era) {
				this.active--;
			}
			this.begun[thread] = 0;
		}

		/** Takes the cap away. */
		public void free() {
			this.limited = false;
			this.era++;
		}

		/** Begins with the cap anew, if it was taken away. */
		public void limit() {
			this.active = this.limited ? this.active : 0;
			this.limited = true;
		}

	}

}
