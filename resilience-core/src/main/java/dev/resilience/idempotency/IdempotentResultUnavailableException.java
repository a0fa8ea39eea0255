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
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;

/**
 * Thrown when the effect of a call has happened before and its result cannot be replayed,
 * as it was not retained or is not readable any more. The call does not run again. Lists
 * of failures reach it only by naming this type.
 */
public final class IdempotentResultUnavailableException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param key the key
	 * @param reason why there is no result
	 * @param cause what went wrong when it was read, or {@code null}
	 */
	IdempotentResultUnavailableException(String instance, IdempotencyKey key, String reason,
			@Nullable Throwable cause) {
		super(instance, "Call of '" + instance + "' under key " + key + "... has had its effect before, but its result "
				+ reason, cause, true);
	}

	@Override
	public Class<? extends Throwable> selectableAs() {
		return IdempotentResultUnavailableException.class;
	}

	@Override
	public boolean reachedTarget() {
		return false;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.DUPLICATE)
			.subtype("result-unavailable")
			.confidence(0.95)
			.ruleId("own-result-unavailable")
			.build();
	}

}
