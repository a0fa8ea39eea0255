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

package dev.resilience.circuitbreaker;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.FailureSelector;
import dev.resilience.policy.OutcomeKind;

/**
 * Decides what an outcome means, with the user's lists and predicates. Nothing that they
 * throw gets out: a result that could not be judged counts as a failure, and so does a
 * failure.
 *
 * @param failures the lists of failures
 * @param recordFailure failures that count besides the listed ones, or {@code null}
 * @param recordResult results that count as failures, or {@code null}
 * @param openOnResult results that open the circuit at once, or {@code null}
 */
record OutcomeRules(FailureSelector failures, @Nullable Predicate<Throwable> recordFailure,
		@Nullable Predicate<@Nullable Object> recordResult, @Nullable Predicate<@Nullable Object> openOnResult) {

	private static final Logger logger = LoggerFactory.getLogger(OutcomeRules.class);

	/**
	 * Judges an outcome.
	 * @param kind how the call ended
	 * @param result the result of a successful call
	 * @param failure the failure of every other call
	 * @return what the outcome means
	 */
	Judgement judge(OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure) {
		return switch (kind) {
			case SUCCESS ->
				(this.recordResult != null || this.openOnResult != null) ? judgeResult(result) : Judgement.SUCCESS;
			case FAILURE -> judgeFailure(failure);
			case REJECTED -> judgeRejection(failure);
			case IGNORED -> Judgement.IGNORED;
		};
	}

	private Judgement judgeResult(@Nullable Object result) {
		try {
			if (this.openOnResult != null && this.openOnResult.test(result)) {
				return Judgement.OPENING;
			}
			return (this.recordResult != null && this.recordResult.test(result)) ? Judgement.FAILURE
					: Judgement.SUCCESS;
		}
		catch (Throwable ex) {
			logger.warn("A predicate for results failed; the result counts as a failure", ex);
			return Judgement.FAILURE;
		}
	}

	private Judgement judgeFailure(@Nullable Throwable failure) {
		if (failure == null) {
			return Judgement.FAILURE;
		}
		try {
			boolean recorded = switch (this.failures.judge(failure)) {
				case EXCLUDED -> false;
				case NAMED -> true;
				case NOT_NAMED -> this.recordFailure != null && this.recordFailure.test(failure);
				case DEFAULT -> this.recordFailure == null || this.recordFailure.test(failure);
			};
			return recorded ? Judgement.FAILURE : Judgement.IGNORED;
		}
		catch (Throwable ex) {
			logger.warn("A predicate for failures failed on {}, which counts as a failure", failure.getClass(), ex);
			return Judgement.FAILURE;
		}
	}

	// Our own refusals say nothing about the target unless a list names them
	private Judgement judgeRejection(@Nullable Throwable rejection) {
		boolean named = rejection != null && this.failures.judge(rejection) == FailureSelector.Verdict.NAMED;
		return named ? Judgement.FAILURE : Judgement.IGNORED;
	}

}
