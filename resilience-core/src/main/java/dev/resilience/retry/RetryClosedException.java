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

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.Retryable;
import dev.resilience.policy.CallRejectedException;

/**
 * Thrown to a call that waits for its next attempt when the registry is closed, so that
 * shutting down is not held up. What the last attempt threw, if anything, is
 * {@linkplain #getSuppressed() suppressed} on it.
 */
public final class RetryClosedException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	RetryClosedException(String instance, int attempts, @Nullable Throwable failure, boolean stackTrace) {
		super(instance, "Retry '" + instance + "' ended after attempt " + attempts
				+ " because the registry is closed or the instance removed", Duration.ZERO, stackTrace);
		if (failure != null) {
			addSuppressed(failure);
		}
	}

	@Override
	public Classification classification() {
		return super.classification().toBuilder()
			.subtype("closed")
			.retryable(Retryable.NO)
			.effect(Effect.UNKNOWN)
			.ruleId("closed")
			.build();
	}

}
