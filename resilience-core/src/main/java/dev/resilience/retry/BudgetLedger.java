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

import org.jspecify.annotations.Nullable;

/**
 * What a budget has taken in and given out, by the rules of one type. Immutable: every
 * change makes another.
 */
sealed interface BudgetLedger permits RatioLedger, TokenLedger, ConcurrentLedger, UnlimitedLedger {

	/** The next time at which successes must be looked at, where there is none. */
	long NEVER = Long.MAX_VALUE / 2;

	/**
	 * Begins with nothing taken in nor given out.
	 * @param config the settings
	 * @param now the reading of the clock
	 * @return the ledger
	 */
	static BudgetLedger begin(RetryBudgetConfig config, long now) {
		return switch (config.type()) {
			case RATIO -> RatioLedger.begin(config, now);
			case TOKEN_BUCKET -> TokenLedger.begin(config);
			case CONCURRENT -> ConcurrentLedger.begin(config);
			case NONE -> UnlimitedLedger.INSTANCE;
		};
	}

	/**
	 * Goes on by other settings of the same type; what is left is kept.
	 * @param config the settings
	 * @return the ledger
	 */
	BudgetLedger with(RetryBudgetConfig config);

	/**
	 * Returns which successes count.
	 * @param counters of an instance
	 * @return their number, which only rises
	 */
	long successes(RetryCounters counters);

	/**
	 * Returns how long successes may pass without being looked at.
	 * @return the time in nanoseconds
	 */
	long samplingNanos();

	/**
	 * Takes in successes, and lets time pass.
	 * @param successes what has been added since the last time, 0 or more
	 * @param now the reading of the clock
	 * @return the ledger
	 */
	BudgetLedger succeeded(long successes, long now);

	/**
	 * Takes in a call that has not succeeded at once.
	 * @return the ledger
	 */
	BudgetLedger failedAtFirst();

	/**
	 * Takes in an attempt that failed in a way that is repeated.
	 * @return the ledger
	 */
	BudgetLedger failed();

	/**
	 * Gives out an attempt.
	 * @return the ledger, or {@code null} if nothing is left
	 */
	@Nullable BudgetLedger withdraw();

	/**
	 * Takes back what was given out for an attempt that is over.
	 * @return the ledger
	 */
	BudgetLedger giveBack();

	/**
	 * Returns whether what is given out for an attempt comes back when it is over.
	 * @return whether it comes back
	 */
	boolean lends();

	/**
	 * Returns how many attempts could be repeated now.
	 * @return the number, {@link Long#MAX_VALUE} for no limit
	 */
	long balance();

}
