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

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.ResilienceException;

/**
 * Thrown under {@link OnExhausted#WRAP} when no attempts or no time are left. The cause
 * is what the last attempt threw; there is none where the last attempt returned a result
 * that was to be repeated.
 */
public final class RetryExhaustedException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	private final int attempts;

	RetryExhaustedException(String instance, int attempts, @Nullable Throwable cause) {
		super(instance, "Retry '" + instance + "' is exhausted after " + attempts
				+ ((attempts == 1) ? " attempt" : " attempts"), cause, true);
		this.attempts = attempts;
	}

	/**
	 * Returns how many attempts were made.
	 * @return the number of attempts, the first included
	 */
	public int attempts() {
		return this.attempts;
	}

}
