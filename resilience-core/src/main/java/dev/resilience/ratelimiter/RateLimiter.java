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
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AdmissionCounts;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Gate;
import dev.resilience.policy.GateGroup;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Waiter;

/**
 * Bounds the rate of calls of one instance by the generic cell rate algorithm (ITU-T
 * I.371, virtual scheduling), without rounding: in any span of time at most the burst and
 * what the rate grants in it is admitted. The limiter starts with all permits. A refused
 * call costs nothing. Where calls may wait they queue, first come, first served, and
 * nobody overtakes a waiter; who cannot be served within the longest wait is refused at
 * once. Only monotonic time counts. Safe for use by many threads; a call that is admitted
 * at once takes no lock and allocates nothing.
 */
public final class RateLimiter implements Gate {

	private final GateGroup<Rate> group;

	private final @Nullable String key;

	private final AdmissionCounts counts;

	private final PermitClock clock;

	private RateLimiter(GateGroup<Rate> group, @Nullable String key) {
		this.group = group;
		this.key = key;
		this.counts = (key != null) ? group.counts().forKey() : group.counts();
		this.clock = new PermitClock(group, this.counts);
	}

	/**
	 * Creates a rate limiter.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param context what the policies of a registry share
	 * @return a new rate limiter with all permits
	 */
	public static RateLimiter of(String instance, RateLimiterConfig config, PolicyContext context) {
		return new RateLimiter(new GateGroup<>(instance, new Rate(config), context), null);
	}

	/**
	 * Creates a rate limiter of the same instance for one key. It has permits and a queue
	 * of its own and shares settings and totals: to reconfigure one is to reconfigure
	 * all.
	 * @param key the key
	 * @return a new rate limiter with all permits
	 */
	public RateLimiter forKey(String key) {
		return new RateLimiter(this.group, key);
	}

	/**
	 * Returns the key that this rate limiter belongs to.
	 * @return the key, or {@code null} if it is that of the instance itself
	 */
	public @Nullable String key() {
		return this.key;
	}

	/**
	 * Takes one permit without waiting; a refusal counts as a rejection.
	 * @return whether a permit was taken; always {@code true} in the modes that do not
	 * enforce
	 */
	public boolean tryAcquire() {
		return tryAcquire(1);
	}

	/**
	 * Takes permits without waiting, all or none; a refusal counts as a rejection.
	 * @param weight the number of permits, from 1 to the burst
	 * @return whether the permits were taken; always {@code true} in the modes that do
	 * not enforce
	 * @throws IllegalArgumentException if the weight is below 1 or above the burst, so
	 * that it could never be served
	 */
	public boolean tryAcquire(int weight) {
		PolicyMode mode = mode();
		if (mode == PolicyMode.OFF || take(weight, this.group.context().time().nanoTime()) >= 0) {
			return true;
		}
		if (mode == PolicyMode.SHADOW) {
			this.counts.passInShadow();
			return true;
		}
		countRejection(Duration.ofNanos(this.clock.waitNanos(weight)));
		return false;
	}

	/**
	 * Takes all permits that are available now, so that 0 are left.
	 * @return the number of permits taken
	 */
	public int drain() {
		return this.clock.drain();
	}

	/**
	 * Changes the rate. A burst that was not set follows the permits. See
	 * {@link #reconfigure}.
	 * @param permits the number of permits per period, at least 1
	 * @param period the period, above zero
	 * @throws InvalidConfigException if the rate is out of range; nothing has changed
	 * then
	 */
	public void changeRate(int permits, Duration period) {
		reconfigure((config) -> config.toBuilder().permits(permits).period(period).build());
	}

	/**
	 * Changes all settings at once. Permits that are spent and have not come back count
	 * as spent under the new settings too, as far as the new burst goes, and come back at
	 * the new rate. Calls that wait keep their place and their longest wait, unless their
	 * weight is above the new burst: those are refused.
	 * @param config the new settings
	 */
	public void reconfigure(RateLimiterConfig config) {
		reconfigure((previous) -> config);
	}

	private void reconfigure(UnaryOperator<RateLimiterConfig> change) {
		this.group.reconfigure((rate) -> new Rate(change.apply(rate.config())));
		adoptSettings();
		this.group.announce();
	}

	/**
	 * Looks again at what is spent and who waits, after another rate limiter of the
	 * instance was reconfigured.
	 */
	public void adoptSettings() {
		this.clock.adoptSettings();
	}

	/**
	 * Registers who is told that the settings of the instance have changed, to have the
	 * rate limiters of all keys {@linkplain #adoptSettings() adopt} them.
	 * @param listener called after each change; there is one at most
	 */
	public void onReconfigured(Runnable listener) {
		this.group.onReconfigured(listener);
	}

	/**
	 * Returns the current settings.
	 * @return the settings
	 */
	public RateLimiterConfig config() {
		return this.group.settings().config();
	}

	/**
	 * Returns the current numbers without changing anything. The totals of an instance
	 * include those of its keys, the numbers of the moment do not.
	 * @return the numbers
	 */
	public RateLimiterSnapshot snapshot() {
		return this.clock.snapshot();
	}

	/**
	 * Returns the name of the instance.
	 * @return the name
	 */
	public String instance() {
		return this.group.instance();
	}

	@Override
	public boolean isAvailable() {
		RateLimiterConfig config = config();
		return config.mode() != PolicyMode.ENFORCE || this.clock.waitNanos(1) <= config.maxWaitNanos();
	}

	@Override
	public boolean isIdle() {
		return this.clock.isFull();
	}

	@Override
	public PolicyType type() {
		return PolicyType.RATE_LIMITER;
	}

	@Override
	public PolicyMode mode() {
		return config().mode();
	}

	@Override
	public boolean needsTime() {
		return true;
	}

	/**
	 * Takes as many permits as the call weighs.
	 * @throws IllegalArgumentException if the weight is below 1 or above the burst, so
	 * that it could never be served; in shadow mode this is a refusal instead
	 */
	@Override
	public long tryEnter(Call call, long now) {
		return take(call.weight(), now);
	}

	private long take(int weight, long now) {
		long permit = this.clock.tryTake(weight, now);
		if (permit == PermitClock.UNSERVABLE) {
			RateLimiterConfig config = config();
			if (config.mode() == PolicyMode.ENFORCE) {
				throw new IllegalArgumentException(
						"A call of weight " + weight + " can never be served by rate limiter '" + this.group.instance()
								+ "': the weight must be from 1 to " + config.burst() + ", the burst");
			}
			return Waiter.REFUSED;
		}
		return permit;
	}

	@Override
	public @Nullable Waiter await(Call call, long now) {
		return config().maxWait().isZero() ? null : this.clock.enqueue(call.weight());
	}

	/** What a call has spent comes back with time only. */
	@Override
	public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure, long nanos) {
	}

	/**
	 * Gives the permits of a call back that has not entered, if nobody else has taken
	 * permits since. Otherwise they stay spent: part of them may have come back already,
	 * and giving that back twice would admit more than the burst.
	 */
	@Override
	public void release(long permit) {
		this.clock.giveBack(permit);
	}

	@Override
	public RateLimitExceededException reject(Call call) {
		Duration retryAfter = Duration.ofNanos(this.clock.waitNanos(call.weight()));
		countRejection(retryAfter);
		return new RateLimitExceededException(this.group.instance(), retryAfter,
				this.group.context().rejectionStackTraces());
	}

	private void countRejection(Duration retryAfter) {
		this.counts.reject();
		if (this.group.context().events().wanted(CallRejected.class)) {
			this.group.context()
				.events()
				.publish(new CallRejected(this.group.instance(), this.group.context().time().wallClock().instant(),
						PolicyType.RATE_LIMITER, "limit exceeded", retryAfter, this.key));
		}
	}

	@Override
	public void passInShadow(Call call) {
		this.counts.passInShadow();
	}

}
