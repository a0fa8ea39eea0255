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

import java.util.random.RandomGenerator;

import dev.resilience.policy.ConfigCheck;

/**
 * The arithmetic of waits: growth, jitter and cap. All of it saturates, so that no
 * attempt number and no setting makes a wait negative or longer than the cap. Immutable
 * and safe for use by many threads.
 *
 * <p>
 * Full, equal and decorrelated jitter are those of Marc Brooker, "Exponential Backoff And
 * Jitter" (AWS Architecture Blog, 2015), except that the range is scaled to the cap
 * rather than cut off at it.
 */
final class BackoffSeries {

	private final Backoff backoff;

	private final Jitter jitter;

	private final long delay;

	private final long cap;

	private final long increment;

	private final double multiplier;

	private final double jitterFactor;

	BackoffSeries(RetryConfig config) {
		this.backoff = config.backoff();
		this.jitter = config.jitter();
		this.delay = ConfigCheck.nanos(config.delay());
		this.cap = ConfigCheck.nanos(config.maxDelay());
		this.increment = ConfigCheck.nanos(config.increment());
		this.multiplier = config.multiplier();
		this.jitterFactor = config.jitterFactor();
	}

	/**
	 * Returns the wait after a failed attempt.
	 * @param attempt the number of the failed attempt, from 1
	 * @param previousWait the wait before that attempt in nanoseconds, 0 for the first
	 * @param random where jitter comes from
	 * @return the wait in nanoseconds, from 0 to the cap
	 */
	long waitNanos(int attempt, long previousWait, RandomGenerator random) {
		long grown = grownNanos(attempt);
		return switch (this.jitter) {
			case NONE -> Math.min(grown, this.cap);
			case PROPORTIONAL -> spread(grown * (1 - this.jitterFactor), grown * (1 + this.jitterFactor), random);
			case FULL -> spread(0, grown, random);
			case EQUAL -> spread(grown / 2.0, grown, random);
			case DECORRELATED -> spread(this.delay, 3.0 * clamped(previousWait), random);
		};
	}

	private long grownNanos(int attempt) {
		return switch (this.backoff) {
			case FIXED -> this.delay;
			case LINEAR -> saturatedSum(this.delay, saturatedProduct(this.increment, attempt - 1L));
			case EXPONENTIAL -> exponential(attempt - 1);
			case FIBONACCI -> fibonacci(attempt);
		};
	}

	private long exponential(int exponent) {
		// Rounding saturates, and takes what is not a number (0 · ∞) for 0
		return Math.round(this.delay * Math.pow(this.multiplier, exponent));
	}

	private long fibonacci(int attempt) {
		long current = this.delay;
		long following = saturatedSum(current, current);
		// Ends within 91 rounds: a series of zeros does not grow, every other reaches its
		// cap
		for (int i = 1; i < attempt && current != 0 && current < this.cap; i++) {
			long sum = saturatedSum(current, following);
			current = following;
			following = sum;
		}
		return current;
	}

	private long clamped(long previousWait) {
		// A wait that was lifted by retryAfter does not lift those behind it, and one
		// that was
		// scaled down below the delay does not narrow the range
		return Math.max(this.delay, Math.min(previousWait, this.cap));
	}

	private long spread(double low, double high, RandomGenerator random) {
		double from = low;
		double to = high;
		if (to > this.cap) {
			from = from * this.cap / to;
			to = this.cap;
		}
		return Math.min(Math.round(from + random.nextDouble() * (to - from)), this.cap);
	}

	private static long saturatedSum(long first, long second) {
		long sum = first + second;
		return (sum >= 0) ? sum : Long.MAX_VALUE;
	}

	private static long saturatedProduct(long factor, long count) {
		return (factor == 0 || count <= Long.MAX_VALUE / factor) ? factor * count : Long.MAX_VALUE;
	}

}
