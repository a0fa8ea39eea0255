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

package dev.resilience.autoconfigure.soak;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

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
 * A store that knows which claims and watches are open.
 */
final class SoakStore implements IdempotencyStore {

	private final IdempotencyStore store = new InMemoryIdempotencyStore(SystemTime.shared());

	private final boolean blocking;

	private final Set<Long> claims = ConcurrentHashMap.newKeySet();

	private final AtomicInteger watches = new AtomicInteger();

	SoakStore(boolean blocking) {
		this.blocking = blocking;
	}

	int openClaims() {
		return this.claims.size();
	}

	int openWatches() {
		return this.watches.get();
	}

	@Override
	public Claim claim(ClaimRequest request) {
		Claim claim = this.store.claim(request);
		if (claim instanceof Claim.Claimed claimed) {
			this.claims.add(claimed.token());
		}
		return claim;
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		return this.store.renew(key, token, lease);
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		this.claims.remove(token);
		return this.store.complete(key, token, ending, ttl);
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		this.claims.remove(token);
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
		Watch watch = this.store.watch(key, signal);
		if (watch == null) {
			return null;
		}
		this.watches.incrementAndGet();
		AtomicBoolean open = new AtomicBoolean(true);
		return () -> {
			if (open.getAndSet(false)) {
				this.watches.decrementAndGet();
			}
			watch.close();
		};
	}

	@Override
	public boolean blocking() {
		return this.blocking;
	}

	@Override
	public boolean keepsObjects() {
		return true;
	}

}
