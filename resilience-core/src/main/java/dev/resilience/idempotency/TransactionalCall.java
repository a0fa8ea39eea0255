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

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.ThrowingSupplier;

/**
 * An idempotent call whose claim, business data and result share a transaction. Replay,
 * waiting and the pending record are here, outermost; the transaction is opened around
 * the work, so once per attempt and on the thread that runs it. An attempt that finds the
 * record completed replays it. Used for one call.
 */
final class TransactionalCall {

	private static final Logger logger = LoggerFactory.getLogger(TransactionalCall.class);

	private final IdempotentInstance instance;

	private final Judge judge;

	private final Asked asked;

	private final Call call;

	private final TransactionalIdempotencyStore store;

	/** Written by the thread of an attempt, which may not be the caller's. */
	private volatile boolean performed;

	/** Set by an attempt that found the record of another call. */
	private volatile boolean answered;

	/** What an attempt threw as another transaction was faster. */
	private volatile @Nullable Throwable lockedOut;

	TransactionalCall(IdempotentInstance instance, Judge judge, Asked asked, Call call) {
		this.instance = instance;
		this.judge = judge;
		this.asked = asked;
		this.call = call;
		this.store = (TransactionalIdempotencyStore) instance.store();
	}

	@Nullable Object execute(ThrowingSupplier<?, ?> work, IdempotencyPolicy.Effect effect) throws Throwable {
		boolean waits = this.instance.config().onDuplicate() == OnDuplicate.WAIT;
		DuplicateWait wait = null;
		while (true) {
			Claim claim = prepare();
			if (claim instanceof Claim.InFlight inFlight && waits) {
				wait = (wait != null) ? wait : new DuplicateWait(this.instance, this.asked.hashed());
				long before = wait.nanos();
				claim = wait.awaitCounted(inFlight, this::prepare);
				this.call.queued(wait.nanos() - before);
			}
			if (claim != null && !(claim instanceof Claim.Claimed)) {
				return answer(claim, this.call, wait != null);
			}
			ThrowingSupplier<?, ?> attempted = (claim != null) ? new TransactionalWork(work) : work;
			try {
				Object result = run(attempted, effect, wait != null);
				countRun(claim);
				return result;
			}
			catch (Throwable failure) {
				if (failure != this.lockedOut) {
					countRun(claim);
					throw failure;
				}
				wait = (wait != null || !waits) ? wait : new DuplicateWait(this.instance, this.asked.hashed());
				// Who only looked at the record may have locked it for a moment, so there
				// is no number of tries after which this means that others run.
				if (wait == null || wait.isOver()) {
					this.instance.counters().countConflict();
					throw failure;
				}
			}
		}
	}

	private @Nullable Object run(ThrowingSupplier<?, ?> work, IdempotencyPolicy.Effect effect, boolean waited)
			throws Throwable {
		try {
			return effect.run(work, waited);
		}
		catch (Throwable failure) {
			keepFailure(failure);
			throw failure;
		}
	}

	// What an attempt found and answered has been counted, and so has a call without
	// protection.
	private void countRun(@Nullable Claim claim) {
		if (claim != null && !this.answered) {
			this.instance.counters().countExecuted();
		}
	}

	private void keepFailure(Throwable failure) {
		Ending ending = this.performed ? this.instance.endingOf(failure, this.asked.codec()) : null;
		if (ending == null) {
			return;
		}
		try {
			if (!this.store.keepFailure(this.asked.claim(), ending, ttl())) {
				this.instance.staleCompletion(this.asked.hashed());
			}
		}
		catch (Exception | LinkageError | AssertionError ex) {
			this.instance.counters().countFailedCompletion();
			logger.warn("Failure of '{}' under key {}... is not kept: the store failed", this.instance.name(),
					this.asked.hashed(), ex);
			failure.addSuppressed(ex);
		}
	}

	private @Nullable Claim prepare() {
		return this.judge.ask(this.asked, this.store::prepare);
	}

	private @Nullable Object answer(Claim claim, Call answered, boolean waited) throws Throwable {
		if (!(claim instanceof Claim.Completed completed)) {
			throw this.instance.refused(this.asked.hashed(), claim);
		}
		Verdict verdict = this.judge.replay(this.asked, completed.ending(),
				waited ? answered.queuedNanos() : IdempotentInstance.DID_NOT_WAIT, answered);
		if (verdict instanceof Verdict.Replay replay) {
			return replay.result();
		}
		throw ((Verdict.Fail) verdict).failure();
	}

	// A record that an attempt finds is that of another call, unless an earlier attempt
	// had its effect and lost the answer to its commit.
	private @Nullable Object found(Claim claim, Call attempted) throws Throwable {
		if (this.performed && claim instanceof Claim.Completed completed
				&& this.judge.read(this.asked, completed.ending()) instanceof Verdict.Replay replay) {
			Judge.answeredByAnother(attempted);
			return replay.result();
		}
		this.answered = true;
		return answer(claim, attempted, false);
	}

	private Duration ttl() {
		return this.instance.config().ttl();
	}

	/** One attempt is one transaction. */
	private final class TransactionalWork extends CallWork {

		private final ThrowingSupplier<?, ?> work;

		TransactionalWork(ThrowingSupplier<?, ?> work) {
			this.work = work;
		}

		@Override
		public @Nullable Object get(Call attempted) throws Throwable {
			TransactionalCall outer = TransactionalCall.this;
			Performance performance = new Performance(this.work, attempted);
			Claim claim = outer.store.attempt(outer.asked.claim(), ttl(), performance);
			if (claim instanceof Claim.Claimed) {
				return performance.result;
			}
			if (claim instanceof Claim.InFlight inFlight) {
				RuntimeException locked = outer.instance.inFlight(outer.asked.hashed(), inFlight);
				outer.lockedOut = locked;
				throw locked;
			}
			return found(claim, attempted);
		}

	}

	/** The effect inside the transaction. */
	private final class Performance implements TransactionalIdempotencyStore.Effect {

		private final ThrowingSupplier<?, ?> work;

		private final Call attempted;

		private @Nullable Object result;

		Performance(ThrowingSupplier<?, ?> work, Call attempted) {
			this.work = work;
			this.attempted = attempted;
		}

		@Override
		public @Nullable Ending perform(long token) throws Throwable {
			TransactionalCall outer = TransactionalCall.this;
			IdempotencyContext context = new IdempotencyContext(outer.instance.name(), outer.asked.claim().operation(),
					outer.store, outer.asked.hashed(), token);
			outer.performed = true;
			outer.instance.counters().countBegun();
			IdempotencyContext.Scope scope = context.enter();
			try {
				this.result = CallWork.run(this.work, this.attempted);
			}
			finally {
				scope.close();
				outer.instance.counters().countSettled();
			}
			ResultCodec codec = outer.asked.codec();
			return outer.instance.keeps(this.result, codec) ? outer.instance.endingOf(this.result, codec) : null;
		}

	}

}
