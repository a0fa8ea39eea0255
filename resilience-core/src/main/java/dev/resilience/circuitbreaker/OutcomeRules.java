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

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureSelector;
import dev.resilience.classification.Failures;
import dev.resilience.policy.Gate;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;

/**
 * Decides what an outcome means, with the user's lists, predicates and functions. Nothing
 * that they throw gets out: a result that could not be judged counts as a failure, and so
 * does a failure.
 *
 * @param failures the lists of failures
 * @param recordFailure failures that count besides the listed ones, or {@code null}
 * @param recordOnResult results that count as failures, or {@code null}
 * @param openForFailure for how long failures open the circuit at once, or {@code null}
 * @param openForResult for how long results open the circuit at once, or {@code null}
 */
record OutcomeRules(FailureSelector failures, @Nullable Predicate<Throwable> recordFailure,
		@Nullable Predicate<@Nullable Object> recordOnResult,
		@Nullable Function<Throwable, @Nullable Duration> openForFailure,
		@Nullable Function<@Nullable Object, @Nullable Duration> openForResult) {

	private static final Logger logger = LoggerFactory.getLogger(OutcomeRules.class);

	/**
	 * Judges an outcome.
	 * @param kind how the call ended
	 * @param result the result of a successful call, or {@link Gate#PASSED_ON}
	 * @param failure the failure of every other call
	 * @param context says what failures mean
	 * @param instance the name of the instance
	 * @return what the outcome means
	 */
	Judgement judge(OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure, PolicyContext context,
			String instance) {
		return switch (kind) {
			case SUCCESS -> judgesResult(result) ? judgeResult(result) : Judgement.SUCCESS;
			case FAILURE -> judgeFailure(failure, context, instance);
			case REJECTED -> judgeRejection(failure, context, instance);
			case IGNORED -> Judgement.IGNORED;
		};
	}

	private boolean judgesResult(@Nullable Object result) {
		return (this.recordOnResult != null || this.openForResult != null) && result != Gate.PASSED_ON;
	}

	private Judgement judgeResult(@Nullable Object result) {
		try {
			Duration opening = (this.openForResult != null) ? this.openForResult.apply(result) : null;
			if (opening != null) {
				return Judgement.opening(opening);
			}
			return (this.recordOnResult != null && this.recordOnResult.test(result)) ? Judgement.FAILURE
					: Judgement.SUCCESS;
		}
		catch (Throwable ex) {
			logger.warn("A rule for results failed; the result counts as a failure", ex);
			return Judgement.FAILURE;
		}
	}

	private Judgement judgeFailure(@Nullable Throwable failure, PolicyContext context, String instance) {
		if (failure == null) {
			return Judgement.FAILURE;
		}
		try {
			Supplier<Classification> meaning = context.meaningOf(failure, instance);
			FailureSelector.Verdict verdict = this.failures.judge(failure, meaning);
			if (verdict == FailureSelector.Verdict.EXCLUDED) {
				return Judgement.IGNORED;
			}
			Duration opening = (this.openForFailure != null) ? this.openForFailure.apply(Failures.unwrap(failure))
					: null;
			if (opening != null) {
				return Judgement.opening(opening);
			}
			boolean recorded = switch (verdict) {
				case EXCLUDED -> false;
				case NAMED -> true;
				case NOT_NAMED -> this.recordFailure != null && this.recordFailure.test(failure);
				case DEFAULT -> (this.recordFailure != null) ? this.recordFailure.test(failure)
						: isTargetsFault(failure, meaning.get());
			};
			return recorded ? Judgement.FAILURE : Judgement.IGNORED;
		}
		catch (Throwable ex) {
			logger.warn("A rule for failures failed on {}, which counts as a failure", failure.getClass(), ex);
			return Judgement.FAILURE;
		}
	}

	// An error counts whatever it means: a target that runs out of memory does not work.
	// A
	// cancellation that is judged a failure comes from the instance's own limit.
	private static boolean isTargetsFault(Throwable failure, Classification meaning) {
		return failure instanceof Error || Failures.isCancellation(failure) || !meaning.excusesTarget();
	}

	// Our own refusals say nothing about the target unless a list names them
	private Judgement judgeRejection(@Nullable Throwable rejection, PolicyContext context, String instance) {
		boolean named = rejection != null && this.failures.judge(rejection,
				context.meaningOf(rejection, instance)) == FailureSelector.Verdict.NAMED;
		return named ? Judgement.FAILURE : Judgement.IGNORED;
	}

}
