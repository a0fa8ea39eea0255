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
 * What an idempotent operation is made of, beside its settings.
 *
 * @param store where records are kept
 * @param hashing makes the hashes under which they are kept
 * @param keys tells the key of a call
 * @param codec what records keep of results
 * @param recovery finds out what became of abandoned calls, or {@code null} if nobody can
 */
public record IdempotentOperation(IdempotencyStore store, KeyHashing hashing, IdempotencyKeys keys, ResultCodec codec,
		@Nullable OutcomeRecovery recovery) {

	/**
	 * Creates an operation without namespace, pepper and recovery, whose results are kept
	 * as they are.
	 * @param store where records are kept
	 * @param keys tells the key of a call
	 * @return the operation
	 */
	public static IdempotentOperation of(IdempotencyStore store, IdempotencyKeys keys) {
		return new IdempotentOperation(store, KeyHashing.plain(), keys, ResultCodec.sameObjects(), null);
	}

	/**
	 * Returns this operation with another codec.
	 * @param codec what records keep of results
	 * @return the changed operation
	 */
	public IdempotentOperation withCodec(ResultCodec codec) {
		return new IdempotentOperation(this.store, this.hashing, this.keys, codec, this.recovery);
	}

}
