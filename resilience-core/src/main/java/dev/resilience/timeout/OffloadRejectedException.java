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

package dev.resilience.timeout;

import java.time.Duration;

import dev.resilience.classification.Classification;
import dev.resilience.policy.CallRejectedException;

/**
 * Thrown when no thread is free for a call that must not hold up its caller.
 */
public final class OffloadRejectedException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance that refused
	 * @param reason why no thread took the call
	 * @param stackTrace whether a stack trace is filled in
	 */
	public OffloadRejectedException(String instance, String reason, boolean stackTrace) {
		super(instance, "Call of '" + instance + "' found no thread to run on: " + reason, Duration.ZERO, stackTrace);
	}

	@Override
	public Classification classification() {
		return super.classification().toBuilder().subtype("no-thread").build();
	}

}
