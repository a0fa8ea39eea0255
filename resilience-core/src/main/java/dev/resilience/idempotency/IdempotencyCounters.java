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

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import dev.resilience.policy.PolicyMode;

/**
 * What the idempotent calls of one instance count; see {@link IdempotencySnapshot} for
 * what each number means. Shared by all methods of the instance. Counts only rise, except
 * that of the calls that run. Also knows which stores they use. Safe for use by many
 * threads.
 */
public final class IdempotencyCounters {

	private final LongAdder executed = new LongAdder();

	private final LongAdder replayed = new LongAdder();

	private final LongAdder waited = new LongAdder();

	private final LongAdder conflict = new LongAdder();

	private final AtomicLong mismatch = new AtomicLong();

	private final AtomicLong storeErrors = new AtomicLong();

	private final AtomicLong invalidKeys = new AtomicLong();

	private final AtomicLong takeovers = new AtomicLong();

	private final AtomicLong lostLeases = new AtomicLong();

	private final AtomicLong staleCompletions = new AtomicLong();

	private final AtomicLong failedCompletions = new AtomicLong();

	private final AtomicLong bypassed = new AtomicLong();

	private final AtomicLong unavailable = new AtomicLong();

	private final AtomicLong recovered = new AtomicLong();

	private final AtomicLong outlived = new AtomicLong();

	private final AtomicLong lateCompletions = new AtomicLong();

	private final LongAdder inFlight = new LongAdder();

	private final AtomicReference<List<StoreUse>> uses = new AtomicReference<>(List.of());

	/**
	 * Creates counters at zero.
	 */
	public IdempotencyCounters() {
	}

	void countExecuted() {
		this.executed.increment();
	}

	void countReplayed(boolean afterWait) {
		(afterWait ? this.waited : this.replayed).increment();
	}

	void countConflict() {
		this.conflict.increment();
	}

	void countMismatch() {
		this.mismatch.incrementAndGet();
	}

	void countStoreError() {
		this.storeErrors.incrementAndGet();
	}

	void countInvalidKey() {
		this.invalidKeys.incrementAndGet();
	}

	void countTakeover() {
		this.takeovers.incrementAndGet();
	}

	void countLostLease() {
		this.lostLeases.incrementAndGet();
	}

	void countStaleCompletion() {
		this.staleCompletions.incrementAndGet();
	}

	void countFailedCompletion() {
		this.failedCompletions.incrementAndGet();
	}

	void countBypassed() {
		this.bypassed.incrementAndGet();
	}

	void countUnavailable() {
		this.unavailable.incrementAndGet();
	}

	void countRecovered() {
		this.recovered.incrementAndGet();
	}

	void countOutlived() {
		this.outlived.incrementAndGet();
	}

	void countLateCompletion() {
		this.lateCompletions.incrementAndGet();
	}

	void countBegun() {
		this.inFlight.increment();
	}

	void countSettled() {
		this.inFlight.decrement();
	}

	/**
	 * Notes that operations use a store. What was noted of the same store and guarantee
	 * before holds no longer.
	 * @param use how they use it
	 */
	public void uses(StoreUse use) {
		this.uses.updateAndGet(
				(noted) -> Stream.concat(noted.stream().filter((other) -> !use.replaces(other)), Stream.of(use))
					.toList());
	}

	/**
	 * Returns how operations of the instance use stores.
	 * @return one element for each store and guarantee
	 */
	public List<StoreUse> uses() {
		return this.uses.get();
	}

	/**
	 * Returns what has been counted.
	 * @param instance the name of the instance
	 * @param mode how far idempotency takes effect
	 * @return the counts
	 */
	public IdempotencySnapshot snapshot(String instance, PolicyMode mode) {
		return new IdempotencySnapshot(instance, mode, this.executed.sum(), this.replayed.sum(), this.waited.sum(),
				this.conflict.sum(), this.mismatch.get(), this.storeErrors.get(), this.invalidKeys.get(),
				this.takeovers.get(), this.lostLeases.get(), this.staleCompletions.get(), this.failedCompletions.get(),
				this.bypassed.get(), this.unavailable.get(), this.recovered.get(), this.outlived.get(),
				this.lateCompletions.get(), this.inFlight.sum());
	}

}
