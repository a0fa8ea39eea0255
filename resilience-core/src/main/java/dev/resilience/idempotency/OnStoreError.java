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
 * What a call does when the store cannot be reached at its claim.
 */
public enum OnStoreError {

	/** The call is refused. */
	FAIL,

	/**
	 * The call runs without protection, unless the claim may have arrived: then it is
	 * refused all the same.
	 */
	BYPASS

}
