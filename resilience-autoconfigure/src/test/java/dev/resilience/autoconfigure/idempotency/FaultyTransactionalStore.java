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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.TransactionalIdempotencyStore;

/**
 * A store whose operations fail at will and that shares the transactions of the work.
 */
final class FaultyTransactionalStore extends FaultyStore implements TransactionalIdempotencyStore {

	private final TransactionalIdempotencyStore store;

	FaultyTransactionalStore(TransactionalIdempotencyStore store) {
		super(store);
		this.store = store;
	}

	@Override
	public Claim prepare(ClaimRequest request) {
		return attempt(Operation.CLAIM, () -> this.store.prepare(request));
	}

	@Override
	public Claim attempt(ClaimRequest request, Duration ttl, Effect effect) throws Throwable {
		return this.store.attempt(request, ttl, effect);
	}

	@Override
	public boolean keepFailure(ClaimRequest request, Ending ending, Duration ttl) {
		return attempt(Operation.COMPLETE, () -> this.store.keepFailure(request, ending, ttl));
	}

}
