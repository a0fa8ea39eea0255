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

package dev.resilience.time;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;
import dev.resilience.classification.Retryable;

/**
 * Thrown when a whole call exceeded its deadline, or when no time was left for it to
 * begin. The cause is what the call threw once it was interrupted, if anything.
 */
public final class DeadlineExceededException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	private final Duration limit;

	private final boolean reachedTarget;

	/**
	 * Creates an exception for a call that exceeded its deadline.
	 * @param instance the name of the instance whose deadline was exceeded
	 * @param limit the longest time of the whole call
	 * @param cause what the call threw after the deadline, or {@code null}
	 * @param reachedTarget {@code false} if the call was still waiting to reach the
	 * target
	 */
	public DeadlineExceededException(String instance, Duration limit, @Nullable Throwable cause,
			boolean reachedTarget) {
		this(instance, "Call of '" + instance + "' exceeded its deadline of " + DurationText.of(limit)
				+ (reachedTarget ? "" : " before it reached the target"), limit, cause, reachedTarget);
	}

	private DeadlineExceededException(String instance, String message, Duration limit, @Nullable Throwable cause,
			boolean reachedTarget) {
		super(instance, message, cause, true);
		this.limit = limit;
		this.reachedTarget = reachedTarget;
	}

	/**
	 * Creates an exception for a call that was not begun because the enclosing call has
	 * no time left.
	 * @param instance the name of the instance that refuses
	 * @param limit the longest time of the whole call, had it begun
	 * @return the exception
	 */
	public static DeadlineExceededException noTimeLeft(String instance, Duration limit) {
		return new DeadlineExceededException(instance,
				"Call of '" + instance + "' was not begun: the enclosing call has no time left", limit, null, false);
	}

	/**
	 * Returns the longest time of the whole call.
	 * @return the limit
	 */
	public Duration limit() {
		return this.limit;
	}

	@Override
	public boolean reachedTarget() {
		return this.reachedTarget;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.TIMEOUT)
			.retryable(this.reachedTarget ? Retryable.IF_IDEMPOTENT : Retryable.YES)
			.effect(this.reachedTarget ? Effect.UNKNOWN : Effect.NOT_RUN)
			.confidence(0.9)
			.ruleId("own-deadline")
			.build();
	}

}
