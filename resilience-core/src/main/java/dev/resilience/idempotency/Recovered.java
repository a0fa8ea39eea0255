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

package dev.resilience.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What became of a call that disappeared.
 */
public sealed interface Recovered {

	/**
	 * Returns that the effect has happened.
	 * @param result the result of the call, kept and replayed from now on
	 * @return the finding
	 */
	static Recovered completed(@Nullable Object result) {
		return new Completed(result);
	}

	/**
	 * Returns that the effect has certainly not happened, so the call runs.
	 * @return the finding
	 */
	static Recovered notStarted() {
		return new NotStarted();
	}

	/**
	 * Returns that it is still unknown whether the effect has happened, so the call is
	 * refused and the record stays abandoned.
	 * @return the finding
	 */
	static Recovered unknown() {
		return new Unknown();
	}

	/**
	 * The effect has happened.
	 *
	 * @param result the result of the call
	 */
	record Completed(@Nullable Object result) implements Recovered {

	}

	/**
	 * The effect has certainly not happened.
	 */
	record NotStarted() implements Recovered {

	}

	/**
	 * It is still unknown whether the effect has happened.
	 */
	record Unknown() implements Recovered {

	}

}
