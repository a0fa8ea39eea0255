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
		return new LongerTimeout(factor, longest);
	}

	/**
	 * As {@link #longerTimeout(double, Duration)} without a longest limit: other limits
	 * of the call end it.
	 * @param factor by what the limit grows from attempt to attempt, at least 1
	 * @return the adjuster
	 * @throws dev.resilience.policy.InvalidConfigException if a value is out of range
	 */
	public static AttemptAdjuster longerTimeout(double factor) {
		return new LongerTimeout(factor, null);
	}

	/**
	 * Returns an adjuster that lets the next attempt wait longer than it would, up to the
	 * longest wait of the settings.
	 * @param factor by what the wait is multiplied, at least 1
	 * @return the adjuster
	 * @throws dev.resilience.policy.InvalidConfigException if the factor is out of range
	 */
	public static AttemptAdjuster longerDelay(double factor) {
		return new LongerDelay(factor);
	}

	/**
	 * Returns an adjuster that allows fewer attempts.
	 * @param maxAttempts the number of attempts in all, at least 1
	 * @return the adjuster
	 * @throws dev.resilience.policy.InvalidConfigException if the number is out of range
	 */
	public static AttemptAdjuster fewerAttempts(int maxAttempts) {
		return new FewerAttempts(maxAttempts);
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

	static boolean changesTimeout(AttemptAdjuster adjuster) {
		return adjuster instanceof LongerTimeout
				|| (adjuster instanceof All all && all.adjusters().stream().anyMatch(Adjustments::changesTimeout));
	}

	private static Duration times(Duration duration, double factor, @Nullable Duration longest) {
		long product = (long) (ConfigCheck.nanos(duration) * factor);
		long most = (longest != null) ? ConfigCheck.nanos(longest) : Long.MAX_VALUE;
		return Duration.ofNanos(Math.min(product, most));
	}

	private static void checkFactor(String property, double factor, ConfigCheck check) {
		check.require(Double.isFinite(factor) && factor >= 1, property, factor, "must be a number of at least 1");
	}

	/**
	 * Gives further attempts more time.
	 *
	 * @param factor by what the limit grows
	 * @param longest the longest limit, or {@code null}
	 */
	private record LongerTimeout(double factor, @Nullable Duration longest) implements AttemptAdjuster {

		LongerTimeout {
			ConfigCheck check = new ConfigCheck("adjustment");
			checkFactor("timeout-multiplier", factor, check);
			check.positive("max-timeout", longest).throwIfInvalid();
		}

		@Override
		public @Nullable AttemptAdjustment adjust(AdjustmentRequest request) {
			Duration limit = request.timeout();
			if (limit == null) {
				return null;
			}
			Duration longer = times(limit, this.factor, this.longest);
			return (longer.compareTo(limit) > 0) ? AttemptAdjustment.ofTimeout(longer) : null;
		}

	}

	/**
	 * Lets the next attempt wait longer.
	 *
	 * @param factor by what the wait is multiplied
	 */
	private record LongerDelay(double factor) implements AttemptAdjuster {

		LongerDelay {
			ConfigCheck check = new ConfigCheck("adjustment");
			checkFactor("delay-multiplier", factor, check);
			check.throwIfInvalid();
		}

		@Override
		public @Nullable AttemptAdjustment adjust(AdjustmentRequest request) {
			Duration longer = times(request.delay(), this.factor, request.maxDelay());
			return (longer.compareTo(request.delay()) > 0) ? AttemptAdjustment.ofDelay(longer) : null;
		}

	}

	/**
	 * Allows fewer attempts.
	 *
	 * @param maxAttempts the number of attempts in all
	 */
	private record FewerAttempts(int maxAttempts) implements AttemptAdjuster {

		FewerAttempts {
			new ConfigCheck("adjustment").atLeast("max-attempts", maxAttempts, 1).throwIfInvalid();
		}

		@Override
		public @Nullable AttemptAdjustment adjust(AdjustmentRequest request) {
			return (this.maxAttempts < request.maxAttempts()) ? AttemptAdjustment.ofMaxAttempts(this.maxAttempts)
					: null;
		}

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
