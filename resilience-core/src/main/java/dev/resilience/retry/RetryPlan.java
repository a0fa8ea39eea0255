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
import java.util.random.RandomGenerator;

import dev.resilience.classification.FailureSelector;
import dev.resilience.classification.Failures;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.OutcomeKind;

/**
 * Decides what follows a failed attempt. It knows nothing of threads, clocks and waiting,
 * so that blocking and asynchronous calls share it. Immutable and safe for use by many
 * threads.
 */
final class RetryPlan {

	private final FailureSelector selector;

	private final BackoffSeries waits;

	private final RandomGenerator random;

	private final int maxAttempts;

	/** {@link Long#MAX_VALUE} where there is no limit. */
	private final long maxDuration;

	private final long maxRetryAfter;

	RetryPlan(RetryConfig config, RandomGenerator random) {
		this.selector = FailureSelector.of(config.retryOn(), config.abortOn());
		this.waits = new BackoffSeries(config);
		this.random = random;
		this.maxAttempts = config.maxAttempts();
		Duration limit = config.maxDuration();
		this.maxDuration = (limit != null) ? ConfigCheck.nanos(limit) : Long.MAX_VALUE;
		this.maxRetryAfter = ConfigCheck.nanos(config.maxRetryAfter());
	}

	/**
	 * Decides after an attempt that threw.
	 * @param failure what it threw
	 * @param kind how the attempt ended
	 * @param progress where the call stands
	 * @return what to do next
	 */
	RetryDecision afterFailure(Throwable failure, OutcomeKind kind, CallProgress progress) {
		if (progress.limitExpired()) {
			return RetryDecision.stopped("a limit of the call has expired");
		}
		Throwable actual = Failures.unwrap(failure);
		if (!isRetryable(failure, actual, kind)) {
			return RetryDecision.NOT_RETRYABLE;
		}
		long prescribed = (actual instanceof CallRejectedException rejection)
				? ConfigCheck.nanos(rejection.retryAfter()) : 0;
		return repeat(prescribed, progress);
	}

	/**
	 * Decides after an attempt that returned a result that is to be repeated.
	 * @param progress where the call stands
	 * @return what to do next
	 */
	RetryDecision afterResult(CallProgress progress) {
		return progress.limitExpired() ? RetryDecision.stopped("a limit of the call has expired") : repeat(0, progress);
	}

	private boolean isRetryable(Throwable failure, Throwable actual, OutcomeKind kind) {
		return switch (this.selector.judge(failure)) {
			case NAMED -> kind != OutcomeKind.IGNORED;
			case DEFAULT -> kind == OutcomeKind.FAILURE && actual instanceof Exception;
			case EXCLUDED, NOT_NAMED -> false;
		};
	}

	private RetryDecision repeat(long prescribedWait, CallProgress progress) {
		if (progress.attempt() >= this.maxAttempts) {
			return RetryDecision.exhausted("max-attempts is reached");
		}
		if (progress.interrupted()) {
			return RetryDecision.stopped("the caller is interrupted");
		}
		if (prescribedWait > this.maxRetryAfter) {
			return RetryDecision.stopped("the target asks for a wait beyond max-retry-after");
		}
		long wait = Math.max(prescribedWait,
				this.waits.waitNanos(progress.attempt(), progress.previousWaitNanos(), this.random));
		// Both comparisons hold for a wait of zero, too, once no time is left
		if (wait >= progress.remainingNanos()) {
			return RetryDecision.stopped("the next wait would pass a limit of the call");
		}
		if (wait >= this.maxDuration - progress.elapsedNanos()) {
			return RetryDecision.exhausted("the next wait would pass max-duration");
		}
		return RetryDecision.retryAfter(wait);
	}

}
