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

package dev.resilience.bulkhead;

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
 * Bounds the number of concurrent calls of one instance. A call holds its permit until
 * its work has really ended. Calls that find no permit may wait in a queue of bounded
 * size, first come, first served: nobody overtakes a waiter. Safe for use by many
 * threads; a call that is admitted at once takes no lock, allocates nothing and reads no
 * clock.
 */
public final class Bulkhead implements Gate {

	private final GateGroup<BulkheadConfig> group;

	private final @Nullable String key;

	private final AdmissionCounts counts;

	private final PermitPool pool;

	private Bulkhead(GateGroup<BulkheadConfig> group, @Nullable String key) {
		this.group = group;
		this.key = key;
		this.counts = (key != null) ? group.counts().forKey() : group.counts();
		this.pool = new PermitPool(group, this.counts);
	}

	/**
	 * Creates a bulkhead.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param context what the policies of a registry share
	 * @return a new bulkhead with all permits
	 */
	public static Bulkhead of(String instance, BulkheadConfig config, PolicyContext context) {
		return new Bulkhead(new GateGroup<>(instance, config, context), null);
	}

	/**
	 * Creates a bulkhead of the same instance for one key. It has permits and a queue of
	 * its own and shares settings and totals: to reconfigure one is to reconfigure all.
	 * @param key the key
	 * @return a new bulkhead with all permits
	 */
	public Bulkhead forKey(String key) {
		return new Bulkhead(this.group, key);
	}

	/**
	 * Returns the key that this bulkhead belongs to.
	 * @return the key, or {@code null} if it is that of the instance itself
	 */
	public @Nullable String key() {
		return this.key;
	}

	/**
	 * Takes a permit without waiting; a refusal counts as a rejection. In the modes that
	 * do not enforce, a permit beyond the limit is taken where there is none.
	 * @return whether the caller has a permit, which must be given back by
	 * {@link #release()}
	 */
	public boolean tryAcquire() {
		if (this.pool.tryEnter()) {
			return true;
		}
		PolicyMode mode = mode();
		if (mode == PolicyMode.ENFORCE) {
			countRejection();
			return false;
		}
		if (mode == PolicyMode.SHADOW) {
			this.counts.passInShadow();
		}
		this.pool.enterBeyondLimit();
		return true;
	}

	/**
	 * Gives back a permit taken by {@link #tryAcquire()}.
	 * @throws IllegalStateException if no permit is out
	 */
	public void release() {
		if (!this.pool.exit()) {
			throw new IllegalStateException("Bulkhead '" + this.group.instance() + "' has no permit out");
		}
	}

	/**
	 * Changes the number of calls that may run at the same time. Returns at once: a
	 * lowered limit takes effect as calls end, a raised one admits waiters. A limit of 0
	 * also refuses those that wait.
	 * @param maxConcurrent the new limit, at least 0
	 * @throws InvalidConfigException if the limit is negative; nothing has changed then
	 */
	public void changeLimit(int maxConcurrent) {
		reconfigure((config) -> config.toBuilder().maxConcurrent(maxConcurrent).build());
	}

	/**
	 * Changes all settings at once. Permits that are out and calls that wait are kept, in
	 * their order and with the longest wait that was promised to them; a smaller queue
	 * takes nobody new until it has drained.
	 * @param config the new settings
	 */
	public void reconfigure(BulkheadConfig config) {
		reconfigure((previous) -> config);
	}

	private void reconfigure(UnaryOperator<BulkheadConfig> change) {
		this.group.reconfigure(change);
		adoptSettings();
		this.group.announce();
	}

	/**
	 * Looks again at who waits, after another bulkhead of the instance was reconfigured.
	 */
	public void adoptSettings() {
		this.pool.adoptSettings();
	}

	/**
	 * Registers who is told that the settings of the instance have changed, to have the
	 * bulkheads of all keys {@linkplain #adoptSettings() adopt} them.
	 * @param listener called after each change; there is one at most
	 */
	public void onReconfigured(Runnable listener) {
		this.group.onReconfigured(listener);
	}

	/**
	 * Returns the current settings.
	 * @return the settings
	 */
	public BulkheadConfig config() {
		return this.group.settings();
	}

	/**
	 * Returns the current numbers without changing anything. The totals of an instance
	 * include those of its keys, the numbers of the moment do not. The numbers of active
	 * and waiting calls belong to one moment.
	 * @return the numbers
	 */
	public BulkheadSnapshot snapshot() {
		return this.pool.snapshot(this.counts);
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
		BulkheadConfig config = this.group.settings();
		int waiting = this.pool.waiting();
		return config.mode() != PolicyMode.ENFORCE || (waiting == 0 && this.pool.active() < config.maxConcurrent())
				|| (config.maxConcurrent() > 0 && waiting < config.queueSize());
	}

	@Override
	public boolean isIdle() {
		return this.pool.isIdle();
	}

	@Override
	public PolicyType type() {
		return PolicyType.BULKHEAD;
	}

	@Override
	public PolicyMode mode() {
		return this.group.settings().mode();
	}

	@Override
	public long tryEnter(Call call, long now) {
		return this.pool.tryEnter() ? PermitPool.PERMIT : Waiter.REFUSED;
	}

	@Override
	public @Nullable Waiter await(Call call, long now) {
		return (this.group.settings().queueSize() > 0) ? this.pool.enqueue() : null;
	}

	@Override
	public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure, long nanos) {
		this.pool.exit();
	}

	@Override
	public void release(long permit) {
		this.pool.exit();
	}

	@Override
	public BulkheadFullException reject(Call call) {
		countRejection();
		BulkheadConfig config = this.group.settings();
		return new BulkheadFullException(this.group.instance(), config.maxConcurrent(), config.queueSize(),
				this.group.context().rejectionStackTraces());
	}

	private void countRejection() {
		this.counts.reject();
		if (this.group.context().events().wanted(CallRejected.class)) {
			this.group.context()
				.events()
				.publish(new CallRejected(this.group.instance(), this.group.context().time().wallClock().instant(),
						PolicyType.BULKHEAD, "full", Duration.ZERO, this.key));
		}
	}

	@Override
	public void passInShadow(Call call) {
		this.counts.passInShadow();
	}

}
