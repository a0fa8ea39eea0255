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

package dev.resilience.classification;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a failure means for those who repeat calls or keep the score of a target.
 *
 * @param worthRepeating whether the same call may well succeed later
 * @param targetsFault whether the failure speaks against the target; {@code false} where
 * the caller asked for what it cannot get
 * @param retryAfter how long the target asks to be left alone, at least 0, or
 * {@code null} if it does not say
 */
public record FailureHint(boolean worthRepeating, boolean targetsFault, @Nullable Duration retryAfter) {

	/**
	 * Creates a hint.
	 * @param worthRepeating whether the same call may well succeed later
	 * @param targetsFault whether the failure speaks against the target
	 * @param retryAfter how long the target asks to be left alone, at least 0, or
	 * {@code null}
	 * @throws IllegalArgumentException if the time is negative
	 */
	public FailureHint {
		if (retryAfter != null && retryAfter.isNegative()) {
			throw new IllegalArgumentException("retryAfter must not be negative, but is " + retryAfter);
		}
	}

	/**
	 * Returns what this hint means for all policies, for certain.
	 * @return the classification, of no particular category
	 */
	public Classification toClassification() {
		return Classification.builder(FailureCategory.UNKNOWN)
			.transience(this.worthRepeating ? Transience.TRANSIENT : Transience.PERMANENT)
			.retryable(this.worthRepeating ? Retryable.YES : Retryable.NO)
			.speaksAgainstTarget(this.targetsFault)
			.retryAfter(this.retryAfter)
			.ruleId("knowledge")
			.evidence(new Evidence(Evidence.Kind.USER, "", 0))
			.build();
	}

}
