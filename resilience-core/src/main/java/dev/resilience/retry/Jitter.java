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
 * How waits are spread at random, so that callers that failed together do not come back
 * together. Where the range [lo, hi] of a wait passes the cap, it becomes [lo·cap/hi,
 * cap]: jitter neither passes the cap nor vanishes at it.
 */
public enum Jitter {

	/** No spread. */
	NONE,

	/** The wait times one plus or minus the jitter factor. */
	PROPORTIONAL,

	/** Between zero and the wait. */
	FULL,

	/** Between half the wait and the wait. */
	EQUAL,

	/** Between the delay and three times the wait before; the backoff plays no part. */
	DECORRELATED

}
