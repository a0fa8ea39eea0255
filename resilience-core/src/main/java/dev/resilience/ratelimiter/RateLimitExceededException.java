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

package dev.resilience.ratelimiter;

import java.time.Duration;

import dev.resilience.classification.Classification;
import dev.resilience.policy.CallRejectedException;

/**
 * Thrown when a rate limiter has no permits for a call, now or within the longest wait.
 * {@link #retryAfter()} is exact: if nobody else calls, the same call is admitted then
 * and not a nanosecond before.
 */
public final class RateLimitExceededException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	RateLimitExceededException(String instance, Duration retryAfter, boolean stackTrace) {
		super(instance, "Rate limit is exceeded", retryAfter, stackTrace);
	}

	/** Built when asked for: most refusals are never printed. */
	@Override
	public String getMessage() {
		return "Rate limiter '" + instance() + "' has no permit for this call, retry after " + retryAfter();
	}

	@Override
	public Classification classification() {
		return super.classification().toBuilder().subtype("rate-limited").build();
	}

}
