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
import java.util.EnumSet;

import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.RecordView;
import dev.resilience.time.TimeSource;

/**
 * The memory of one process.
 */
final class TestedMemory extends TestedStore {

	private OffsetTime clock = new OffsetTime();

	private InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(this.clock, MAX_ENTRIES);

	TestedMemory() {
		super("memory", EnumSet.of(Ability.BOUNDED));
	}

	@Override
	void reset() {
		this.clock = new OffsetTime();
		this.store = new InMemoryIdempotencyStore(this.clock, MAX_ENTRIES);
	}

	@Override
	IdempotencyStore node(TimeSource time) {
		return this.store;
	}

	@Override
	void elapse(Duration duration) {
		this.clock.elapse(duration);
	}

	@Override
	void loseEverything() {
		for (RecordView claim : this.store.claims(Integer.MAX_VALUE)) {
			this.store.remove(claim.key());
		}
	}

}
