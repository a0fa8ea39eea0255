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
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.RecordView;
import dev.resilience.time.SystemTime;

/**
 * A store that keeps bytes, as those outside of the process do.
 */
public final class ByteStore implements IdempotencyStore {

	private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(SystemTime.shared());

	@Override
	public Claim claim(ClaimRequest request) {
		return this.store.claim(request);
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		return this.store.renew(key, token, lease);
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		return this.store.complete(key, token, ending, ttl);
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		return this.store.release(key, token);
	}

	@Override
	public @Nullable RecordView find(IdempotencyKey key) {
		return this.store.find(key);
	}

	@Override
	public List<RecordView> claims(int limit) {
		return this.store.claims(limit);
	}

	@Override
	public boolean remove(IdempotencyKey key) {
		return this.store.remove(key);
	}

	@Override
	public @Nullable Watch watch(IdempotencyKey key, Runnable signal) {
		return this.store.watch(key, signal);
	}

}
