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

/**
 * The numbers of one instance at one time. The first six are disjoint and add up to the
 * calls that have ended.
 *
 * @param successWithoutRetry calls whose first attempt succeeded
 * @param successWithRetry calls that succeeded at a later attempt
 * @param failedWithoutRetry calls whose first attempt failed with something that is not
 * repeated, maybe as that might do harm
 * @param exhausted calls that failed because no attempts or no time
 * ({@code max-attempts}, {@code max-duration}) were left, even after the first one
 * @param aborted calls whose later attempt failed with something that is not repeated,
 * and calls whose repeating was stopped after any attempt: by an interrupt, by a limit
 * that had expired or that the wait would pass, by a {@code retryAfter} above
 * {@code max-retry-after}, or by closing the registry
 * @param budgetExhausted calls whose repeating was stopped after any attempt because the
 * retry budget was spent
 * @param attempts repeated attempts that began, in all calls
 */
public record RetrySnapshot(long successWithoutRetry, long successWithRetry, long failedWithoutRetry, long exhausted,
		long aborted, long budgetExhausted, long attempts) {

	/**
	 * Creates numbers of calls none of which was stopped by a budget.
	 * @param successWithoutRetry calls whose first attempt succeeded
	 * @param successWithRetry calls that succeeded at a later attempt
	 * @param failedWithoutRetry calls whose first attempt failed with something that is
	 * not repeated
	 * @param exhausted calls that failed because no attempts or no time were left
	 * @param aborted calls whose later attempt failed with something that is not
	 * repeated, and calls whose repeating was stopped
	 * @param attempts repeated attempts that began, in all calls
	 */
	public RetrySnapshot(long successWithoutRetry, long successWithRetry, long failedWithoutRetry, long exhausted,
			long aborted, long attempts) {
		this(successWithoutRetry, successWithRetry, failedWithoutRetry, exhausted, aborted, 0, attempts);
	}

	/**
	 * Returns how many calls have ended.
	 * @return the number of calls
	 */
	public long calls() {
		return this.successWithoutRetry + this.successWithRetry + this.failedWithoutRetry + this.exhausted
				+ this.aborted + this.budgetExhausted;
	}

}
