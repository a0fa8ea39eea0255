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

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureSelector;
import dev.resilience.classification.Failures;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;

/**
 * Decides what follows a failed attempt, for all that have the same settings. It knows
 * nothing of threads, clocks and waiting, so that blocking and asynchronous calls share
 * it. Immutable and safe for use by many threads.
 */
final class RetryPlan {

	private static final Logger logger = LoggerFactory.getLogger(Retry.class);

	private static final long STOP = -1;

	private final FailureSelector selector;

	private final BackoffSeries waits;

	private final @Nullable WaitFunction waitFunction;

	private final RepeatSafety safety;

	private final boolean once;

	private final int maxAttempts;

	/** {@link Long#MAX_VALUE} where there is no limit. */
	private final long maxDuration;

	private final long maxRetryAfter;

	RetryPlan(RetryConfig config) {
		this.selector = FailureSelector.of(config.retryOn(), config.retryOnCategories(), config.abortOn(),
				config.abortOnCategories());
		this.waits = new BackoffSeries(config);
		this.waitFunction = config.waitFunction();
		this.safety = new RepeatSafety(config.onlyIfSafe(), config.repeatable());
		this.once = config.whenAlreadyRetried() == WhenAlreadyRetried.ONCE;
		this.maxAttempts = config.maxAttempts();
		Duration limit = config.maxDuration();
		this.maxDuration = (limit != null) ? ConfigCheck.nanos(limit) : Long.MAX_VALUE;
		this.maxRetryAfter = ConfigCheck.nanos(config.maxRetryAfter());
	}

	/**
	 * Decides after an attempt that threw.
	 * @param failure what it threw
	 * @param kind how the attempt ended
	 * @param meaning what the failure means
	 * @param progress where the call stands
	 * @param context where random numbers come from
	 * @return what to do next
	 */
	RetryDecision afterFailure(Throwable failure, OutcomeKind kind, Classification meaning, CallProgress progress,
			PolicyContext context) {
		if (progress.limitExpired()) {
			return RetryDecision.LIMIT_EXPIRED;
		}
		Throwable actual = Failures.unwrap(failure);
		if (!isRetryable(failure, actual, kind, meaning)) {
			return RetryDecision.NOT_RETRYABLE;
		}
		if (!this.safety.allows(failure, kind, meaning, progress.transaction())) {
			return RetryDecision.UNSAFE;
		}
		return repeat(null, failure, ConfigCheck.nanos(prescribedWait(actual, meaning)), progress, context);
	}

	/**
	 * Decides after an attempt that returned a result that is to be repeated.
	 * @param result what it returned
	 * @param progress where the call stands
	 * @param context where random numbers come from
	 * @return what to do next
	 */
	RetryDecision afterResult(@Nullable Object result, CallProgress progress, PolicyContext context) {
		if (progress.limitExpired()) {
			return RetryDecision.LIMIT_EXPIRED;
		}
		return this.safety.allowsAll() ? repeat(result, null, 0, progress, context) : RetryDecision.UNSAFE;
	}

	private static Duration prescribedWait(Throwable actual, Classification meaning) {
		if (actual instanceof CallRejectedException rejection) {
			return rejection.retryAfter();
		}
		Duration wait = meaning.retryAfter();
		return (wait != null) ? wait : Duration.ZERO;
	}

	// What a list names is repeated whatever it means; an error must be named by its type
	private boolean isRetryable(Throwable failure, Throwable actual, OutcomeKind kind, Classification meaning) {
		return switch (this.selector.judge(failure, () -> meaning)) {
			case NAMED ->
				kind != OutcomeKind.IGNORED && (actual instanceof Exception || this.selector.namesTypeOf(failure));
			case DEFAULT -> kind == OutcomeKind.FAILURE && actual instanceof Exception && !meaning.forbidsRepeat();
			case EXCLUDED, NOT_NAMED -> false;
		};
	}

	private RetryDecision repeat(@Nullable Object result, @Nullable Throwable failure, long prescribedWait,
			CallProgress progress, PolicyContext context) {
		if (progress.attempt() >= this.maxAttempts) {
			return RetryDecision.exhausted("max-attempts is reached");
		}
		if (this.once && progress.partOfRepeat()) {
			return RetryDecision.ALREADY_RETRIED;
		}
		if (progress.interrupted()) {
			return RetryDecision.stopped("the caller is interrupted");
		}
		if (prescribedWait > this.maxRetryAfter) {
			return RetryDecision.stopped("the target asks for a wait beyond max-retry-after");
		}
		long wait = Math.max(prescribedWait,
				this.waits.waitNanos(progress.attempt(), progress.previousWaitNanos(), context.random()));
		if (this.waitFunction != null) {
			long answer = ask(this.waitFunction, progress.attempt(), result, failure, wait);
			if (answer == STOP) {
				return RetryDecision.stopped("the wait function says so");
			}
			wait = Math.max(prescribedWait, answer);
		}
		return within(wait, progress);
	}

	/**
	 * Decides whether there is time for a wait.
	 * @param wait the wait in nanoseconds
	 * @param progress where the call stands
	 * @return to wait, or to give up
	 */
	RetryDecision within(long wait, CallProgress progress) {
		// Both comparisons hold for a wait of zero, too, once no time is left
		if (wait >= progress.remainingNanos()) {
			return RetryDecision.stopped("the next wait would pass a limit of the call");
		}
		if (wait >= this.maxDuration - progress.elapsedNanos()) {
			return RetryDecision.exhausted("the next wait would pass max-duration");
		}
		return RetryDecision.retryAfter(wait);
	}

	// What cannot be used of an answer does not cost the call its next attempt
	private static long ask(WaitFunction function, int attempt, @Nullable Object result, @Nullable Throwable failure,
			long computed) {
		try {
			Optional<Duration> answer = function.waitAfter(attempt, result, failure, Duration.ofNanos(computed));
			if (answer.isEmpty()) {
				return STOP;
			}
			if (!answer.get().isNegative()) {
				return ConfigCheck.nanos(answer.get());
			}
			logger.warn("A wait function answered {} after attempt {}; the computed wait holds", answer.get(), attempt);
		}
		catch (Throwable ex) {
			logger.warn("A wait function failed after attempt {}; the computed wait holds", attempt, ex);
		}
		return computed;
	}

}
