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

package dev.resilience.policy;

import java.time.Duration;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;

/**
 * Thrown when a gate refuses a call, so that the target did not run. Lists of failures
 * reach it only by naming this type or a subtype.
 */
public abstract class CallRejectedException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	private final long retryAfterNanos;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance that refused
	 * @param message the message
	 * @param retryAfter the time after which a new call makes sense
	 * @param stackTrace whether a stack trace is filled in
	 */
	protected CallRejectedException(String instance, String message, Duration retryAfter, boolean stackTrace) {
		super(instance, message, null, stackTrace);
		this.retryAfterNanos = ConfigCheck.nanos(retryAfter);
	}

	/**
	 * Creates an exception that builds its message when it is asked for it, as most
	 * refusals are never printed.
	 * @param instance the name of the instance that refused
	 * @param retryAfterNanos the time after which a new call makes sense, in nanoseconds
	 * @param stackTrace whether a stack trace is filled in
	 */
	protected CallRejectedException(String instance, long retryAfterNanos, boolean stackTrace) {
		super(instance, null, null, stackTrace);
		this.retryAfterNanos = retryAfterNanos;
	}

	/**
	 * Returns the time after which a new call makes sense.
	 * @return the time, zero where it is not known
	 */
	public final Duration retryAfter() {
		return Duration.ofNanos(this.retryAfterNanos);
	}

	@Override
	public final Class<? extends Throwable> selectableAs() {
		return CallRejectedException.class;
	}

	@Override
	public final boolean reachedTarget() {
		return false;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.REJECTED)
			.retryAfter((this.retryAfterNanos > 0) ? retryAfter() : null)
			.confidence(0.95)
			.ruleId("gate-refused")
			.build();
	}

}
