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
 * What a call does with the claim of another one that disappeared before it reported an
 * outcome.
 */
public enum OnTakeover {

	/** The call takes the claim over and runs, so that the effect may happen twice. */
	RERUN,

	/** The call is refused, as nobody knows whether the effect has happened. */
	REJECT,

	/** An {@link OutcomeRecovery} finds out whether the effect has happened. */
	RECOVER

}
