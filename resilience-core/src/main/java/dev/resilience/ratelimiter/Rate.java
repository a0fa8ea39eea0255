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

	private final boolean permitsTellAll;

	Rate(RateLimiterConfig config) {
		this.config = config;
		int weightBits = Integer.SIZE - Integer.numberOfLeadingZeros(config.burst());
		int permitBits = weightBits + Meter.GENERATION_BITS;
		Gcra roomy = gcra(config, Math.max(permitBits, Meter.MAX_COUNT_BITS));
		this.permitsTellAll = roomy.spareBits() >= permitBits;
		this.gcra = this.permitsTellAll ? roomy : gcra(config, Meter.MAX_COUNT_BITS);
	}

	private static Gcra gcra(RateLimiterConfig config, int wantedBits) {
		return Gcra.of(config.permits(), config.period().toNanos(), config.burst(), wantedBits);
	}

	RateLimiterConfig config() {
		return this.config;
	}

	Gcra gcra() {
		return this.gcra;
	}

	/**
	 * Returns whether a time leaves room in a long for a weight and a generation.
	 * @return whether a permit can tell how it was taken
	 */
	boolean permitsTellAll() {
		return this.permitsTellAll;
	}

}
