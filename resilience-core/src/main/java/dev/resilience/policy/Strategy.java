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

package dev.resilience.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A policy that owns the control flow of a call: it may repeat it, bound it or answer in
 * its place. Implementations are safe for use by many threads.
 */
public non-sealed interface Strategy extends Policy {

	/**
	 * Runs a call on the current thread.
	 * @param work the work at the end of the pipeline
	 * @param call the call
	 * @param now the time at which the call or attempt begins, if {@link #needsTime()}
	 * @param next the rest of the pipeline
	 * @return the result
	 * @throws Throwable the failure of the call
	 */
	@Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable;

	/**
	 * Runs a call that ends later. Must neither throw nor block.
	 * @param work the work at the end of the pipeline
	 * @param call the call
	 * @param now the time at which the call or attempt begins, if {@link #needsTime()}
	 * @param next the rest of the pipeline
	 * @param completion told how the call ended
	 */
	void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion);

	/**
	 * Returns the limit that this policy sets to each attempt unless the
	 * {@linkplain Call#terms() terms} of the call say otherwise.
	 * @return the limit, or {@code null} for none
	 */
	default @Nullable Duration attemptLimit() {
		return null;
	}

	/**
	 * The rest of a pipeline behind one policy.
	 */
	interface Next {

		/**
		 * Runs the rest of the pipeline once.
		 * @param work the work at the end of the pipeline
		 * @param call the call
		 * @param now the time at which this attempt begins, if {@link #needsTime()}
		 * @return the result
		 * @throws Throwable the failure of the call
		 */
		@Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable;

		/**
		 * Runs the rest of the pipeline once for a call that ends later. Neither throws
		 * nor blocks.
		 * @param work the work at the end of the pipeline
		 * @param call the call
		 * @param now the time at which this attempt begins, if {@link #needsTime()}
		 * @param completion told how the attempt ended
		 */
		void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion);

		/**
		 * Returns whether anything behind needs the time at which an attempt begins.
		 * @return whether the time must be read before each attempt
		 */
		boolean needsTime();

		/**
		 * Returns the first limit that a policy behind sets to each attempt.
		 * @return the limit, or {@code null} for none
		 */
		default @Nullable Duration attemptLimit() {
			return null;
		}

	}

}
