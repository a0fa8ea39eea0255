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

/**
 * Thrown when the key of a call is missing, blank or cannot be told. The call does not
 * run, since it would run without protection.
 */
public final class InvalidIdempotencyKeyException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	private final boolean missing;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param missing whether there is no key at all
	 * @param reason what is wrong with the key
	 * @param cause why the key cannot be told, or {@code null}
	 */
	InvalidIdempotencyKeyException(String instance, boolean missing, String reason, @Nullable Throwable cause) {
		super(instance, "Idempotency key of a call of '" + instance + "' " + reason, cause, true);
		this.missing = missing;
	}

	/**
	 * Returns whether the caller has given no key at all.
	 * @return whether the key is missing; otherwise it cannot be used
	 */
	public boolean isMissing() {
		return this.missing;
	}

	@Override
	public boolean reachedTarget() {
		return false;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.VALIDATION)
			.subtype("invalid-key")
			.effect(Effect.NOT_RUN)
			.confidence(0.95)
			.ruleId("own-invalid-key")
			.build();
	}

}
