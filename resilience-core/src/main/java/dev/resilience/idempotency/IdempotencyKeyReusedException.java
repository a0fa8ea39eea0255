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

/**
 * Thrown when a key comes again with another payload. Lists of failures reach it only by
 * naming this type.
 */
public final class IdempotencyKeyReusedException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param key the key
	 * @param stackTrace whether a stack trace is filled in
	 */
	IdempotencyKeyReusedException(String instance, IdempotencyKey key, boolean stackTrace) {
		super(instance, "Key " + key + "... of '" + instance + "' belongs to a call with another payload", null,
				stackTrace);
	}

	@Override
	public Class<? extends Throwable> selectableAs() {
		return IdempotencyKeyReusedException.class;
	}

	@Override
	public boolean reachedTarget() {
		return false;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.VALIDATION)
			.subtype("key-reused")
			.effect(Effect.NOT_RUN)
			.confidence(0.95)
			.ruleId("own-key-reused")
			.build();
	}

}
