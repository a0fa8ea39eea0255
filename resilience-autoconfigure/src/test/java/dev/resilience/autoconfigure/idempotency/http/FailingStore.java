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

package dev.resilience.autoconfigure.idempotency.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUnreachableException;
import dev.resilience.time.SystemTime;

/**
 * A store that keeps bytes, may block, and can be out of reach.
 */
final class FailingStore implements IdempotencyStore {

	private final IdempotencyStore store = new InMemoryIdempotencyStore(SystemTime.shared());

	private volatile boolean down;

	private volatile boolean tampered;

	private volatile CompletableFuture<Void> completing = CompletableFuture.completedFuture(null);

	private volatile boolean waits;

	void down(boolean down) {
		this.down = down;
	}

	void tampered(boolean tampered) {
		this.tampered = tampered;
	}

	/** Lets completions wait. */
	void hold() {
		this.completing = new CompletableFuture<>();
	}

	void goOn() {
		this.completing.complete(null);
		this.waits = false;
	}

	boolean isWaiting() {
		return this.waits;
	}

	private void reach() {
		if (this.down) {
			throw new StoreUnreachableException("down", null);
		}
	}

	@Override
	public Claim claim(ClaimRequest request) {
		reach();
		Claim claim = this.store.claim(request);
		return (this.tampered && claim instanceof Claim.Completed)
				? new Claim.Completed(Ending.result(StoredExchangeCodec.ID, new byte[] { 0, 1 })) : claim;
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		reach();
		return this.store.renew(key, token, lease);
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		reach();
		this.waits = true;
		this.completing.join();
		return this.store.complete(key, token, ending, ttl);
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		reach();
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
