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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;

/**
 * An adjuster that is made of settings. Values are checked where a {@link RetryConfig} is
 * built with it. Immutable; two with the same settings are equal.
 *
 * @param timeoutMultiplier by what the limit of each further attempt grows, at least 1,
 * or {@code null} to leave it
 * @param maxTimeout the longest limit that comes of it, longer than zero, or {@code null}
 * for none; a limit that is longer by itself is left alone
 * @param delayMultiplier by what the wait for the next attempt is multiplied, at least 1,
 * or {@code null} to leave it; the longest wait of the settings holds
 * @param maxAttempts the number of attempts of the call in all, at least 1, or
 * {@code null} to leave it; can only lower it
 * @param adjuster asked as well, and decides where both change the same, or {@code null}
 */
public record AdjustmentRule(@Nullable Double timeoutMultiplier, @Nullable Duration maxTimeout,
		@Nullable Double delayMultiplier, @Nullable Integer maxAttempts,
		@Nullable AttemptAdjuster adjuster) implements AttemptAdjuster {

	/** Changes nothing. */
	public static final AdjustmentRule NOTHING = new AdjustmentRule(null, null, null, null, null);

	private static final String NO_FACTOR = "must be a number of at least 1";

	/**
	 * Returns this rule with another growth of the limit.
	 * @param timeoutMultiplier by what the limit grows from attempt to attempt, at least
	 * 1
	 * @return the changed rule
	 */
	public AdjustmentRule withTimeoutMultiplier(double timeoutMultiplier) {
		return new AdjustmentRule(timeoutMultiplier, this.maxTimeout, this.delayMultiplier, this.maxAttempts,
				this.adjuster);
	}

	/**
	 * Returns this rule with another longest limit.
	 * @param maxTimeout the longest limit, longer than zero
	 * @return the changed rule
	 */
	public AdjustmentRule withMaxTimeout(Duration maxTimeout) {
		return new AdjustmentRule(this.timeoutMultiplier, maxTimeout, this.delayMultiplier, this.maxAttempts,
				this.adjuster);
	}

	/**
	 * Returns this rule with another multiple of the wait.
	 * @param delayMultiplier by what the wait is multiplied, at least 1
	 * @return the changed rule
	 */
	public AdjustmentRule withDelayMultiplier(double delayMultiplier) {
		return new AdjustmentRule(this.timeoutMultiplier, this.maxTimeout, delayMultiplier, this.maxAttempts,
				this.adjuster);
	}

	/**
	 * Returns this rule with another number of attempts.
	 * @param maxAttempts the number of attempts in all, at least 1
	 * @return the changed rule
	 */
	public AdjustmentRule withMaxAttempts(int maxAttempts) {
		return new AdjustmentRule(this.timeoutMultiplier, this.maxTimeout, this.delayMultiplier, maxAttempts,
				this.adjuster);
	}

	/**
	 * Returns this rule with another adjuster that is asked as well.
	 * @param adjuster asked after what is set here
	 * @return the changed rule
	 */
	public AdjustmentRule withAdjuster(AttemptAdjuster adjuster) {
		return new AdjustmentRule(this.timeoutMultiplier, this.maxTimeout, this.delayMultiplier, this.maxAttempts,
				adjuster);
	}

	@Override
	public @Nullable AttemptAdjustment adjust(AdjustmentRequest request) {
		AttemptAdjustment own = new AttemptAdjustment(longerTimeout(request), longerDelay(request),
				fewerAttempts(request));
		AttemptAdjustment other = (this.adjuster != null) ? this.adjuster.adjust(request) : null;
		return (other != null) ? own.and(other) : own;
	}

	private @Nullable Duration longerTimeout(AdjustmentRequest request) {
		Duration limit = request.timeout();
		return (limit != null && this.timeoutMultiplier != null)
				? longer(limit, this.timeoutMultiplier, this.maxTimeout) : null;
	}

	private @Nullable Duration longerDelay(AdjustmentRequest request) {
		return (this.delayMultiplier != null) ? longer(request.delay(), this.delayMultiplier, request.maxDelay())
				: null;
	}

	private @Nullable Integer fewerAttempts(AdjustmentRequest request) {
		return (this.maxAttempts != null && this.maxAttempts < request.maxAttempts()) ? this.maxAttempts : null;
	}

	private static @Nullable Duration longer(Duration duration, double factor, @Nullable Duration longest) {
		long nanos = ConfigCheck.nanos(duration);
		long most = (longest != null) ? ConfigCheck.nanos(longest) : Long.MAX_VALUE;
		long longer = Math.min((long) (nanos * factor), most);
		return (longer > nanos) ? Duration.ofNanos(longer) : null;
	}

	// Says what is wrong, with names of settings that begin with a prefix.
	ConfigCheck check(ConfigCheck check, String prefix) {
		return check
			.require(isFactor(this.timeoutMultiplier), prefix + "timeout-multiplier", this.timeoutMultiplier, NO_FACTOR)
			.positive(prefix + "max-timeout", this.maxTimeout)
			.require(this.maxTimeout == null || this.timeoutMultiplier != null, prefix + "max-timeout", this.maxTimeout,
					"needs a timeout-multiplier beside it")
			.require(isFactor(this.delayMultiplier), prefix + "delay-multiplier", this.delayMultiplier, NO_FACTOR)
			.atLeast(prefix + "max-attempts", this.maxAttempts, 1);
	}

	private static boolean isFactor(@Nullable Double factor) {
		return factor == null || (Double.isFinite(factor) && factor >= 1);
	}

}
