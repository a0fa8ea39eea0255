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

import org.jspecify.annotations.Nullable;

/**
 * The protected work of an asynchronous call: user code that ends later than it returns.
 * It may be begun more than once.
 */
public interface AsyncWork {

	/**
	 * Begins the work once. It registers with the call how it is cancelled, and tells the
	 * completion how it ended.
	 * @param call the call, or the part of it that an attempt is
	 * @param completion told how the work ended; what comes after the first time is
	 * dropped
	 * @throws Throwable if the work could not begin, which counts like a failed end
	 */
	void begin(AsyncCall call, Completion completion) throws Throwable;

	/**
	 * Lets the answer of a stand-in end the call: the answer itself unless it comes later
	 * too.
	 * @param answer what a fallback has returned
	 * @param call the call
	 * @param completion told how the answer ended
	 * @throws Throwable if the answer cannot be followed
	 */
	default void follow(@Nullable Object answer, AsyncCall call, Completion completion) throws Throwable {
		completion.succeeded(answer);
	}

}
