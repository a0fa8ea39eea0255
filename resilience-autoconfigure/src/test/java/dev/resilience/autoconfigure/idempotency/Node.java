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

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.idempotency.TransactionalIdempotencyStore;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.time.TimeSource;

/**
 * One process with its own store object, clock and counters.
 */
final class Node {

	/** The instance, and the operation of its calls. */
	static final String INSTANCE = "payments";

	private final FaultyStore store;

	private final IdempotencyCounters counters = new IdempotencyCounters();

	private final PolicyContext context;

	private final ResultCodecs codecs;

	Node(TestedStore tested, TimeSource time, Executor offload) {
		IdempotencyStore own = tested.node(time);
		this.store = (own instanceof TransactionalIdempotencyStore transactional)
				? new FaultyTransactionalStore(transactional) : new FaultyStore(own);
		this.context = PolicyContext.standalone(time).withOffload(offload);
		this.codecs = tested.codecs();
	}

	FaultyStore store() {
		return this.store;
	}

	Idempotency calls(UnaryOperator<IdempotencyConfig.Builder> settings) {
		return Idempotency.of(policy(settings), this.codecs);
	}

	IdempotencyPolicy policy(UnaryOperator<IdempotencyConfig.Builder> settings) {
		IdempotencyConfig config = settings
			.apply(IdempotencyConfig.builder().lease(IdempotencyCases.LEASE).ttl(IdempotencyCases.TTL))
			.build();
		return IdempotencyPolicy.of(INSTANCE, config, IdempotentOperation.of(this.store, IdempotencyKeys.none()),
				this.counters, this.context);
	}

	@Nullable RecordView recordOf(String key) {
		return this.store.find(IdempotencyKey.of(INSTANCE, key));
	}

	IdempotencySnapshot counted() {
		return this.counters.snapshot(INSTANCE, PolicyMode.ENFORCE);
	}

}
