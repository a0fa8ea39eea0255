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

import org.jspecify.annotations.Nullable;

/**
 * Knows what failures of one technology mean, such as the statuses of HTTP. Asked on the
 * failure path alone, once by each policy that judges the failure, so it must be quick
 * and safe for use by many threads. What it says holds wherever no list of a policy names
 * or excludes the type of the failure.
 */
@FunctionalInterface
public interface FailureKnowledge {

	/** Knows no failure. */
	FailureKnowledge NONE = (failure) -> null;

	/**
	 * Returns what is known of a failure.
	 * @param failure the failure, wrappers looked through
	 * @return what it means, or {@code null} if it is not known here; an exception counts
	 * as not knowing
	 */
	@Nullable FailureHint hint(Throwable failure);

	/**
	 * Returns this knowledge as a rule for classifiers.
	 * @return the rule
	 */
	default ClassificationRule asRule() {
		return (failure, context) -> {
			FailureHint hint = hint(failure);
			return (hint != null) ? hint.toClassification() : null;
		};
	}

}
