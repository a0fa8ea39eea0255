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

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;

/**
 * Adjusters for common needs. Two with the same settings are equal.
 */
public final class Adjustments {

	private Adjustments() {
	}

	/**
	 * Returns an adjuster that gives each further attempt more time than the one before.
	 * It does nothing where attempts have no limit.
	 * @param factor by what the limit grows from attempt to attempt, at least 1
	 * @param longest the longest limit, longer than zero
	 * @return the adjuster
	 * @throws dev.resilience.policy.InvalidConfigException if a value is out of range
	 */
	public static AttemptAdjuster longerTimeout(double factor, Duration longest) {
		return checked(AdjustmentRule.NOTHING.withTimeoutMultiplier(factor).withMaxTimeout(longest));
	}

	/**
	 * As {@link #longerTimeout(double, Duration)} without a longest limit: other limits
	 * of the call end it.
	 * @param factor by what the limit grows from attempt to attempt, at least 1
	 * @return the adjuster
	 * @throws dev.resilience.policy.InvalidConfigException if a value is out of range
	 */
	public static AttemptAdjuster longerTimeout(double factor) {
		return checked(AdjustmentRule.NOTHING.withTimeoutMultiplier(factor));
	}

	/**
	 * Returns an adjuster that lets the next attempt wait longer than it would, up to the
	 * longest wait of the settings.
	 * @param factor by what the wait is multiplied, at least 1
	 * @return the adjuster
	 * @throws dev.resilience.policy.InvalidConfigException if the factor is out of range
	 */
	public static AttemptAdjuster longerDelay(double factor) {
		return checked(AdjustmentRule.NOTHING.withDelayMultiplier(factor));
	}

	/**
	 * Returns an adjuster that allows fewer attempts.
	 * @param maxAttempts the number of attempts in all, at least 1
	 * @return the adjuster
	 * @throws dev.resilience.policy.InvalidConfigException if the number is out of range
	 */
	public static AttemptAdjuster fewerAttempts(int maxAttempts) {
		return checked(AdjustmentRule.NOTHING.withMaxAttempts(maxAttempts));
	}

	/**
	 * Returns an adjuster that does what several do. All are told the same; where two
	 * change the same, the later one decides.
	 * @param adjusters the adjusters in order
	 * @return the adjuster
	 */
	public static AttemptAdjuster all(List<AttemptAdjuster> adjusters) {
		return (adjusters.size() == 1) ? adjusters.get(0) : new All(adjusters);
	}

	private static AdjustmentRule checked(AdjustmentRule rule) {
		rule.check(new ConfigCheck("adjustment"), "").throwIfInvalid();
		return rule;
	}

	static boolean changesTimeout(@Nullable AttemptAdjuster adjuster) {
		if (adjuster instanceof AdjustmentRule rule) {
			return rule.timeoutMultiplier() != null || changesTimeout(rule.adjuster());
		}
		return adjuster instanceof All all && all.adjusters().stream().anyMatch(Adjustments::changesTimeout);
	}

	/**
	 * Does what several do.
	 *
	 * @param adjusters the adjusters in order
	 */
	private record All(List<AttemptAdjuster> adjusters) implements AttemptAdjuster {

		All {
			adjusters = List.copyOf(adjusters);
		}

		@Override
		public @Nullable AttemptAdjustment adjust(AdjustmentRequest request) {
			AttemptAdjustment together = null;
			for (AttemptAdjuster adjuster : this.adjusters) {
				AttemptAdjustment one = adjuster.adjust(request);
				if (one != null) {
					together = (together != null) ? together.and(one) : one;
				}
			}
			return together;
		}

	}

}
