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
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Gate;
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

	private final String instance;

	private final PolicyContext context;

	private final PermitPool pool;

	private final AtomicLong rejected = new AtomicLong();

	private final AtomicLong shadow = new AtomicLong();

	private Bulkhead(String instance, BulkheadConfig config, PolicyContext context) {
		this.instance = instance;
		this.context = context;
		this.pool = new PermitPool(config);
	}

	/**
	 * Creates a bulkhead.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param context what the policies of a registry share
	 * @return a new bulkhead with all permits
	 */
	public static Bulkhead of(String instance, BulkheadConfig config, PolicyContext context) {
		return new Bulkhead(instance, config, context);
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
			this.shadow.incrementAndGet();
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
			throw new IllegalStateException("Bulkhead '" + this.instance + "' has no permit out");
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
		this.pool.reconfigure((config) -> config.toBuilder().maxConcurrent(maxConcurrent).build());
	}

	/**
	 * Changes all settings at once. Permits that are out and calls that wait are kept, in
	 * their order and with the longest wait that was promised to them; a smaller queue
	 * takes nobody new until it has drained.
	 * @param config the new settings
	 */
	public void reconfigure(BulkheadConfig config) {
		this.pool.reconfigure((previous) -> config);
	}

	/**
	 * Returns the current settings.
	 * @return the settings
	 */
	public BulkheadConfig config() {
		return this.pool.config();
	}

	/**
	 * Returns the current numbers without changing anything. The numbers of active and
	 * waiting calls belong to one moment.
	 * @return the numbers
	 */
	public BulkheadSnapshot snapshot() {
		BulkheadConfig config = this.pool.config();
		long state = this.pool.state();
		return new BulkheadSnapshot(PermitPool.active(state), PermitPool.waiting(state), config.maxConcurrent(),
				config.queueSize(), this.pool.admitted(), this.rejected.get(), this.shadow.get());
	}

	/**
	 * Returns the name of the instance.
	 * @return the name
	 */
	public String instance() {
		return this.instance;
	}

	@Override
	public PolicyType type() {
		return PolicyType.BULKHEAD;
	}

	@Override
	public PolicyMode mode() {
		return this.pool.config().mode();
	}

	@Override
	public long tryEnter(Call call, long now) {
		return this.pool.tryEnter() ? PermitPool.PERMIT : Waiter.REFUSED;
	}

	@Override
	public @Nullable Waiter await(Call call, long now) {
		return (this.pool.config().queueSize() > 0) ? this.pool.enqueue() : null;
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
		BulkheadConfig config = this.pool.config();
		return new BulkheadFullException(this.instance, config.maxConcurrent(), config.queueSize(),
				this.context.rejectionStackTraces());
	}

	private void countRejection() {
		this.rejected.incrementAndGet();
		if (this.context.events().wanted(CallRejected.class)) {
			this.context.events()
				.publish(new CallRejected(this.instance, this.context.time().wallClock().instant(), PolicyType.BULKHEAD,
						"full", Duration.ZERO));
		}
	}

	@Override
	public void passInShadow(Call call) {
		this.shadow.incrementAndGet();
	}

}
