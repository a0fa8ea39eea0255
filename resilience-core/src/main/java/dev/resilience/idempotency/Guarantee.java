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
 * What is promised about the effect of an idempotent call.
 */
public enum Guarantee {

	/**
	 * One call per key runs at a time, as long as it renews its claim. When its process
	 * dies, nobody knows whether the effect has happened, and {@link OnTakeover} decides.
	 */
	LEASE,

	/**
	 * Claim, business data and result are in one database transaction: the effect on that
	 * database happens exactly once. Effects elsewhere, such as mails and calls of other
	 * services, may still happen again.
	 */
	TRANSACTIONAL

}
