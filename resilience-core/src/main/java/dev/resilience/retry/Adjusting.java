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
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallTerms;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.Strategy;

/**
 * Asks the adjusters of a retry once an attempt has failed that is to be repeated, and
 * notes on the call what they change. Immutable and safe for use by many threads.
 */
final class Adjusting {

	private static final Logger logger = LoggerFactory.getLogger(Retry.class);

	private final String instance;

	private final RetryConfig config;

	private final Map<FailureCategory, AttemptAdjuster> adjusters;

	Adjusting(String instance, RetryConfig config) {
		this.instance = instance;
		this.config = config;
		this.adjusters = config.adjusters();
	}

	/**
	 * Returns what follows once the adjusters have been asked.
	 * @param decision what would follow without them
	 * @param previous what followed the attempt before
	 * @param failed the failed attempt
	 * @param meaning what its failure means
	 * @param call where changes are noted
	 * @param next the rest of the pipeline
	 * @param progress where the call stands
	 * @return what to do next
	 */
	RetryDecision after(RetryDecision decision, RetryDecision previous, Attempt failed,
			@Nullable Classification meaning, Call call, Strategy.Next next, CallProgress progress) {
		if (this.adjusters.isEmpty() || !decision.isRetry()) {
			return decision;
		}
		if (failed.number() >= previous.maxAttempts()) {
			return exhausted(previous.maxAttempts());
		}
		AttemptAdjustment adjustment = ask(decision, previous, failed, meaning, call, next);
		if (adjustment == null) {
			return decision.withMaxAttempts(previous.maxAttempts());
		}
		note(adjustment, failed, call);
		int maxAttempts = Math.min(orElse(adjustment.maxAttempts(), previous.maxAttempts()), previous.maxAttempts());
		if (failed.number() >= maxAttempts) {
			return exhausted(maxAttempts);
		}
		Duration delay = adjustment.delay();
		long wait = (delay != null) ? Math.max(ConfigCheck.nanos(delay), decision.waitNanos()) : decision.waitNanos();
		return this.config.plan().within(wait, progress).withMaxAttempts(maxAttempts);
	}

	private @Nullable AttemptAdjustment ask(RetryDecision decision, RetryDecision previous, Attempt failed,
			@Nullable Classification meaning, Call call, Strategy.Next next) {
		Throwable failure = failed.failure();
		AttemptAdjuster adjuster = (meaning != null) ? this.adjusters.get(meaning.category()) : null;
		if (failure == null || meaning == null || adjuster == null) {
			return null;
		}
		Duration limit = next.attemptLimit();
		AttemptAdjustment answer = ask(adjuster,
				new AdjustmentRequest(this.instance, failed.number(), failure, meaning, inForce(limit, call.terms()),
						Duration.ofNanos(decision.waitNanos()), this.config.maxDelay(),
						Math.min(this.config.maxAttempts(), previous.maxAttempts()), call.terms().attributes()));
		AttemptAdjustment usable = (answer != null && limit == null) ? answer.withoutTimeout() : answer;
		return (usable != null && !usable.isEmpty()) ? usable : null;
	}

	private static @Nullable Duration inForce(@Nullable Duration limit, CallTerms terms) {
		return (limit != null && terms.timeoutNanos() > 0) ? Duration.ofNanos(terms.timeoutNanos()) : limit;
	}

	private @Nullable AttemptAdjustment ask(AttemptAdjuster adjuster, AdjustmentRequest request) {
		try {
			return adjuster.adjust(request);
		}
		catch (Throwable ex) {
			logger.warn("An adjuster of retry '{}' failed after attempt {}; the next attempt is made unchanged",
					this.instance, request.attempt(), ex);
			return null;
		}
	}

	private void note(AttemptAdjustment adjustment, Attempt failed, Call call) {
		CallTerms terms = call.terms();
		Map<String, Object> attributes = new LinkedHashMap<>(terms.attributes());
		attributes.putAll(adjustment.attributes());
		Duration timeout = adjustment.timeout();
		long nanos = (timeout != null) ? ConfigCheck.nanos(timeout) : terms.timeoutNanos();
		String text = adjustment.text();
		logger.debug("Retry '{}' goes on after attempt {} with {}", this.instance, failed.number(), text);
		call.adjust(new CallTerms(nanos, attributes, terms.notes()).noted(text));
	}

	private static int orElse(@Nullable Integer value, int other) {
		return (value != null) ? value : other;
	}

	private static RetryDecision exhausted(int maxAttempts) {
		return RetryDecision.exhausted("adjusted max-attempts, " + maxAttempts + ", is reached");
	}

}
