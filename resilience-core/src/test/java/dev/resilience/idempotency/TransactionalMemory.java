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
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.resilience.time.TimeSource;

/**
 * Behaves as a database does whose transactions hold nothing but the record.
 */
final class TransactionalMemory implements TransactionalIdempotencyStore {

	private static final Duration AGAIN = Duration.ofMillis(250);

	private final InMemoryIdempotencyStore records;

	private final Set<IdempotencyKey> locked = ConcurrentHashMap.newKeySet();

	/** Runs in place of an attempt that somebody else was faster than. */
	private final Deque<Runnable> lockOuts = new ArrayDeque<>();

	/** Fails the commit, before or after it has taken effect. */
	private @Nullable RuntimeException commitFailure;

	private boolean commits;

	TransactionalMemory(TimeSource time) {
		this.records = new InMemoryIdempotencyStore(time);
	}

	void failCommit(RuntimeException failure, boolean committed) {
		this.commitFailure = failure;
		this.commits = committed;
	}

	void lockOut(int attempts, Runnable meanwhile) {
		this.lockOuts.addAll(Collections.nCopies(attempts, meanwhile));
	}

	void lock(IdempotencyKey key) {
		this.locked.add(key);
	}

	void unlock(IdempotencyKey key) {
		this.locked.remove(key);
		this.records.remove(key);
	}

	@Override
	public Claim prepare(ClaimRequest request) {
		if (this.locked.contains(request.key())) {
			return new Claim.InFlight("another transaction", AGAIN);
		}
		Claim claim = this.records.claim(request);
		if (claim instanceof Claim.Claimed claimed) {
			this.records.release(request.key(), claimed.token());
		}
		return claim;
	}

	@Override
	public Claim attempt(ClaimRequest request, Duration ttl, Effect effect) throws Throwable {
		Runnable lockOut = this.lockOuts.poll();
		if (lockOut != null) {
			lockOut.run();
			return new Claim.InFlight("another transaction", AGAIN);
		}
		if (!this.locked.add(request.key())) {
			return new Claim.InFlight("another transaction", AGAIN);
		}
		try {
			Claim claim = this.records.claim(request);
			if (!(claim instanceof Claim.Claimed claimed)) {
				return claim;
			}
			Ending ending;
			try {
				ending = effect.perform(claimed.token());
			}
			catch (Throwable failure) {
				this.records.release(request.key(), claimed.token());
				throw failure;
			}
			commit(request.key(), claimed.token(), ending, ttl);
			return claim;
		}
		finally {
			this.locked.remove(request.key());
		}
	}

	private void commit(IdempotencyKey key, long token, @Nullable Ending ending, Duration ttl) {
		RuntimeException failure = this.commitFailure;
		this.commitFailure = null;
		if (ending != null && (failure == null || this.commits)) {
			this.records.complete(key, token, ending, ttl);
		}
		else {
			this.records.release(key, token);
		}
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public boolean keepFailure(ClaimRequest request, Ending ending, Duration ttl) {
		return this.records.claim(request) instanceof Claim.Claimed claimed
				&& this.records.complete(request.key(), claimed.token(), ending, ttl);
	}

	@Override
	public Claim claim(ClaimRequest request) {
		return this.records.claim(request);
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		return this.records.renew(key, token, lease);
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		return this.records.complete(key, token, ending, ttl);
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		return this.records.release(key, token);
	}

	@Override
	public @Nullable RecordView find(IdempotencyKey key) {
		return this.records.find(key);
	}

	@Override
	public List<RecordView> claims(int limit) {
		return this.records.claims(limit);
	}

	@Override
	public boolean remove(IdempotencyKey key) {
		return this.records.remove(key);
	}

	@Override
	public @Nullable Watch watch(IdempotencyKey key, Runnable signal) {
		return this.records.watch(key, signal);
	}

	@Override
	public boolean keepsObjects() {
		return true;
	}

}
