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

package dev.resilience.deadletter;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureSelector;
import dev.resilience.classification.Failures;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.PolicyContext;

/**
 * Says by the lists of a configuration which failures are kept.
 *
 * @param selector the lists
 */
record KeptFailures(FailureSelector selector) {

	static KeptFailures of(DeadLetterConfig config) {
		return new KeptFailures(
				FailureSelector.of(config.on(), config.onCategories(), config.skipOn(), config.skipOnCategories()));
	}

	boolean hold(Throwable failure, String instance, PolicyContext context) {
		if (Failures.unwrap(failure) instanceof CallRejectedException rejection) {
			return hold(rejection);
		}
		return switch (this.selector.judge(failure, context.meaningOf(failure, instance))) {
			case EXCLUDED -> false;
			case NAMED, DEFAULT -> true;
			// What must be named elsewhere has failed all the same
			case NOT_NAMED -> !this.selector.isSet();
		};
	}

	// A list that holds all exceptions means rejections too: the work was not done
	private boolean hold(CallRejectedException rejection) {
		return !isListed(rejection, this.selector.excluded(), this.selector.excludedCategories())
				&& (!this.selector.isSet() || isListed(rejection,
						Objects.requireNonNullElse(this.selector.named(), List.of()), this.selector.namedCategories()));
	}

	private static boolean isListed(CallRejectedException rejection, List<Class<? extends Throwable>> types,
			Set<FailureCategory> categories) {
		return categories.contains(FailureCategory.REJECTED)
				|| types.stream().anyMatch((type) -> type.isInstance(rejection));
	}

}
