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

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A store whose operations can be made to fail.
 */
final class FlakyStore implements IdempotencyStore {

	private final IdempotencyStore delegate;

	private final Set<Operation> failing = EnumSet.noneOf(Operation.class);

	private boolean blocking;

	private boolean unreachable;

	private Predicate<Ending> refused = (ending) -> false;

	private boolean bytes;

	FlakyStore(IdempotencyStore delegate) {
		this.delegate = delegate;
	}

	void fail(Operation operation) {
		this.failing.add(operation);
	}

	void heal() {
		this.failing.clear();
		this.unreachable = false;
	}

	void disconnect() {
		this.unreachable = true;
	}

	void refuse(Predicate<Ending> endings) {
		this.refused = endings;
	}

	void keepBytes() {
		this.bytes = true;
	}

	void block() {
		this.blocking = true;
	}

	private void touch(Operation operation) {
		if (this.unreachable) {
			throw new StoreUnreachableException("store is unreachable", null);
		}
		if (this.failing.contains(operation)) {
			throw new IllegalStateException("store is down");
		}
	}

	@Override
	public Claim claim(ClaimRequest request) {
		touch(Operation.CLAIM);
		return this.delegate.claim(request);
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		touch(Operation.RENEW);
		return this.delegate.renew(key, token, lease);
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		touch(Operation.COMPLETE);
		if (this.refused.test(ending)) {
			throw new IllegalStateException("store does not take this");
		}
		return this.delegate.complete(key, token, ending, ttl);
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		touch(Operation.RELEASE);
		return this.delegate.release(key, token);
	}

	@Override
	public boolean remove(IdempotencyKey key) {
		return this.delegate.remove(key);
	}

	@Override
	public @Nullable RecordView find(IdempotencyKey key) {
		return this.delegate.find(key);
	}

	@Override
	public List<RecordView> claims(int limit) {
		return this.delegate.claims(limit);
	}

	@Override
	public boolean keepsObjects() {
		return !this.bytes;
	}

	@Override
	public @Nullable Watch watch(IdempotencyKey key, Runnable signal) {
		return this.failing.contains(Operation.WATCH) ? null : this.delegate.watch(key, signal);
	}

	@Override
	public boolean blocking() {
		return this.blocking;
	}

	/** What can fail; a failing watch says that too many wait. */
	enum Operation {

		CLAIM, RENEW, COMPLETE, RELEASE, WATCH

	}

}
