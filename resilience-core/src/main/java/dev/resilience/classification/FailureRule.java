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

/**
 * One rule of the library: what a code, type or phrase means. The evidence of its meaning
 * is filled in where it matches.
 *
 * @param meaning what it means, with the id of the rule
 * @param reach how far it reaches
 */
record FailureRule(Classification meaning, Reach reach) {

	/** How sure a rule may be of a subtype that it does not name. */
	static final double SUPERTYPE_CONFIDENCE = 0.7;

	Classification matched(Evidence.Kind kind, String matched, int depth) {
		double confidence = (kind == Evidence.Kind.SUPERTYPE && this.reach == Reach.EXACT)
				? Math.min(SUPERTYPE_CONFIDENCE, this.meaning.confidence()) : this.meaning.confidence();
		return this.meaning.toBuilder().confidence(confidence).evidence(new Evidence(kind, matched, depth)).build();
	}

	/**
	 * How far a rule reaches.
	 */
	enum Reach {

		/** Codes. */
		CODE,

		/** A type; of its subtypes it is less sure. */
		EXACT,

		/** A type with all its subtypes. */
		FAMILY,

		/**
		 * A type with all its subtypes that stands at the end of its chain: nothing below
		 * it says more.
		 */
		LEAF,

		/**
		 * A type with all its subtypes that says more than the code that it carries.
		 */
		OVER_CODE,

		/**
		 * A type with all its subtypes that somebody has chosen by a code, so that even
		 * the class of the code says more.
		 */
		TRANSLATED,

		/** As {@link #TRANSLATED}, and certainly before anything has run. */
		NEVER_RAN,

		/** A type that only wraps what has happened. */
		WRAPPER,

		/** Phrases in messages. */
		TEXT

	}

}
