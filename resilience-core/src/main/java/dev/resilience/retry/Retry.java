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

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Failures;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Completion;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.WaitingRoom;

/**
 * Repeats failed attempts of a call: on the thread of the caller, or where the call is
 * asynchronous without blocking any thread.
 * <p>
 * Repeated is every {@link Exception} of the target but those that are
 * {@linkplain dev.resilience.classification.Classification#forbidsRepeat() permanent for
 * certain}, or what the lists of the settings name; wrappers of the JDK are looked
 * through. A cancellation or a foreign interruption is never repeated, nor is anything
 * once the thread is interrupted or a limit that the call runs under has expired, and no
 * wait starts that would not end before such a limit. When it is over, the caller gets
 * the last failure as it was thrown, or the last result, unless {@link OnExhausted#WRAP}
 * is set and no attempts or no time are left. All calls of an instance together repeat no
 * more attempts than its {@link RetryBudget} gives. A call that waits for its next
 * attempt when the registry closes ends with {@link RetryClosedException}.
 * <p>
 * A call that succeeds at once allocates nothing and touches one counter. Safe for use by
 * many threads.
 */
public final class Retry implements Strategy {

	private static final Logger logger = LoggerFactory.getLogger(Retry.class);

	private final String instance;

	private final RetryConfig config;

	private final RetryCounters counters;

	private final PolicyContext context;

	private final Adjusting adjusting;

	private final @Nullable Predicate<@Nullable Object> retryOnResult;

	private final boolean off;

	private final boolean wraps;

	private final boolean needsTime;

	private final @Nullable RetryBudget budget;

	private final AttemptTransaction transaction;

	private Retry(String instance, RetryConfig config, RetryCounters counters, PolicyContext context,
			AttemptTransaction transaction) {
		this.instance = instance;
		this.config = config;
		this.counters = counters;
		this.context = context;
		this.transaction = transaction;
		this.adjusting = new Adjusting(instance, config);
		this.retryOnResult = config.retryOnResult();
		this.off = config.mode() == PolicyMode.OFF;
		this.wraps = config.onExhausted() == OnExhausted.WRAP;
		this.needsTime = !this.off && config.maxDuration() != null;
		this.budget = this.off ? null : counters.useBudget(config, context.time());
	}

	/**
	 * Creates a retry.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param counters the counters of the instance
	 * @param context what all policies of one registry share
	 * @return the retry
	 */
	public static Retry of(String instance, RetryConfig config, RetryCounters counters, PolicyContext context) {
		return new Retry(instance, config, counters, context, AttemptTransaction.NONE);
	}

	/**
	 * Returns this retry for calls whose attempts may have a transaction of their own.
	 * @param transaction knows whether they have
	 * @return a retry with the same settings and counters
	 */
	public Retry within(AttemptTransaction transaction) {
		return new Retry(this.instance, this.config, this.counters, this.context, transaction);
	}

	@Override
	public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		if (this.off) {
			return next.proceed(work, call, now);
		}
		Object result;
		try {
			result = next.proceed(work, call, now);
		}
		catch (Throwable ex) {
			return repeat(new Attempt(1, null, ex), work, call, now, next);
		}
		if (this.retryOnResult != null && isUnwanted(result)) {
			return repeat(new Attempt(1, result, null), work, call, now, next);
		}
		succeededAtOnce(now);
		return result;
	}

	// Where somebody has read the clock the budget learns when successes came
	void succeededAtOnce(long now) {
		this.counters.succeededAtOnce();
		RetryBudget kept = this.budget;
		if (kept != null && now != 0 && now - kept.samplingDue() >= 0) {
			kept.sample(now);
		}
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		if (this.off) {
			next.proceedAsync(work, call, now, completion);
			return;
		}
		new AsyncAttempts(this, this.context, work, call, now, next, completion).begin();
	}

	private @Nullable Object repeat(Attempt first, ThrowingSupplier<?, ?> work, Call call, long startedAt, Next next)
			throws Throwable {
		Attempt failed = first;
		Throwable lastAnswer = first.failure();
		RetryDecision decision = RetryDecision.BEGIN;
		while (true) {
			decision = decide(failed, startedAt, decision, call, next);
			call.attemptFailed(failed.number(), failed.failure(), decision.waitOrNone());
			if (!decision.isRetry()) {
				return giveUp(failed, decision);
			}
			try {
				reporter().willRepeat(failed, decision.waitNanos());
				WaitingRoom.Wake wake = this.context.waitingRoom().sleep(decision.waitNanos());
				if (wake == WaitingRoom.Wake.CLOSED) {
					throw closed(failed);
				}
				if (wake == WaitingRoom.Wake.INTERRUPTED) {
					return giveUp(failed, RetryDecision.stopped("the caller was interrupted while it waited"));
				}
				int number = failed.number() + 1;
				call.beginAttempt(number, decision.waitNanos());
				this.counters.attemptRepeated();
				long begunAt = next.needsTime() ? this.context.time().nanoTime() : startedAt;
				Object result;
				Integer outer = CurrentAttempt.bind(number);
				try {
					result = next.proceed(work, call, begunAt);
				}
				catch (Throwable ex) {
					lastAnswer = explain(ex, lastAnswer);
					failed = new Attempt(number, null, ex);
					continue;
				}
				finally {
					CurrentAttempt.bind(outer);
				}
				if (this.retryOnResult == null || !isUnwanted(result)) {
					this.counters.succeededLater();
					return result;
				}
				failed = new Attempt(number, result, null);
			}
			finally {
				giveBack(decision);
			}
		}
	}

	// A rejection on the way, such as by the circuit that these attempts have opened,
	// does
	// not say what was wrong with the target: the last failure that does goes with it
	static @Nullable Throwable explain(Throwable failure, @Nullable Throwable lastAnswer) {
		if (!(failure instanceof CallRejectedException)) {
			return failure;
		}
		if (lastAnswer != null && !(lastAnswer instanceof CallRejectedException)) {
			failure.addSuppressed(lastAnswer);
		}
		return lastAnswer;
	}

	private RetryDecision decide(Attempt failed, long startedAt, RetryDecision previous, Call call, Next next) {
		return decide(failed, startedAt, previous, call, next, Deadline.current(),
				Thread.currentThread().isInterrupted(), CurrentAttempt.number() != null, this.transaction);
	}

	// Decides what follows an attempt that was made under some limits.
	RetryDecision decide(Attempt failed, long startedAt, RetryDecision previous, Call call, Next next,
			@Nullable Deadline limits, boolean interrupted, boolean partOfRepeat, AttemptTransaction transaction) {
		long elapsed = this.needsTime ? this.context.time().nanoTime() - startedAt : 0;
		CallProgress progress = new CallProgress(failed.number(), elapsed, previous.waitNanos(),
				Deadline.remainingNanos(limits), Deadline.expiry(limits, this.instance) != Deadline.Expiry.NONE,
				interrupted, partOfRepeat, transaction);
		Throwable failure = failed.failure();
		Classification meaning = (failure != null) ? this.context.classify(failure, this.instance) : null;
		RetryDecision decision = (failure != null && meaning != null) ? this.config.plan()
			.afterFailure(failure, OutcomeKind.of(failure, this.instance, limits), meaning, progress, this.context)
				: this.config.plan().afterResult(failed.result(), progress, this.context);
		return charge(failed, this.adjusting.after(decision, previous, failed, meaning, call, next, progress));
	}

	private RetryDecision charge(Attempt failed, RetryDecision decision) {
		RetryBudget kept = this.budget;
		return (kept != null) ? kept.charge(failed.number() == 1, decision, this.context.time().nanoTime()) : decision;
	}

	// What was given for an attempt that is over or does not come
	void giveBack(RetryDecision decision) {
		if (decision.permit() != 0 && this.budget != null) {
			this.budget.giveBack(decision.permit());
		}
	}

	@Nullable Object giveUp(Attempt last, RetryDecision decision) throws Throwable {
		this.counters.gaveUp(decision.verdict(), last.number());
		RetryBudget spent = (decision.verdict() == RetryDecision.Verdict.OVER_BUDGET) ? this.budget : null;
		if (spent != null && spent.mayTell(this.context.time().nanoTime())) {
			reporter().budgetSpent(last, decision, spent.name());
		}
		else {
			reporter().gaveUp(last, decision);
		}
		Throwable failure = last.failure();
		if (this.wraps && decision.isExhausted() && !isRejection(failure)) {
			throw new RetryExhaustedException(this.instance, last.number(), failure);
		}
		if (failure != null) {
			throw failure;
		}
		return last.result();
	}

	private static boolean isRejection(@Nullable Throwable failure) {
		// The caller of an open circuit learns that it is open, however often it was
		// asked
		return failure != null && Failures.unwrap(failure) instanceof CallRejectedException;
	}

	RetryClosedException closed(Attempt last) {
		this.counters.gaveUp(RetryDecision.Verdict.STOPPED, last.number());
		reporter().closed(last);
		return new RetryClosedException(this.instance, last.number(), last.failure(),
				this.context.rejectionStackTraces());
	}

	boolean isUnwanted(@Nullable Object result) {
		Predicate<@Nullable Object> condition = this.retryOnResult;
		try {
			return condition != null && condition.test(result);
		}
		catch (Throwable ex) {
			logger.warn("The result condition of retry '{}' failed; the result is not repeated", this.instance, ex);
			return false;
		}
	}

	RetryReporter reporter() {
		return new RetryReporter(this.instance, this.config, this.context);
	}

	RetryCounters counters() {
		return this.counters;
	}

	@Override
	public PolicyType type() {
		return PolicyType.RETRY;
	}

	@Override
	public PolicyMode mode() {
		return this.config.mode();
	}

	@Override
	public boolean needsTime() {
		return this.needsTime;
	}

	/**
	 * Returns the name of the instance.
	 * @return the name of the instance
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public RetryConfig config() {
		return this.config;
	}

	/**
	 * Returns the numbers of the instance.
	 * @return the numbers, shared by all methods of the instance
	 */
	public RetrySnapshot snapshot() {
		return this.counters.snapshot();
	}

}
