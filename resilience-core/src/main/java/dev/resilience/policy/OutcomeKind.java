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

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Failures;
import dev.resilience.classification.SelfClassifying;
import dev.resilience.time.Deadline;

/**
 * The four ways in which a call ends.
 */
public enum OutcomeKind {

	/** The target returned. */
	SUCCESS,

	/** The target failed. */
	FAILURE,

	/** The call was cancelled, interrupted from elsewhere, or is not to be judged. */
	IGNORED,

	/** One of our own gates refused; the target did not run. */
	REJECTED;

	/**
	 * Returns the kind of a call that threw on the current thread. The expiry of a limit
	 * that another instance set is nobody's failure here; that of the instance's own
	 * limit is a failure of the target, whatever it threw when it was interrupted.
	 * @param failure what was thrown
	 * @param instance the name of the instance that asks
	 * @return the kind
	 */
	public static OutcomeKind of(Throwable failure, String instance) {
		return of(failure, instance, Deadline.current());
	}

	/**
	 * Returns the kind of a call that failed under some limits; see
	 * {@link #of(Throwable, String)}.
	 * @param failure how the call failed
	 * @param instance the name of the instance that asks
	 * @param limits the innermost limit, or {@code null} for none
	 * @return the kind
	 */
	public static OutcomeKind of(Throwable failure, String instance, @Nullable Deadline limits) {
		Throwable actual = Failures.unwrap(failure);
		if (actual instanceof SelfClassifying classifying && !classifying.reachedTarget()) {
			return REJECTED;
		}
		return switch (Deadline.expiry(limits, instance)) {
			case ENCLOSING -> IGNORED;
			case OWN -> FAILURE;
			case NONE -> Failures.isCancellation(actual) ? IGNORED : FAILURE;
		};
	}

}
