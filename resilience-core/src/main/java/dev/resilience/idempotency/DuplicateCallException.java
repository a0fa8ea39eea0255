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

import java.time.Duration;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;
import dev.resilience.classification.Retryable;
import dev.resilience.classification.Transience;

/**
 * Thrown when another call runs under the same key. Lists of failures reach it only by
 * naming this type.
 */
public final class DuplicateCallException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	private final Duration retryAfter;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param key the key
	 * @param retryAfter the time for which the claim of the other call still holds
	 * @param stackTrace whether a stack trace is filled in
	 */
	DuplicateCallException(String instance, IdempotencyKey key, Duration retryAfter, boolean stackTrace) {
		super(instance, "Another call of '" + instance + "' is in flight under key " + key + "...", null, stackTrace);
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns the time after which a new call makes sense: the rest of the lease of the
	 * call in flight, which may end earlier or renew it.
	 * @return the time, longer than zero
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

	@Override
	public Class<? extends Throwable> selectableAs() {
		return DuplicateCallException.class;
	}

	@Override
	public boolean reachedTarget() {
		return false;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.DUPLICATE)
			.subtype("in-flight")
			.transience(Transience.TRANSIENT)
			.retryable(Retryable.YES)
			.effect(Effect.NOT_RUN)
			.retryAfter(this.retryAfter)
			.confidence(0.95)
			.ruleId("own-duplicate")
			.build();
	}

}
