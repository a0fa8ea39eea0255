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

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;
import dev.resilience.classification.Retryable;

/**
 * Thrown at a {@linkplain IdempotencyContext#checkLease() checkpoint} of a call that has
 * lost its claim: another one may run now, so what is left to do should not be done.
 */
public final class LeaseLostException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param key the key
	 */
	LeaseLostException(String instance, IdempotencyKey key) {
		super(instance, "Call of '" + instance + "' has lost its claim of key " + key + "... while it ran", null, true);
	}

	@Override
	public Class<? extends Throwable> selectableAs() {
		return LeaseLostException.class;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.CONFLICT)
			.subtype("lease-lost")
			.retryable(Retryable.NO)
			.effect(Effect.UNKNOWN)
			.confidence(0.95)
			.ruleId("own-lease-lost")
			.build();
	}

}
