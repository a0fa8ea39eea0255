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

package dev.resilience.benchmarks;

/**
 * The call that is protected: reads one field, so that what remains is the protection.
 * The field is no constant, lest the compiler fold what reads it.
 */
public final class Work {

	private final Failure failure = new Failure();

	@SuppressWarnings("FieldMayBeFinal")
	private Integer answer = 42;

	private boolean failing;

	/**
	 * Returns an answer, and nothing else.
	 * @return the answer
	 */
	public Integer answer() {
		return this.answer;
	}

	/**
	 * Fails, without the cost of making an exception.
	 * @return nothing
	 */
	public Integer fail() {
		throw this.failure;
	}

	/**
	 * Fails every other time, beginning with a failure. For one thread only.
	 * @return the answer, every other time
	 */
	public Integer failEveryOtherTime() {
		this.failing = !this.failing;
		if (this.failing) {
			throw this.failure;
		}
		return this.answer;
	}

	/**
	 * A failure without stack trace, made once.
	 */
	static final class Failure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Failure() {
			super("failed", null, false, false);
		}

	}

}
