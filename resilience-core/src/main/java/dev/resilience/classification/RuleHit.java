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
 * A rule that matched somewhere in a chain of causes. The most telling hit has the say;
 * of equals the deepest, as it is nearest to what has happened.
 *
 * @param meaning what the rule says
 * @param rank how telling it is, the lower the more
 */
record RuleHit(Classification meaning, int rank) {

	static final int SELF = 0;

	private static final int CODE = 1;

	// A connection breaks because of what was said before
	private static final int CODE_OF_BROKEN_CONNECTION = 2;

	private static final int TYPE = 3;

	private static final int CODE_CLASS = 4;

	// Chosen by somebody who knew the code, which therefore says more
	private static final int TRANSLATED = 5;

	private static final int SUPERTYPE = 6;

	private static final int WRAPPER = 7;

	static RuleHit of(Classification meaning, FailureRule.Reach reach) {
		int rank = switch (meaning.evidence().kind()) {
			case CODE -> (meaning.category() == FailureCategory.NETWORK) ? CODE_OF_BROKEN_CONNECTION : CODE;
			case CODE_CLASS -> CODE_CLASS;
			case TYPE -> isTranslated(reach) ? TRANSLATED : TYPE;
			case SUPERTYPE -> SUPERTYPE;
			case USER, SELF -> SELF;
			case WRAPPER, KEYWORD, NONE -> WRAPPER;
		};
		return new RuleHit(meaning, rank);
	}

	/**
	 * Returns the more telling hit of two.
	 * @param one a hit, or {@code null}
	 * @param other another hit, or {@code null}
	 * @return the one that has the say
	 */
	static @Nullable RuleHit better(@Nullable RuleHit one, @Nullable RuleHit other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		if (one.rank != other.rank) {
			return (one.rank < other.rank) ? one : other;
		}
		// What a failure says of itself includes its causes
		boolean deeper = one.meaning.evidence().depth() > other.meaning.evidence().depth();
		return (deeper == (one.rank != SELF)) ? one : other;
	}

	/**
	 * Returns whether it says more than that something was wrapped.
	 * @return whether it knows what has happened
	 */
	boolean isTelling() {
		return this.rank < WRAPPER;
	}

	private static boolean isTranslated(FailureRule.Reach reach) {
		return reach == FailureRule.Reach.TRANSLATED || reach == FailureRule.Reach.NEVER_RAN;
	}

}
