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

package dev.resilience.classification;

/**
 * Whether a repeat of the failed call is worth it, and under which condition it does no
 * harm.
 */
public enum Retryable {

	/** The same call may be repeated. */
	YES,

	/**
	 * Only if a second effect does no harm: nobody knows whether the first call had one.
	 */
	IF_IDEMPOTENT,

	/** Only together with the whole transaction, which has been rolled back. */
	WHOLE_TX,

	/** Not before somebody has mended something: a setting, a credential, a quota. */
	AFTER_FIX,

	/** The same call fails again. */
	NO

}
