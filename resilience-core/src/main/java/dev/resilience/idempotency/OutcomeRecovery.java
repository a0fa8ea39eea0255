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

/**
 * Finds out what became of a call whose process disappeared, such as by asking the target
 * for the effect under the derived key. Asked by the call that took over, which holds the
 * claim meanwhile. User code; must be safe for use by many threads.
 */
@FunctionalInterface
public interface OutcomeRecovery {

	/**
	 * Finds out whether the effect has happened.
	 * @param call the call that took over
	 * @return what has been found out
	 * @throws Exception if it cannot be found out; counts like
	 * {@link Recovered#unknown()}
	 */
	Recovered recover(AbandonedCall call) throws Exception;

}
