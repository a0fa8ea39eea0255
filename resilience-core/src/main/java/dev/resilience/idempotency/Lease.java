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

package dev.resilience.idempotency;

import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * Keeps the claim of a running call alive: renews it every third of its lease until the
 * call ends, and remembers on which thread the call runs. A renewal that fails is tried
 * again a third later, so the claim outlives a short outage of the store.
 */
final class Lease {

	private static final Logger logger = LoggerFactory.getLogger(Lease.class);

	/**
	 * The shortest time between renewals, so that a tiny lease does not occupy the timer.
	 */
	private static final long MIN_INTERVAL_NANOS = 1_000_000;

	private static final ThreadLocal<@Nullable Lease> CURRENT = new ThreadLocal<>();

	private final IdempotentInstance instance;

	private final IdempotencyKey key;

	private final long token;

	/** What the thread that claimed the key ran already. */
	private final @Nullable Lease enclosing = CURRENT.get();

	private volatile boolean ended;

	private volatile @Nullable Beat beat;

	/** When the last renewal succeeded. Written by one renewal after the other. */
	private volatile long renewedAt;

	private volatile boolean lost;

	private Lease(IdempotentInstance instance, IdempotencyKey key, long token) {
		this.instance = instance;
		this.key = key;
		this.token = token;
		this.renewedAt = instance.time().nanoTime();
	}

	// Begins to renew a claim on behalf of the current thread. Must be followed by an
	// end on the same thread, innermost first.
	static Lease begin(IdempotentInstance instance, IdempotencyKey key, long token) {
		Lease lease = beginAnywhere(instance, key, token);
		lease.enterThread();
		return lease;
	}

	// Begins to renew a claim for work that any thread may do.
	static Lease beginAnywhere(IdempotentInstance instance, IdempotencyKey key, long token) {
		Lease lease = new Lease(instance, key, token);
		lease.scheduleBeat();
		return lease;
	}

	/** Ends the renewals; no task is left behind. */
	void end() {
		leaveThread(this.enclosing);
		endRenewals();
	}

	// From now on the current thread does the work under this claim. Returns under which
	// it worked before, to be told when it leaves.
	@Nullable Lease enterThread() {
		Lease before = CURRENT.get();
		CURRENT.set(this);
		return before;
	}

	static void leaveThread(@Nullable Lease before) {
		if (before != null) {
			CURRENT.set(before);
		}
		else {
			CURRENT.remove();
		}
	}

	// Ends the renewals of work that belongs to no thread.
	void endRenewals() {
		this.ended = true;
		Beat armed = this.beat;
		if (armed != null) {
			armed.cancel();
		}
	}

	// Returns whether the current thread itself runs the call that has claimed a key.
	static boolean heldByCurrentThread(IdempotencyStore store, IdempotencyKey key) {
		for (Lease lease = CURRENT.get(); lease != null; lease = lease.enclosing) {
			if (lease.instance.store() == store && lease.key.equals(key)) {
				return true;
			}
		}
		return false;
	}

	private void scheduleBeat() {
		long interval = Math.max(MIN_INTERVAL_NANOS, ConfigCheck.nanos(this.instance.config().lease()) / 3);
		TimeSource time = this.instance.time();
		Beat next = new Beat();
		this.beat = next;
		time.schedule(next, TimeSource.after(time.nanoTime(), interval));
		// Both fields are volatile: either the end sees this beat, or the end is seen
		// here.
		if (this.ended) {
			next.cancel();
		}
	}

	private void renewWhereAllowed() {
		if (!this.instance.store().blocking()) {
			renew();
			return;
		}
		try {
			this.instance.context().offload().execute(this::renew);
		}
		catch (RejectedExecutionException ex) {
			renewalFailed(ex);
		}
	}

	private void renew() {
		if (this.ended) {
			return;
		}
		try {
			if (this.instance.store().renew(this.key, this.token, this.instance.config().lease())) {
				this.renewedAt = this.instance.time().nanoTime();
				scheduleBeat();
			}
			else if (!this.ended) {
				lose("another call has taken it over, or it was removed", null);
			}
		}
		catch (Exception | LinkageError | AssertionError ex) {
			renewalFailed(ex);
		}
	}

	private void renewalFailed(Throwable failure) {
		logger.debug("Claim of key {}... of '{}' was not renewed", this.key, this.instance.name(), failure);
		if (this.instance.time().nanoTime() - this.renewedAt >= ConfigCheck.nanos(this.instance.config().lease())) {
			lose("it could not be renewed in time", failure);
		}
		scheduleBeat();
	}

	private void lose(String reason, @Nullable Throwable failure) {
		if (!this.lost) {
			this.lost = true;
			this.instance.counters().countLostLease();
			logger.warn("Claim of key {}... of '{}' is lost while the call runs: {}", this.key, this.instance.name(),
					reason, failure);
		}
	}

	/** One renewal. */
	private final class Beat extends TimerTask {

		@Override
		protected void fire() {
			renewWhereAllowed();
		}

	}

}
