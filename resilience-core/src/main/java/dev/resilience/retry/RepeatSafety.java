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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.Evidence;
import dev.resilience.classification.Retryable;
import dev.resilience.policy.OutcomeKind;

/**
 * Whether a repeat can do no harm, where settings ask for that. Immutable and safe for
 * use by many threads.
 *
 * @param onlyIfSafe whether nothing else is repeated
 * @param repeatable whether a second effect does no harm at all
 */
record RepeatSafety(boolean onlyIfSafe, boolean repeatable) {

	private static final Logger logger = LoggerFactory.getLogger(Retry.class);

	boolean allowsAll() {
		return !this.onlyIfSafe || this.repeatable;
	}

	boolean allows(Throwable failure, OutcomeKind kind, Classification meaning, AttemptTransaction transaction) {
		return allowsAll() || kind == OutcomeKind.REJECTED || hasNotRun(meaning)
				|| (meaning.retryable() == Retryable.WHOLE_TX && isRolledBack(failure, transaction));
	}

	// Words in a message are no proof
	private static boolean hasNotRun(Classification meaning) {
		return meaning.effect() == Effect.NOT_RUN && meaning.evidence().kind() != Evidence.Kind.KEYWORD;
	}

	private static boolean isRolledBack(Throwable failure, AttemptTransaction transaction) {
		try {
			return transaction.isRolledBack(failure);
		}
		catch (Throwable ex) {
			logger.warn("Nobody knows whether a transaction was rolled back after {}, which is not repeated",
					failure.getClass(), ex);
			return false;
		}
	}

}
