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
 * Where an asynchronous call or one of its attempts ends. It is told exactly once, on
 * whichever thread the end arises, and must not throw.
 */
public interface Completion {

	/**
	 * Says that the call has a result.
	 * @param result the result
	 */
	void succeeded(@Nullable Object result);

	/**
	 * Says that the call has failed, was refused or was cancelled.
	 * @param failure what a blocking call would have thrown
	 */
	void failed(Throwable failure);

	/**
	 * Says that there was no call after all, as its work has turned out to begin later:
	 * how it ends is not counted, and permits are given back as if it had never entered.
	 */
	default void withdrawn() {
		failed(AsyncCall.cancellation());
	}

	/**
	 * Returns a completion that drops what it is told after the first time.
	 * @param completion told the first end
	 * @return the guarded completion
	 */
	static Completion once(Completion completion) {
		return new FirstEnd(completion);
	}

}
