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

package dev.resilience.autoconfigure.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.resilience.autoconfigure.http.RetryAfterHeader;
import dev.resilience.ratelimiter.RateLimiterSnapshot;

/**
 * What a client may know of the rate limiter of a handler: the number of calls at once
 * after a pause, how many of them are left, and the seconds until all are there again.
 *
 * @param limit the number of calls at once after a pause
 * @param remaining the number of calls that could be made at once
 * @param reset the time until all are there again
 */
record RateLimitHeaders(int limit, int remaining, Duration reset) {

	static final String LIMIT = "X-RateLimit-Limit";

	static final String REMAINING = "X-RateLimit-Remaining";

	static final String RESET = "X-RateLimit-Reset";

	/**
	 * Returns what a limiter lets a client know.
	 * @param numbers the numbers of the limiter
	 * @param pending the permits that are about to be taken
	 * @return what the client may know
	 */
	static RateLimitHeaders of(RateLimiterSnapshot numbers, int pending) {
		int remaining = Math.max(0, numbers.available() - pending);
		double nanosPerPermit = (double) numbers.period().toNanos() / numbers.permits();
		Duration reset = Duration.ofNanos((long) Math.ceil((numbers.burst() - remaining) * nanosPerPermit));
		return new RateLimitHeaders(numbers.burst(), remaining, reset);
	}

	Map<String, String> values() {
		Map<String, String> values = new LinkedHashMap<>();
		values.put(LIMIT, Integer.toString(this.limit));
		values.put(REMAINING, Integer.toString(this.remaining));
		values.put(RESET, this.reset.isZero() ? "0" : RetryAfterHeader.format(this.reset));
		return values;
	}

}
