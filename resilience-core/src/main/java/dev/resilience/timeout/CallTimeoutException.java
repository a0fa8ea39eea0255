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

package dev.resilience.timeout;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;
import dev.resilience.classification.Retryable;
import dev.resilience.time.DurationText;

/**
 * Thrown when an attempt exceeded its limit. The cause is what the work threw once it was
 * interrupted, if anything.
 */
public final class CallTimeoutException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	private final Duration limit;

	private final boolean reachedTarget;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance whose limit was exceeded
	 * @param limit the limit
	 * @param cause what the work threw after the limit, or {@code null}
	 * @param reachedTarget {@code false} if the call was still waiting to reach the
	 * target
	 */
	public CallTimeoutException(String instance, Duration limit, @Nullable Throwable cause, boolean reachedTarget) {
		super(instance, "Call of '" + instance + "' exceeded its limit of " + DurationText.of(limit)
				+ (reachedTarget ? "" : " before it reached the target"), cause, true);
		this.limit = limit;
		this.reachedTarget = reachedTarget;
	}

	/**
	 * Returns the limit that was exceeded.
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
			.ruleId("own-timeout")
			.build();
	}

}
