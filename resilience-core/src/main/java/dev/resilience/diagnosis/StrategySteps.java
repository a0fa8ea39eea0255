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

import dev.resilience.classification.RecoveryStrategy;

/**
 * What each strategy means in words, for failures that no pattern knows.
 */
final class StrategySteps {

	private StrategySteps() {
	}

	static RecoveryStep step(int order, RecoveryStrategy strategy) {
		return switch (strategy) {
			case RETRY -> byPolicy(order, strategy, "Let the retry of {subject} repeat the call.",
					"the operation may be repeated");
			case RETRY_WITH_LONGER_TIMEOUT ->
				byPolicy(order, strategy, "Repeat the call of {subject} with a longer timeout (retry.adjust).",
						"the operation may be repeated");
			case RETRY_TRANSACTION ->
				byPolicy(order, strategy, "Repeat the whole transaction after a random wait.", "it was rolled back");
			case RETRY_LITTLE -> byPolicy(order, strategy, "Repeat the call of {subject} once or twice at most.",
					"the operation may be repeated");
			case OPEN_CIRCUIT -> byPolicy(order, strategy,
					"Let the circuit breaker of {subject} keep calls away until it recovers.", "");
			case FALLBACK ->
				byPolicy(order, strategy, "Let a fallback answer in place of {subject}.", "a fallback is declared");
			case SPLIT_WORK -> manual(order, strategy, "Ask {subject} for less at a time.");
			case WAIT_FOR_HEALTH -> byAction(order, strategy, RecoveryStep.PROBE_CIRCUIT,
					"Wait until {subject} reports that it is well, then let its circuit probe.",
					"{subject} is well again", "the circuit closes");
			case BACK_OFF -> byPolicy(order, strategy, "Wait longer between calls of {subject}.", "");
			case SHED_LOAD -> byPolicy(order, strategy, "Refuse part of the work by a bulkhead or rate limiter.", "");
			case REDUCE_CONCURRENCY,
					LOWER_RATE ->
				byAction(order, strategy, RecoveryStep.LOWER_LIMIT,
						"Lower the limit of the bulkhead or rate limiter of {subject} for a while.",
						"{subject} has a bulkhead or rate limiter", "fewer calls of {subject} fail");
			case WAIT_FOR_HINT -> byPolicy(order, strategy, "Wait as long as {subject} asks.", "");
			case QUEUE -> manual(order, strategy, "Keep the work for later.");
			case ALTERNATIVE_PROVIDER -> manual(order, strategy, "Ask another provider in place of {subject}.");
			case RAISE_QUOTA -> manual(order, strategy, "Get a larger quota from {subject}, or use less.");
			case WAIT_UNTIL_REOPEN ->
				byPolicy(order, strategy, "Wait until the gate of {subject} lets calls pass again.", "");
			case STOP_CLAIMING -> manual(order, strategy, "Take on no more work.");
			case FREE_RESOURCES -> byAction(order, strategy, RecoveryStep.CLEAR_CACHE,
					"Free what has run out: empty caches, delete what is not needed.", "",
					"memory or disk is free again");
			case RESTART -> manual(order, strategy, "Start the process anew.");
			case DEAD_LETTER ->
				byPolicy(order, strategy, "Put the work aside as a dead letter.", "dead letters are switched on");
			case CORRECT_INPUT -> manual(order, strategy, "Correct what was asked for, then ask again.");
			case TREAT_AS_DONE -> manual(order, strategy, "Take the work for done if it was done under the same key.");
			case COMPENSATE -> manual(order, strategy, "Undo what was done before.");
			case REFRESH_CREDENTIAL -> manual(order, strategy, "Get a new credential for {subject}.");
			case ALERT -> manual(order, strategy, "Tell the people who look after {subject}.");
			case CHECK_VERSION -> manual(order, strategy, "Compare the versions of both sides.");
			case FIX_SETTING -> manual(order, strategy, "Correct the setting.");
			case STOP -> manual(order, strategy, "Stop the work.");
			case RESTORE -> manual(order, strategy, "Restore the data from a backup.");
			case PAGE -> manual(order, strategy, "Wake somebody up.");
			case TEACH_RULE -> manual(order, strategy, "Add a rule of classification that knows this failure.");
			case ADJUST_CONFIG -> manual(order, strategy, "Change the setting that the failure names, and try again.");
			case ESCALATE -> manual(order, strategy, "Hand the failure to a human.");
			case SKIP -> manual(order, strategy, "Go on without this piece of work.");
		};
	}

	private static RecoveryStep manual(int order, RecoveryStrategy strategy, String action) {
		return RecoveryStep.manual(order, strategy, action);
	}

	private static RecoveryStep byPolicy(int order, RecoveryStrategy strategy, String action, String precondition) {
		return new RecoveryStep(order, strategy, action, "", true, precondition, "", null);
	}

	private static RecoveryStep byAction(int order, RecoveryStrategy strategy, String actionId, String action,
			String precondition, String effect) {
		return new RecoveryStep(order, strategy, action, actionId, true, precondition, effect, null);
	}

}
