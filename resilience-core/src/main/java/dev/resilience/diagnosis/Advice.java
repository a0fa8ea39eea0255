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

package dev.resilience.diagnosis;

import java.util.ArrayList;
import java.util.List;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;

/**
 * A cause and what to do about it, before names are filled in.
 *
 * @param cause the cause in one sentence
 * @param confidence how sure it is
 * @param impact how much of the service it takes away
 * @param steps what to do, in order
 */
record Advice(String cause, double confidence, Impact impact, List<RecoveryStep> steps) {

	static Advice of(KnowledgeBase.Match match, Classification classification) {
		FailurePattern pattern = match.pattern();
		return new Advice(pattern.cause(), Math.max(match.confidence(), Math.min(classification.confidence(), 0.6)),
				(pattern.impact() != null) ? pattern.impact() : classification.impact(), pattern.steps());
	}

	// Nobody has seen it before: what is known of its kind
	static Advice of(Classification classification) {
		List<RecoveryStep> steps = new ArrayList<>();
		for (RecoveryStrategy strategy : classification.strategies()) {
			steps.add(StrategySteps.step(steps.size() + 1, strategy));
		}
		if (steps.isEmpty()) {
			steps.add(StrategySteps.step(1, RecoveryStrategy.ESCALATE));
		}
		return new Advice(causeOf(classification.category()), classification.confidence(), classification.impact(),
				steps);
	}

	private static String causeOf(FailureCategory category) {
		return switch (category) {
			case NETWORK -> "The connection to {subject} cannot be made or breaks ({type}).";
			case TIMEOUT -> "{subject} does not answer in time ({type}).";
			case UNAVAILABLE -> "{subject} cannot serve at the moment ({type}, {code}).";
			case OVERLOAD -> "{subject}, or the pool on the way to it, has more work than it can do ({type}, {code}).";
			case RATE_LIMIT -> "{subject} is called more often than it allows ({code}).";
			case QUOTA -> "What {subject} may be asked for is used up ({code}).";
			case CONFLICT -> "Others work on the same data at the same time ({type}, {code}).";
			case REJECTED -> "A circuit breaker, bulkhead or limiter of this process refuses calls to {subject}.";
			case RESOURCE -> "Memory, disk, threads or files have run out ({type}).";
			case VALIDATION -> "{subject} does not accept what it is asked for ({type}, {code}).";
			case NOT_FOUND -> "What {subject} is asked for does not exist ({type}, {code}).";
			case DUPLICATE -> "The same work was done before ({type}, {code}).";
			case INTEGRITY -> "The data contradicts a rule of {subject} ({type}, {code}).";
			case SECURITY ->
				"{subject} does not accept the credential, or does not allow the operation ({type}, {code}).";
			case CONTRACT -> "The answer of {subject} is not what was agreed ({type}).";
			case CONFIGURATION -> "A setting is wrong or missing ({type}).";
			case CANCELLED -> "The call was cancelled, or its thread interrupted.";
			case BUG -> "The program has a defect ({type}).";
			case CORRUPTION -> "Data of {subject} is damaged ({type}, {code}).";
			case UNKNOWN -> "The cause is not known ({type}): no rule and no pattern fits.";
		};
	}

}
