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

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.CallRejected;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;

/**
 * Tells the log, the listeners and the hooks what becomes of failed attempts. None of
 * them can change it. Safe for use by many threads.
 */
final class RetryReporter {

	private static final Logger logger = LoggerFactory.getLogger(Retry.class);

	private final String instance;

	private final PolicyContext context;

	private final @Nullable RetryHook beforeRetry;

	private final @Nullable RetryHook afterExhaustion;

	RetryReporter(String instance, RetryConfig config, PolicyContext context) {
		this.instance = instance;
		this.context = context;
		this.beforeRetry = config.beforeRetry();
		this.afterExhaustion = config.afterExhaustion();
	}

	void willRepeat(Attempt attempt, long waitNanos) {
		Duration wait = Duration.ofNanos(waitNanos);
		if (logger.isDebugEnabled()) {
			logger.debug("Retry '{}': attempt {} ended with {}, the next follows in {}", this.instance,
					attempt.number(), ending(attempt), wait);
		}
		if (this.context.events().wanted(AttemptFailed.class)) {
			this.context.events()
				.publish(new AttemptFailed(this.instance, this.context.time().wallClock().instant(), attempt.number(),
						attempt.failure(), wait));
		}
		call(this.beforeRetry, attempt, wait);
	}

	void gaveUp(Attempt attempt, RetryDecision decision) {
		switch (decision.verdict()) {
			case NOT_RETRYABLE -> logger.debug("Retry '{}': attempt {} ended with {}: {}", this.instance,
					attempt.number(), ending(attempt), decision.reason());
			case STOPPED -> warn(attempt, decision);
			case UNSAFE -> {
				warn(attempt, decision);
				withheld(attempt, decision);
			}
			case EXHAUSTED -> {
				warn(attempt, decision);
				if (decision.equals(RetryDecision.ALREADY_RETRIED)) {
					withheld(attempt, decision);
				}
				if (this.context.events().wanted(RetryExhausted.class)) {
					this.context.events()
						.publish(new RetryExhausted(this.instance, this.context.time().wallClock().instant(),
								attempt.number(), attempt.failure()));
				}
				call(this.afterExhaustion, attempt, Duration.ZERO);
			}
			case OVER_BUDGET -> logger.debug("Retry '{}': attempt {} ended with {}: {}", this.instance,
					attempt.number(), ending(attempt), decision.reason());
			case RETRY -> throw new IllegalArgumentException("Nobody gives up who goes on");
		}
	}

	private void withheld(Attempt attempt, RetryDecision decision) {
		if (this.context.events().wanted(RetryWithheld.class)) {
			this.context.events()
				.publish(new RetryWithheld(this.instance, this.context.time().wallClock().instant(), attempt.number(),
						attempt.failure(), decision.reason()));
		}
	}

	// Told now and then only: where a budget is spent, many calls fail
	void budgetSpent(Attempt attempt, RetryDecision decision, @Nullable String budget) {
		warn(attempt, decision);
		if (this.context.events().wanted(RetryBudgetExhausted.class)) {
			this.context.events()
				.publish(new RetryBudgetExhausted(this.instance, this.context.time().wallClock().instant(), budget,
						attempt.number(), attempt.failure()));
		}
	}

	void closed(Attempt attempt) {
		logger.warn("Retry '{}' gives up after attempt {}, which ended with {}: the registry is closed", this.instance,
				attempt.number(), ending(attempt));
		if (this.context.events().wanted(CallRejected.class)) {
			this.context.events()
				.publish(new CallRejected(this.instance, this.context.time().wallClock().instant(), PolicyType.RETRY,
						"closed", Duration.ZERO));
		}
	}

	private void warn(Attempt attempt, RetryDecision decision) {
		logger.warn("Retry '{}' gives up after attempt {}, which ended with {}: {}", this.instance, attempt.number(),
				ending(attempt), decision.reason());
	}

	private void call(@Nullable RetryHook hook, Attempt attempt, Duration wait) {
		if (hook == null) {
			return;
		}
		try {
			hook.attemptFailed(attempt.number(), attempt.failure(), wait);
		}
		catch (Throwable ex) {
			logger.warn("A hook of retry '{}' failed; the call goes on unchanged", this.instance, ex);
		}
	}

	private static String ending(Attempt attempt) {
		// The type only: messages may carry data that does not belong into a log
		Throwable failure = attempt.failure();
		return (failure != null) ? failure.getClass().getName() : "a result that is to be repeated";
	}

}
