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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.Strategy;
import dev.resilience.time.WaitingRoom;

/**
 * The attempts of one asynchronous call, one after the other. What follows an attempt is
 * decided as for blocking calls; only the waiting differs. Every further attempt begins
 * on a thread of its own, so that attempts that fail at once do not pile up.
 */
final class AsyncAttempts {

	private final Retry retry;

	private final PolicyContext context;

	private final AsyncWork work;

	private final AsyncCall call;

	private final long startedAt;

	private final Strategy.Next next;

	private final Completion completion;

	/** What attempts leave to those after them, which happen after them. */
	private @Nullable Throwable lastAnswer;

	private RetryDecision previous = RetryDecision.BEGIN;

	AsyncAttempts(Retry retry, PolicyContext context, AsyncWork work, AsyncCall call, long startedAt,
			Strategy.Next next, Completion completion) {
		this.retry = retry;
		this.context = context;
		this.work = work;
		this.call = call;
		this.startedAt = startedAt;
		this.next = next;
		this.completion = completion;
	}

	void begin() {
		this.next.proceedAsync(this.work, this.call, this.startedAt, new AttemptEnd(1, null));
	}

	private void beginAgain(int number, long now, RetryDecision decision) {
		Integer outer = CurrentAttempt.bind(number);
		try {
			this.next.proceedAsync(this.work, this.call, now, new AttemptEnd(number, decision));
		}
		finally {
			CurrentAttempt.bind(outer);
		}
	}

	private void ended(Attempt attempt) {
		if (this.call.hasEmitted()) {
			giveUp(attempt, RetryDecision.stopped("part of the result has been delivered"));
			return;
		}
		RetryDecision decision = this.retry.decide(attempt, this.startedAt, this.previous, this.call.facts(), this.next,
				this.call.limits(), this.call.isEnded(), this.call.repeat() != null, AttemptTransaction.NONE);
		this.call.facts().attemptFailed(attempt.number(), attempt.failure(), decision.waitOrNone());
		if (!decision.isRetry()) {
			giveUp(attempt, decision);
			return;
		}
		this.retry.reporter().willRepeat(attempt, decision.waitNanos());
		this.previous = decision;
		this.call.prepareWait(this.context.waitingRoom(), (wake) -> goOn(attempt, decision, wake))
			.begin(decision.waitNanos());
	}

	private void goOn(Attempt failed, RetryDecision decision, WaitingRoom.Wake wake) {
		if (wake == WaitingRoom.Wake.CLOSED) {
			this.retry.giveBack(decision);
			this.completion.failed(this.retry.closed(failed));
			return;
		}
		if (this.call.isEnded()) {
			this.retry.giveBack(decision);
			giveUp(failed, RetryDecision.stopped("the call was cancelled while it waited"));
			return;
		}
		int number = failed.number() + 1;
		this.call.facts().beginAttempt(number, this.previous.waitNanos());
		this.retry.counters().attemptRepeated();
		beginAgain(number, this.next.needsTime() ? this.context.time().nanoTime() : this.startedAt, decision);
	}

	private void giveUp(Attempt last, RetryDecision decision) {
		Object result;
		try {
			result = this.retry.giveUp(last, decision);
		}
		catch (Throwable ex) {
			this.completion.failed(ex);
			return;
		}
		this.completion.succeeded(result);
	}

	/** Where one attempt ends. */
	private final class AttemptEnd implements Completion {

		private final int number;

		/** What made it begin, or {@code null} for the first attempt. */
		private final @Nullable RetryDecision decision;

		AttemptEnd(int number, @Nullable RetryDecision decision) {
			this.number = number;
			this.decision = decision;
		}

		@Override
		public void succeeded(@Nullable Object result) {
			if (this.number == 1) {
				take(result);
			}
			else {
				afterRepeat(() -> take(result));
			}
		}

		@Override
		public void failed(Throwable failure) {
			afterRepeat(() -> {
				AsyncAttempts.this.lastAnswer = Retry.explain(failure, AsyncAttempts.this.lastAnswer);
				ended(new Attempt(this.number, null, failure));
			});
		}

		@Override
		public void withdrawn() {
			afterRepeat(AsyncAttempts.this.completion::withdrawn);
		}

		private void take(@Nullable Object result) {
			AsyncAttempts attempts = AsyncAttempts.this;
			// What has reached the caller already is neither known nor repeated here.
			if (!attempts.call.hasEmitted() && attempts.retry.isUnwanted(result)) {
				ended(new Attempt(this.number, result, null));
				return;
			}
			if (this.number == 1) {
				attempts.retry.succeededAtOnce(attempts.startedAt);
			}
			else {
				attempts.retry.counters().succeededLater();
			}
			attempts.completion.succeeded(result);
		}

		// What follows the call is no part of its last attempt, even on the same thread
		private void afterRepeat(Runnable end) {
			over();
			Integer inner = CurrentAttempt.bind(AsyncAttempts.this.call.repeat());
			try {
				end.run();
			}
			finally {
				CurrentAttempt.bind(inner);
			}
		}

		private void over() {
			if (this.decision != null) {
				AsyncAttempts.this.retry.giveBack(this.decision);
			}
		}

	}

}
