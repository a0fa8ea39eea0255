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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUnreachableException;

/**
 * A store whose operations fail at will, and that counts who waits.
 */
class FaultyStore implements IdempotencyStore {

	private final IdempotencyStore store;

	private final Map<Operation, Fault> faults = new ConcurrentHashMap<>();

	private final AtomicInteger watching = new AtomicInteger();

	FaultyStore(IdempotencyStore store) {
		this.store = store;
	}

	void fail(Operation operation, Fault fault) {
		this.faults.put(operation, fault);
	}

	void heal() {
		this.faults.clear();
	}

	int watching() {
		return this.watching.get();
	}

	final <T> T attempt(Operation operation, Supplier<T> attempt) {
		Fault fault = this.faults.get(operation);
		if (fault == Fault.UNREACHABLE) {
			throw new StoreUnreachableException("cut", new IllegalStateException("no connection"));
		}
		T answer = attempt.get();
		if (fault == Fault.REPLY_LOST) {
			throw new IllegalStateException("timed out");
		}
		return answer;
	}

	@Override
	public Claim claim(ClaimRequest request) {
		return attempt(Operation.CLAIM, () -> this.store.claim(request));
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		return attempt(Operation.RENEW, () -> this.store.renew(key, token, lease));
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		return attempt(Operation.COMPLETE, () -> this.store.complete(key, token, ending, ttl));
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		return attempt(Operation.RELEASE, () -> this.store.release(key, token));
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
		if (watch != null) {
			this.watching.incrementAndGet();
		}
		return watch;
	}

	@Override
	public boolean blocking() {
		return this.store.blocking();
	}

	@Override
	public boolean keepsObjects() {
		return this.store.keepsObjects();
	}

	/** What can fail. */
	enum Operation {

		CLAIM, RENEW, COMPLETE, RELEASE

	}

	/** How it can fail. */
	enum Fault {

		/** Nothing has happened. */
		UNREACHABLE,

		/** It has happened, and nobody knows. */
		REPLY_LOST

	}

}
