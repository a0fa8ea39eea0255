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
 * A call on its way to the store.
 *
 * @param claim what it asks for
 * @param key the key as the caller gave it
 * @param codec what records keep of its result
 * @param attachment what the caller of the pipeline attached
 */
record Asked(ClaimRequest claim, String key, ResultCodec codec, @Nullable Object attachment) {

	IdempotencyKey hashed() {
		return this.claim.key();
	}

	/**
	 * Names the operation only: keys do not belong into logs.
	 */
	@Override
	public String toString() {
		return "Asked[operation=" + this.claim.operation() + "]";
	}

}
