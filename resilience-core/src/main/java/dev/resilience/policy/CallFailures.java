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

/**
 * Is told of every call that ended with a failure, before its caller is. Safe for use by
 * many threads.
 */
@FunctionalInterface
public interface CallFailures {

	/** Nobody wants to know. */
	CallFailures NONE = (instance, failure, kind, attempts, nanos) -> {
	};

	/**
	 * Called on the thread on which the call ended. What it throws is dropped.
	 * @param instance the name of the instance that was called
	 * @param failure what the caller gets
	 * @param kind how the call ended; never {@link OutcomeKind#SUCCESS}
	 * @param attempts the number of attempts, the first included; 1 where nobody counted
	 * @param nanos the time of the call in nanoseconds, or -1 where it was not measured
	 */
	void failed(String instance, Throwable failure, OutcomeKind kind, int attempts, long nanos);

}
