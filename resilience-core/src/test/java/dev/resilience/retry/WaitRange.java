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
 * Between what a wait must be, written straight from the rules. Everything is a fraction,
 * so nothing overflows.
 *
 * @param low the shortest wait in nanoseconds
 * @param high the longest wait in nanoseconds
 */
record WaitRange(double low, double high) {

	/** Beyond every cap, and far from what a fraction can hold. */
	private static final double ENDLESS = 1e30;

	static WaitRange of(RetryConfig config, int attempt, long previousWait) {
		double cap = config.maxDelay().toNanos();
		double delay = config.delay().toNanos();
		double grown = Math.min(ENDLESS, grown(config, attempt));
		double factor = config.jitterFactor();
		WaitRange range = switch (config.jitter()) {
			case NONE -> new WaitRange(grown, grown);
			case PROPORTIONAL -> new WaitRange(grown * (1 - factor), grown * (1 + factor));
			case FULL -> new WaitRange(0, grown);
			case EQUAL -> new WaitRange(grown / 2, grown);
			case DECORRELATED -> new WaitRange(delay, 3 * Math.max(delay, Math.min(previousWait, cap)));
		};
		return (range.high > cap) ? new WaitRange(range.low * cap / range.high, cap) : range;
	}

	private static double grown(RetryConfig config, int attempt) {
		double delay = config.delay().toNanos();
		if (delay == 0 && config.backoff() != Backoff.LINEAR) {
			return 0;
		}
		return switch (config.backoff()) {
			case FIXED -> delay;
			case LINEAR -> delay + config.increment().toNanos() * (attempt - 1.0);
			case EXPONENTIAL -> delay * Math.pow(config.multiplier(), attempt - 1.0);
			case FIBONACCI -> delay * fibonacci(attempt);
		};
	}

	// 1, 2, 3, 5, 8
	private static double fibonacci(int attempt) {
		double current = 1;
		double following = 2;
		for (int i = 1; i < attempt && current < ENDLESS; i++) {
			double sum = current + following;
			current = following;
			following = sum;
		}
		return current;
	}

	boolean contains(long wait) {
		return wait >= this.low - tolerance() && wait <= this.high + tolerance();
	}

	/** What rounding may do: once before the jitter and once after it. */
	double tolerance() {
		return 2 + this.high * 1e-9;
	}

}
