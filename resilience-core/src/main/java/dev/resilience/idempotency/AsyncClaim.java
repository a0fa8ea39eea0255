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
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.Strategy;
import dev.resilience.time.Deadline;
import dev.resilience.time.TimeSource;
import dev.resilience.time.WaitingRoom.Delay;
import dev.resilience.time.WaitingRoom.Wake;

/**
 * The claim of one asynchronous call, by the same rules as for blocking calls. A store
 * that may block is asked on the threads for offloaded work; the wait for another call
 * holds up no thread.
 */
final class AsyncClaim {

	private static final Logger logger = LoggerFactory.getLogger(AsyncClaim.class);

	private final Judge judge;

	private final IdempotentInstance instance;

	private final Asked asked;

	private final AsyncWork work;

	private final AsyncCall call;

	private final long now;

	private final Strategy.Next next;

	private final Completion completion;

	/**
	 * Whether the call is made by the work that has claimed its key. Only the thread that
	 * makes the call can tell.
	 */
	private final boolean insideItself;

	AsyncClaim(Judge judge, IdempotentInstance instance, Asked asked, AsyncWork work, AsyncCall call, long now,
			Strategy.Next next, Completion completion) {
		this.judge = judge;
		this.instance = instance;
		this.asked = asked;
		this.work = work;
		this.call = call;
		this.now = now;
		this.next = next;
		this.completion = completion;
		this.insideItself = IdempotencyContext.holds(instance.store(), asked.hashed());
	}

	void begin() {
		claim((claim) -> {
			if (claim instanceof Claim.InFlight inFlight && this.instance.config().onDuplicate() == OnDuplicate.WAIT) {
				new Wait().begin(inFlight);
			}
			else {
				answer(claim, IdempotentInstance.DID_NOT_WAIT);
			}
		}, () -> {
		});
	}

	private void claim(Consumer<@Nullable Claim> then, Runnable inVain) {
		askStore(() -> {
			Claim claim;
			try {
				claim = this.judge.claim(this.asked);
			}
			catch (RuntimeException | Error ex) {
				inVain.run();
				this.completion.failed(ex);
				return;
			}
			then.accept(claim);
		});
	}

	// A store without a connection answers at once; the others must not hold up whoever
	// drives this call.
	private void askStore(Runnable step) {
		if (!this.instance.store().blocking()) {
			step.run();
			return;
		}
		try {
			this.instance.context().offload().execute(() -> this.call.inContext(step));
		}
		catch (RejectedExecutionException ex) {
			this.call.execute(step);
		}
	}

	private void answer(@Nullable Claim claim, long waitedNanos) {
		Verdict verdict = this.judge.judge(this.asked, claim, waitedNanos, this.call.facts());
		if (verdict instanceof Verdict.Run run) {
			this.instance.counters().countExecuted();
			proceed(run.claim().tracked(this.work), waitedNanos, new EffectEnd(run.claim()));
		}
		else if (verdict instanceof Verdict.RunUnprotected) {
			proceed(this.work, waitedNanos, this.completion);
		}
		else if (verdict instanceof Verdict.Replay replay) {
			this.completion.succeeded(replay.result());
		}
		else if (verdict instanceof Verdict.Fail fail) {
			this.completion.failed(fail.failure());
		}
	}

	private void proceed(AsyncWork protectedWork, long waitedNanos, Completion end) {
		boolean laterThanNow = waitedNanos >= 0 || this.instance.store().blocking();
		long begin = (laterThanNow && this.next.needsTime()) ? this.instance.time().nanoTime() : this.now;
		this.next.proceedAsync(protectedWork, this.call, begin, end);
	}

	/** Where the work under the claim ends. */
	private final class EffectEnd implements Completion {

		private final OwnedClaim claim;

		EffectEnd(OwnedClaim claim) {
			this.claim = claim;
		}

		@Override
		public void succeeded(@Nullable Object result) {
			askStore(() -> {
				this.claim.succeeded(result);
				AsyncClaim.this.completion.succeeded(result);
			});
		}

		@Override
		public void failed(Throwable failure) {
			askStore(() -> {
				this.claim.failed(failure);
				AsyncClaim.this.completion.failed(failure);
			});
		}

		@Override
		public void withdrawn() {
			askStore(() -> {
				this.claim.failed(AsyncCall.cancellation());
				AsyncClaim.this.completion.withdrawn();
			});
		}

	}

	/**
	 * The wait for another call under the same key. Whenever that one ends, or its lease
	 * does, this call claims again.
	 */
	private final class Wait {

		private final long begun = AsyncClaim.this.instance.time().nanoTime();

		private final long end;

		/** Steps of the wait follow one another. */
		private int rounds;

		private volatile boolean signalled;

		private volatile @Nullable Delay delay;

		private IdempotencyStore.@Nullable Watch watch;

		Wait() {
			long limit = Math.min(ConfigCheck.nanos(AsyncClaim.this.instance.config().maxWait()),
					Deadline.remainingNanos(AsyncClaim.this.call.limits()));
			this.end = TimeSource.after(this.begun, limit);
		}

		void begin(Claim.InFlight inFlight) {
			AsyncClaim outer = AsyncClaim.this;
			try {
				// A call inside the running one would wait for itself.
				if (!outer.insideItself) {
					this.watch = outer.instance.store().watch(outer.asked.hashed(), this::signal);
				}
			}
			catch (RuntimeException | Error ex) {
				outer.completion.failed(ex);
				return;
			}
			if (this.watch == null) {
				finish(inFlight);
				return;
			}
			// Once more now that signals arrive: the other call may have ended before.
			claimAgain();
		}

		private void signal() {
			this.signalled = true;
			Delay waiting = this.delay;
			if (waiting != null) {
				waiting.end(Wake.DONE);
			}
		}

		private void claimAgain() {
			this.signalled = false;
			claim((claim) -> {
				if (claim instanceof Claim.InFlight inFlight && this.rounds < DuplicateWait.MAX_ROUNDS) {
					await(inFlight);
				}
				else {
					finish(claim);
				}
			}, this::close);
		}

		private void await(Claim.InFlight inFlight) {
			AsyncClaim outer = AsyncClaim.this;
			long left = this.end - outer.instance.time().nanoTime();
			if (left <= 0) {
				finish(inFlight);
				return;
			}
			long lease = inFlight.remainingLease().toNanos();
			Delay waiting = outer.call.prepareWait(outer.instance.context().waitingRoom(),
					(wake) -> goOn(wake, inFlight, lease <= left));
			this.delay = waiting;
			waiting.begin(Math.min(left, lease));
			// Both are volatile: either the signal sees this wait, or it is seen here.
			if (this.signalled) {
				waiting.end(Wake.DONE);
			}
		}

		private void goOn(Wake wake, Claim.InFlight inFlight, boolean leaseIsOver) {
			AsyncClaim outer = AsyncClaim.this;
			if (outer.call.isEnded()) {
				outer.instance.counters().countConflict();
				askStore(() -> {
					close();
					outer.completion.failed(AsyncCall.cancellation());
				});
			}
			else if (wake == Wake.DONE) {
				this.rounds++;
				claimAgain();
			}
			else if (wake == Wake.ELAPSED && leaseIsOver) {
				claimAgain();
			}
			else {
				askStore(() -> finish(inFlight));
			}
		}

		private void finish(@Nullable Claim claim) {
			close();
			long waited = AsyncClaim.this.instance.time().nanoTime() - this.begun;
			AsyncClaim.this.call.facts().queued(waited);
			answer(claim, waited);
		}

		private void close() {
			IdempotencyStore.Watch registered = this.watch;
			if (registered == null) {
				return;
			}
			try {
				registered.close();
			}
			catch (RuntimeException ex) {
				logger.warn("A wait for key {}... of '{}' could not be withdrawn from the store",
						AsyncClaim.this.asked.hashed(), AsyncClaim.this.instance.name(), ex);
			}
		}

	}

}
