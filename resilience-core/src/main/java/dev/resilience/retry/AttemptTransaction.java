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

package dev.resilience.retry;

/**
 * Knows whether attempts have a transaction of their own, so that a failed one has left
 * nothing behind in the database. Asked on the thread of the caller, after an attempt has
 * failed. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface AttemptTransaction {

	/** Attempts have no transaction of their own. */
	AttemptTransaction NONE = (failure) -> false;

	/**
	 * Returns whether the transaction of an attempt began and was rolled back within it.
	 * @param failure what the attempt threw
	 * @return whether a repeat begins where the attempt began; {@code false} if that is
	 * not certain, and if this throws
	 */
	boolean isRolledBack(Throwable failure);

}
