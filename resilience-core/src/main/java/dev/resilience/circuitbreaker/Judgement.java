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

import dev.resilience.policy.ConfigCheck;

/**
 * What an outcome means to a circuit breaker.
 *
 * @param meaning what it says about the target
 * @param openNanos how long the circuit is to be open, in nanoseconds; 0 for as long as
 * the settings say
 */
record Judgement(Meaning meaning, long openNanos) {

	static final Judgement SUCCESS = new Judgement(Meaning.SUCCESS, 0);

	static final Judgement FAILURE = new Judgement(Meaning.FAILURE, 0);

	static final Judgement OPENING = new Judgement(Meaning.OPENING, 0);

	static final Judgement IGNORED = new Judgement(Meaning.IGNORED, 0);

	/**
	 * Returns the judgement of an outcome that opens the circuit.
	 * @param duration for how long; for as long as the settings say if not above zero
	 * @return the judgement
	 */
	static Judgement opening(Duration duration) {
		return (duration.isZero() || duration.isNegative()) ? OPENING
				: new Judgement(Meaning.OPENING, ConfigCheck.nanos(duration));
	}

	boolean isSuccess() {
		return this.meaning == Meaning.SUCCESS;
	}

	boolean isIgnored() {
		return this.meaning == Meaning.IGNORED;
	}

	boolean isOpening() {
		return this.meaning == Meaning.OPENING;
	}

	/**
	 * What an outcome says about the target.
	 */
	enum Meaning {

		/** It is well. */
		SUCCESS,

		/** It is not well. */
		FAILURE,

		/** It is not well, and the circuit opens whatever the rules say. */
		OPENING,

		/** Nothing. */
		IGNORED

	}

}
