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

package dev.resilience.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.Call;
import dev.resilience.policy.CallTerms;
import dev.resilience.redaction.Redactor;
import dev.resilience.retry.RetryExhaustedException;

/**
 * One execution of a step: collects how its attempts failed. Attempts that were abandoned
 * may still tell while the result is made.
 */
final class StepCall extends Call {

	private static final Logger logger = LoggerFactory.getLogger(StepExecutor.class);

	private static final int MAX_ERRORS = 100;

	private static final Throwable NONE = new Throwable("Nothing was thrown", null, false, false) {
	};

	private final String step;

	private final StepHook onRetry;

	private final Redactor redactor;

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private volatile int latest;

	StepCall(String step, Map<String, Object> settings, StepHook onRetry, Redactor redactor) {
		this.step = step;
		this.onRetry = onRetry;
		this.redactor = redactor;
		if (!settings.isEmpty()) {
			adjust(CallTerms.of(settings));
		}
	}

	@Override
	public void attemptFailed(int attempt, @Nullable Throwable failure, long waitNanos) {
		this.latest = attempt;
		this.failures.add((failure != null) ? failure : NONE);
		if (this.failures.size() > MAX_ERRORS) {
			this.failures.remove(0);
		}
		if (waitNanos >= 0) {
			tell(this.onRetry, attempt, failure, Duration.ofNanos(waitNanos));
		}
	}

	void tell(StepHook hook, int attempt, @Nullable Throwable failure, Duration wait) {
		try {
			hook.failed(this.step, attempt, failure, wait);
		}
		catch (Throwable ex) {
			logger.warn("A hook of step '{}' failed; the step goes on unchanged", this.step, ex);
		}
	}

	/**
	 * Returns how many attempts were made, as far as anybody has told.
	 * @param counted the number that the outcome knows
	 * @return the number of attempts
	 */
	int attempts(int counted) {
		return Math.max(counted, this.latest);
	}

	/**
	 * Returns how the attempts failed.
	 * @param end what the step failed with in the end, or {@code null}
	 * @return a text for each
	 */
	List<String> errors(@Nullable Throwable end) {
		List<Throwable> all = new ArrayList<>(this.failures);
		if (end != null && !isKnown(all, end)) {
			all.add(end);
		}
		return all.stream().map(this::text).toList();
	}

	private static boolean isKnown(List<Throwable> failures, Throwable end) {
		// That no attempts are left is no failure of an attempt
		return !failures.isEmpty()
				&& (end instanceof RetryExhaustedException || isSame(failures.get(failures.size() - 1), end));
	}

	@SuppressWarnings("ReferenceEquality")
	private static boolean isSame(Throwable one, Throwable other) {
		return one == other;
	}

	private String text(Throwable failure) {
		if (isSame(failure, NONE)) {
			return "a result that is to be repeated";
		}
		String message = this.redactor.message(failure);
		String type = failure.getClass().getName();
		return message.isEmpty() ? type : type + ": " + message;
	}

}
