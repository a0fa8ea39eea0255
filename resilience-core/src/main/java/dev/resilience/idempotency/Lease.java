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

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * Keeps the claim of a running call alive: renews it every third of its lease until the
 * call ends or has run for too long. A renewal that fails is tried again a third later,
 * so the claim outlives a short outage of the store. An ending that the store has not
 * taken is kept in the same rhythm, until it has.
 */
final class Lease {

	private static final Logger logger = LoggerFactory.getLogger(Lease.class);

	/**
	 * The shortest time between renewals, so that a tiny lease does not occupy the timer.
	 */
	private static final long MIN_INTERVAL_NANOS = 1_000_000;

	/**
	 * How often a store may refuse an ending before only the fact is kept that there was
	 * one: what cannot be written now cannot be later either.
	 */
	private static final int TRIES_WITH_CONTENT = 5;

	private final IdempotentInstance instance;

	private final IdempotencyContext context;

	private final long begunAt;

	private volatile boolean ended;

	private volatile @Nullable Beat beat;

	/** When the last renewal succeeded. Written by one renewal after the other. */
	private volatile long renewedAt;

	/** What is still to be kept. Written by one beat after the other. */
	private volatile @Nullable Ending ending;

	/** Steps of a lease follow one another, so none overtakes the other here. */
	private int tries;

	private Lease(IdempotentInstance instance, IdempotencyContext context) {
		this.instance = instance;
		this.context = context;
		this.begunAt = instance.time().nanoTime();
		this.renewedAt = this.begunAt;
	}

	static Lease begin(IdempotentInstance instance, IdempotencyContext context) {
		Lease lease = new Lease(instance, context);
		lease.scheduleRenewal();
		return lease;
	}

	/** Ends the renewals; no task is left behind. */
	void end() {
		this.ended = true;
		Beat armed = this.beat;
		if (armed != null) {
			armed.cancel();
		}
	}

	// Keeps an ending that the store has just not taken.
	void completeLater(Ending late) {
		this.ending = late;
		schedule(interval());
	}

	private long interval() {
		return Math.max(MIN_INTERVAL_NANOS, leaseNanos() / 3);
	}

	private long leaseNanos() {
		return ConfigCheck.nanos(this.instance.config().lease());
	}

	// When renewals are over, one more beat tells the call that it has lost its claim.
	private void scheduleRenewal() {
		long ran = this.instance.time().nanoTime() - this.begunAt;
		if (ran < ConfigCheck.nanos(this.instance.config().maxRun())) {
			schedule(interval());
		}
		else {
			schedule(Math.max(MIN_INTERVAL_NANOS, TimeSource.after(this.renewedAt, leaseNanos()) - this.begunAt - ran));
		}
	}

	private void schedule(long delay) {
		TimeSource time = this.instance.time();
		Beat next = new Beat();
		this.beat = next;
		time.schedule(next, TimeSource.after(time.nanoTime(), delay));
		// Both fields are volatile: either the end sees this beat, or the end is seen
		// here.
		if (this.ended && this.ending == null) {
			next.cancel();
		}
	}

	private void beat() {
		if (!this.instance.store().blocking()) {
			renewOrComplete();
			return;
		}
		try {
			executeAnywhere(this::renewOrComplete);
		}
		catch (RejectedExecutionException ex) {
			if (this.ending != null) {
				schedule(interval());
			}
			else {
				renewalFailed(ex);
			}
		}
	}

	// Threads full of the work of others must not cost a claim: rather hold up a
	// continuation for a moment.
	private void executeAnywhere(Runnable step) {
		try {
			this.instance.context().offload().execute(step);
		}
		catch (RejectedExecutionException ex) {
			this.instance.context().continuations().execute(step);
		}
	}

	private void renewOrComplete() {
		Ending late = this.ending;
		if (late != null) {
			complete(late);
		}
		else if (!this.ended) {
			renew();
		}
	}

	private void renew() {
		if (this.instance.time().nanoTime() - this.begunAt >= ConfigCheck.nanos(this.instance.config().maxRun())) {
			if (this.instance.time().nanoTime() - this.renewedAt >= leaseNanos()) {
				lose("it has run for longer than claims are renewed", null);
			}
			else {
				scheduleRenewal();
			}
			return;
		}
		try {
			if (this.instance.store().renew(this.context.key(), this.context.token(), this.instance.config().lease())) {
				this.renewedAt = this.instance.time().nanoTime();
				scheduleRenewal();
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
		logger.debug("Claim of key {}... of '{}' was not renewed", this.context.key(), this.instance.name(), failure);
		long left = TimeSource.after(this.renewedAt, leaseNanos()) - this.instance.time().nanoTime();
		if (left <= 0) {
			lose("it could not be renewed in time", failure);
		}
		// Three thirds may be a little less than a whole: the call is told when its lease
		// ends, not a third later.
		schedule((left > 0) ? Math.min(interval(), left) : interval());
	}

	private void complete(Ending late) {
		IdempotencyKey key = this.context.key();
		Duration ttl = this.instance.config().ttl();
		try {
			if (this.instance.store().complete(key, this.context.token(), late, ttl)) {
				this.instance.lateCompletion(key);
				logger.info("Result of '{}' under key {}... is kept after all", this.instance.name(), key);
			}
			else {
				this.instance.staleCompletion(key);
			}
			this.ending = null;
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.debug("Result of '{}' under key {}... is still not kept", this.instance.name(), key, ex);
			if (this.instance.time().nanoTime() - this.renewedAt >= ConfigCheck.nanos(ttl)) {
				logger.warn("Result of '{}' under key {}... is given up", this.instance.name(), key, ex);
				this.ending = null;
				return;
			}
			this.tries++;
			if (this.tries == TRIES_WITH_CONTENT && !(ex instanceof StoreUnreachableException)) {
				this.ending = Ending.notRetained("was not taken by the store");
			}
			renewQuietly(key);
			schedule(interval());
		}
	}

	// Nobody may take over while only the ending is what the store refuses.
	private void renewQuietly(IdempotencyKey key) {
		try {
			this.instance.store().renew(key, this.context.token(), this.instance.config().lease());
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.debug("Claim of key {}... of '{}' was not renewed", key, this.instance.name(), ex);
		}
	}

	private void lose(String reason, @Nullable Throwable failure) {
		if (!this.context.isLeaseLost()) {
			this.instance.leaseLost(this.context.key(), reason);
			logger.warn("Claim of key {}... of '{}' is lost while the call runs: {}", this.context.key(),
					this.instance.name(), reason, failure);
			this.context.leaseLost();
		}
	}

	/** One renewal. */
	private final class Beat extends TimerTask {

		@Override
		protected void fire() {
			beat();
		}

	}

}
