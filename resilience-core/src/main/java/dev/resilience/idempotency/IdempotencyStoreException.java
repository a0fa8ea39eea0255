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

package dev.resilience.idempotency;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;
import dev.resilience.classification.Retryable;

/**
 * Thrown when the store fails at a claim or has no room for a new key. The call does not
 * run, since it would run without protection.
 */
public final class IdempotencyStoreException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param key the key
	 * @param reason what is wrong
	 * @param cause what the store threw, or {@code null}
	 */
	IdempotencyStoreException(String instance, IdempotencyKey key, String reason, @Nullable Throwable cause) {
		super(instance, "Key " + key + "... of '" + instance + "' cannot be claimed: " + reason, cause, true);
	}

	@Override
	public boolean reachedTarget() {
		return false;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.UNAVAILABLE)
			.subtype("idempotency-store")
			.retryable(Retryable.YES)
			.effect(Effect.NOT_RUN)
			.confidence(0.9)
			.ruleId("own-store-unavailable")
			.build();
	}

}
