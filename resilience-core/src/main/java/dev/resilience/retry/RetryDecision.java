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
 * What follows a failed attempt.
 *
 * @param verdict what to do
 * @param waitNanos the wait before the next attempt in nanoseconds; 0 where none follows
 * @param reason why the call is given up, for the log; empty where it is repeated
 * @param maxAttempts to how many attempts the call is restricted besides the settings
 * @param permit what the retry budget has given for the next attempt, to be given back
 * after it; 0 where nothing is to be given back
 */
record RetryDecision(Verdict verdict, long waitNanos, String reason, int maxAttempts, long permit) {

	/** What leads to the first attempt. */
	static final RetryDecision BEGIN = retryAfter(0);

	static final RetryDecision NOT_RETRYABLE = giveUp(Verdict.NOT_RETRYABLE, "it is not to be repeated");

	static final RetryDecision LIMIT_EXPIRED = stopped("a limit of the call has expired");

	static final RetryDecision OVER_BUDGET = giveUp(Verdict.OVER_BUDGET, "the retry budget is spent");

	static final RetryDecision UNSAFE = giveUp(Verdict.UNSAFE, "a repeat might do harm, and only-if-safe is set");

	static final RetryDecision ALREADY_RETRIED = exhausted("the call is part of a repeat, which makes one attempt");

	static RetryDecision retryAfter(long waitNanos) {
		return new RetryDecision(Verdict.RETRY, waitNanos, "", Integer.MAX_VALUE, 0);
	}

	static RetryDecision exhausted(String reason) {
		return giveUp(Verdict.EXHAUSTED, reason);
	}

	static RetryDecision stopped(String reason) {
		return giveUp(Verdict.STOPPED, reason);
	}

	private static RetryDecision giveUp(Verdict verdict, String reason) {
		return new RetryDecision(verdict, 0, reason, Integer.MAX_VALUE, 0);
	}

	RetryDecision withMaxAttempts(int maxAttempts) {
		return (maxAttempts == this.maxAttempts) ? this
				: new RetryDecision(this.verdict, this.waitNanos, this.reason, maxAttempts, this.permit);
	}

	RetryDecision withPermit(long permit) {
		return (permit == this.permit) ? this
				: new RetryDecision(this.verdict, this.waitNanos, this.reason, this.maxAttempts, permit);
	}

	boolean isRetry() {
		return this.verdict == Verdict.RETRY;
	}

	// The wait, or -1 where no attempt follows
	long waitOrNone() {
		return isRetry() ? this.waitNanos : -1;
	}

	boolean isExhausted() {
		return this.verdict == Verdict.EXHAUSTED;
	}

	/**
	 * What to do after a failed attempt.
	 */
	enum Verdict {

		/** Wait, then try again. */
		RETRY,

		/** The failure is none that is repeated. */
		NOT_RETRYABLE,

		/** The failure would be repeated, but nobody knows whether that does harm. */
		UNSAFE,

		/** The failure would be repeated, but no attempts or no time are left. */
		EXHAUSTED,

		/** The failure would be repeated, but the call is being ended from outside. */
		STOPPED,

		/** The failure would be repeated, but too many others have been. */
		OVER_BUDGET

	}

}
