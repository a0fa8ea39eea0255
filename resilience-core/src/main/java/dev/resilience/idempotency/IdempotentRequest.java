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
 * What makes a call recognisable when it is repeated.
 *
 * @param operation the name of the operation, which scopes the key; must not change
 * between releases
 * @param principal on whose behalf the call is made, which scopes the key too;
 * {@code null} if it does not matter
 * @param key the key of the call; {@code null} or blank is refused
 * @param fingerprint what must be equal in every call under the key, such as the payload;
 * {@code null} if nothing must
 */
public record IdempotentRequest(String operation, @Nullable String principal, @Nullable String key,
		@Nullable String fingerprint) {

	/**
	 * Creates a request that is the same on everybody's behalf.
	 * @param operation the name of the operation, which scopes the key
	 * @param key the key of the call; {@code null} or blank is refused
	 * @param fingerprint what must be equal in every call under the key; {@code null} if
	 * nothing must
	 */
	public IdempotentRequest(String operation, @Nullable String key, @Nullable String fingerprint) {
		this(operation, null, key, fingerprint);
	}

	/**
	 * Names the operation only: keys and payloads do not belong into logs.
	 */
	@Override
	public String toString() {
		return "IdempotentRequest[operation=" + this.operation + "]";
	}

}
