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
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ThrowingSupplier;

/**
 * The claim of a call that may run: keeps it alive while the work runs and settles it
 * afterwards. What goes wrong while it is settled changes nothing for the caller.
 * <p>
 * Not the end of the call decides what becomes of the record, but that of the work. Work
 * may outlive its call, when a timeout has given it up: the effect may still come. And
 * work that has returned has had its effect, even if the call fails because that was too
 * late: its result is kept for whoever repeats the call.
 */
final class OwnedClaim {

	private static final Logger logger = LoggerFactory.getLogger(OwnedClaim.class);

	/** Set once it has been decided what becomes of the record. */
	private static final int SETTLED = 1 << 30;

	/** Set once the call has failed while work went on. */
	private static final int OUTLIVED = 1 << 29;

	/** Set once an attempt has had its effect. */
	private static final int SUCCEEDED = 1 << 28;

	private static final int RUNNING = SUCCEEDED - 1;

	private final IdempotentInstance instance;

	private final Asked asked;

	private final IdempotencyContext context;

	private final Lease lease;

	/** How many attempts run, and the flags. */
	private final AtomicInteger state = new AtomicInteger();

	/** What the last attempt has returned that had its effect. */
	private volatile @Nullable Object effect;

	private OwnedClaim(IdempotentInstance instance, Asked asked, long token) {
		this.instance = instance;
		this.asked = asked;
		this.context = new IdempotencyContext(instance.name(), asked.claim().operation(), instance.store(),
				asked.hashed(), token);
		this.lease = Lease.begin(instance, this.context);
		instance.counters().countBegun();
	}

	static OwnedClaim begin(IdempotentInstance instance, Asked asked, long token) {
		return new OwnedClaim(instance, asked, token);
	}

	IdempotencyContext context() {
		return this.context;
	}

	// Returns work that knows of its claim on whatever thread it runs.
	ThrowingSupplier<?, ?> tracked(ThrowingSupplier<?, ?> work) {
		return new TrackedWork(work);
	}

	AsyncWork tracked(AsyncWork work) {
		return new TrackedAsyncWork(work);
	}

	private void workBegins() {
		while (true) {
			int current = this.state.get();
			if ((current & (SETTLED | OUTLIVED)) != 0) {
				throw new CancellationException(
						"The call under key " + this.asked.hashed() + "... has ended before its work began");
			}
			if (this.state.compareAndSet(current, current + 1)) {
				return;
			}
		}
	}

	private void workSucceeded(@Nullable Object result) {
		this.effect = result;
		int left = this.state.updateAndGet((current) -> (current - 1) | SUCCEEDED);
		if ((left & OUTLIVED) != 0 && settles()) {
			keep(result);
		}
	}

	private void workFailed(Throwable failure) {
		int left = this.state.decrementAndGet();
		if ((left & OUTLIVED) != 0 && (left & RUNNING) == 0 && settles()) {
			fail(failure);
		}
	}

	/**
	 * Says that the call has a result.
	 * @param result the result
	 */
	void succeeded(@Nullable Object result) {
		if (settles()) {
			keep(result);
		}
	}

	/**
	 * Says that the call has had its effect, of which no result is kept.
	 * @param reason why there is none
	 */
	void notRetained(String reason) {
		if (settles()) {
			this.lease.end();
			complete(Ending.notRetained(reason));
		}
	}

	/**
	 * Says that the call has failed.
	 * @param failure the failure, which wins over whatever goes wrong here
	 */
	void failed(Throwable failure) {
		while (true) {
			int current = this.state.get();
			if ((current & SETTLED) != 0) {
				return;
			}
			boolean running = (current & RUNNING) != 0;
			boolean hadEffect = (current & SUCCEEDED) != 0;
			int next = current | ((running && !hadEffect) ? OUTLIVED : SETTLED);
			if (this.state.compareAndSet(current, next)) {
				if ((next & SETTLED) != 0) {
					this.instance.counters().countSettled();
				}
				if (hadEffect) {
					outlived("had its effect too late for its caller, and is replayed to others");
					keep(this.effect);
				}
				else if (running) {
					outlived("goes on, and its end will decide about the key");
				}
				else {
					fail(failure);
				}
				return;
			}
		}
	}

	private void outlived(String what) {
		this.instance.counters().countOutlived();
		logger.warn("Call of '{}' under key {}... has failed, while its work {}", this.instance.name(),
				this.asked.hashed(), what);
	}

	/** Gives the claim up without freeing the key: its outcome is unknown. */
	void giveUp() {
		if (!settles()) {
			return;
		}
		this.lease.end();
		try {
			this.instance.store().renew(this.context.key(), this.context.token(), Duration.ZERO);
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.debug("Claim of key {}... of '{}' holds until its lease is over", this.context.key(),
					this.instance.name(), ex);
		}
	}

	private boolean settles() {
		if ((this.state.getAndUpdate((current) -> current | SETTLED) & SETTLED) != 0) {
			return false;
		}
		this.instance.counters().countSettled();
		return true;
	}

	private void fail(Throwable failure) {
		this.lease.end();
		Ending ending = this.instance.endingOf(failure, this.asked.codec());
		if (ending != null) {
			complete(ending);
		}
		else {
			release(failure);
		}
	}

	private void release(@Nullable Throwable failure) {
		try {
			this.instance.store().release(this.context.key(), this.context.token());
		}
		catch (Throwable ex) {
			logger.warn("Key {}... of '{}' was not released and stays claimed until its lease is over",
					this.context.key(), this.instance.name(), ex);
			if (failure != null && ex != failure) {
				failure.addSuppressed(ex);
			}
		}
	}

	// The effect has happened, so the caller gets the result whatever goes wrong here;
	// the
	// claim then stays, as its release would let the effect happen again.
	private void keep(@Nullable Object result) {
		this.lease.end();
		if (this.instance.keeps(result, this.asked.codec())) {
			complete(this.instance.endingOf(result, this.asked.codec()));
		}
		else {
			release(null);
		}
	}

	private void complete(Ending ending) {
		IdempotencyKey key = this.context.key();
		try {
			if (!this.instance.store().complete(key, this.context.token(), ending, this.instance.config().ttl())) {
				this.instance.staleCompletion(key);
			}
		}
		catch (Exception | LinkageError | AssertionError ex) {
			this.instance.counters().countFailedCompletion();
			logger.warn("Result of '{}' under key {}... is not kept yet, which is tried again: the store failed",
					this.instance.name(), key, ex);
			this.lease.completeLater(ending);
		}
	}

	/** Blocking work whose end is noticed, also after its call has ended. */
	private final class TrackedWork extends CallWork {

		private final ThrowingSupplier<?, ?> work;

		TrackedWork(ThrowingSupplier<?, ?> work) {
			this.work = work;
		}

		@Override
		public @Nullable Object get(Call call) throws Throwable {
			workBegins();
			Object result;
			IdempotencyContext.Scope scope = OwnedClaim.this.context.enter();
			try {
				result = CallWork.run(this.work, call);
			}
			catch (Throwable failure) {
				scope.close();
				workFailed(failure);
				throw failure;
			}
			scope.close();
			workSucceeded(result);
			return result;
		}

	}

	/** Asynchronous work whose end is noticed, also after its call has ended. */
	private final class TrackedAsyncWork implements AsyncWork {

		private final AsyncWork work;

		TrackedAsyncWork(AsyncWork work) {
			this.work = work;
		}

		@Override
		public void begin(AsyncCall call, Completion completion) throws Throwable {
			workBegins();
			TrackedEnd end = new TrackedEnd(completion);
			IdempotencyContext.Scope scope = OwnedClaim.this.context.enter();
			try {
				this.work.begin(call, end);
			}
			catch (Throwable failure) {
				if (end.isFirst()) {
					workFailed(failure);
				}
				throw failure;
			}
			finally {
				scope.close();
			}
		}

		@Override
		public void follow(@Nullable Object answer, AsyncCall call, Completion completion) throws Throwable {
			this.work.follow(answer, call, completion);
		}

	}

	/** The end of one asynchronous attempt, of which only the first counts. */
	private final class TrackedEnd implements Completion {

		private final Completion completion;

		private final AtomicBoolean ended = new AtomicBoolean();

		TrackedEnd(Completion completion) {
			this.completion = completion;
		}

		private boolean isFirst() {
			return !this.ended.getAndSet(true);
		}

		@Override
		public void succeeded(@Nullable Object result) {
			if (isFirst()) {
				workSucceeded(result);
				this.completion.succeeded(result);
			}
		}

		@Override
		public void failed(Throwable failure) {
			if (isFirst()) {
				workFailed(failure);
				this.completion.failed(failure);
			}
		}

		@Override
		public void withdrawn() {
			if (isFirst()) {
				workFailed(AsyncCall.cancellation());
				this.completion.withdrawn();
			}
		}

	}

}
