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
 * Where a call stands after a failed attempt, as far as the next step depends on it.
 *
 * @param attempt the number of the failed attempt, from 1
 * @param elapsedNanos the time since the first attempt began, in nanoseconds; only needed
 * under {@code max-duration}
 * @param previousWaitNanos the wait before the failed attempt, in nanoseconds; 0 for the
 * first
 * @param remainingNanos the time until the earliest limit of the caller, in nanoseconds;
 * {@link Long#MAX_VALUE} without one
 * @param limitExpired whether a limit of the caller has expired
 * @param interrupted whether the caller is interrupted or has cancelled the call
 * @param partOfRepeat whether the whole call is part of a repeated attempt
 * @param transaction knows whether attempts have a transaction of their own
 */
record CallProgress(int attempt, long elapsedNanos, long previousWaitNanos, long remainingNanos, boolean limitExpired,
		boolean interrupted, boolean partOfRepeat, AttemptTransaction transaction) {

	CallProgress(int attempt, long elapsedNanos, long previousWaitNanos, long remainingNanos, boolean limitExpired,
			boolean interrupted) {
		this(attempt, elapsedNanos, previousWaitNanos, remainingNanos, limitExpired, interrupted, false,
				AttemptTransaction.NONE);
	}

}
