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

package dev.resilience.pipeline;

import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;

/**
 * How a whole call ended, as it is counted: every call is exactly one of these.
 */
public enum CallOutcome {

	/** The target answered. */
	SUCCESS,

	/** The target failed and nobody answered in its place. */
	FAILURE,

	/** The call was cancelled or interrupted. */
	IGNORED,

	/** A gate refused and nobody answered in place of the target. */
	REJECTED,

	/** A fallback answered. */
	FALLBACK,

	/** A stored result answered. */
	REPLAYED;

	static CallOutcome ofFailure(OutcomeKind kind) {
		return switch (kind) {
			case SUCCESS, FAILURE -> FAILURE;
			case IGNORED -> IGNORED;
			case REJECTED -> REJECTED;
		};
	}

	static CallOutcome ofAnswer(Outcome.Source source) {
		return switch (source.type()) {
			case TARGET -> SUCCESS;
			case FALLBACK -> FALLBACK;
			case REPLAY -> REPLAYED;
		};
	}

}
