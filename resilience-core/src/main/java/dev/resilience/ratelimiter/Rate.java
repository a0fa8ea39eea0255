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

/**
 * Settings of a rate limiter and the arithmetic that follows from them, which takes long
 * division to find and is shared by the limiters of all keys. Told apart by identity:
 * each change makes a new one.
 */
final class Rate {

	private final RateLimiterConfig config;

	private final Gcra gcra;

	Rate(RateLimiterConfig config) {
		this.config = config;
		int weightBits = Integer.SIZE - Integer.numberOfLeadingZeros(config.burst());
		this.gcra = Gcra.of(config.permits(), config.period().toNanos(), config.burst(),
				weightBits + Meter.GENERATION_BITS);
	}

	RateLimiterConfig config() {
		return this.config;
	}

	Gcra gcra() {
		return this.gcra;
	}

}
