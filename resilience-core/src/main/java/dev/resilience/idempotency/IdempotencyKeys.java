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

import dev.resilience.policy.Call;

/**
 * Derives from a call what makes it recognisable when it is repeated. Evaluated once per
 * call, whatever is tried afterwards. User code; must be safe for use by many threads.
 */
@FunctionalInterface
public interface IdempotencyKeys {

	/**
	 * Returns operation, key and fingerprint of a call.
	 * @param call the call
	 * @return what makes the call recognisable
	 * @throws Exception if they cannot be told; the call is then refused
	 */
	IdempotentRequest requestOf(Call call) throws Exception;

	/**
	 * Returns keys for an {@link Idempotency} that is only used by
	 * {@link Idempotency#execute(String, String, dev.resilience.policy.ThrowingSupplier)}:
	 * calls that come through a pipeline have no key and are refused.
	 * @return keys that know no call
	 */
	static IdempotencyKeys none() {
		return (call) -> new IdempotentRequest("", null, null);
	}

}
