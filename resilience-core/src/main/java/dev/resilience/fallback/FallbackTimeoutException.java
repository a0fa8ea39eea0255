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

package dev.resilience.fallback;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.ResilienceException;

/**
 * Says that an option of a fallback chain took longer than it may. Callers find it
 * suppressed on the failure of the target if no other option answered.
 */
public final class FallbackTimeoutException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	private final String option;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param option the name of the option
	 * @param limit the limit of the option
	 * @param cause what the option threw when it was interrupted, or {@code null}
	 */
	FallbackTimeoutException(String instance, String option, Duration limit, @Nullable Throwable cause) {
		super(instance, "Fallback '" + option + "' of '" + instance + "' did not answer within " + limit, cause, true);
		this.option = option;
	}

	/**
	 * Returns the name of the option.
	 * @return the name of the option
	 */
	public String option() {
		return this.option;
	}

	@Override
	public Classification classification() {
		return Classification.builder(FailureCategory.TIMEOUT)
			.subtype("fallback")
			.confidence(0.9)
			.ruleId("own-fallback-timeout")
			.build();
	}

}
