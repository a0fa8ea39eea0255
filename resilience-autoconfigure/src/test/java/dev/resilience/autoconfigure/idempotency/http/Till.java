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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.resilience.idempotency.IdempotencyContext;

/**
 * What handlers do, and how often: their effect. It can be held up on its way.
 */
final class Till {

	private final AtomicInteger effects = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final List<String> childKeys = new CopyOnWriteArrayList<>();

	private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

	int effects() {
		return this.effects.get();
	}

	int begun() {
		return this.begun.get();
	}

	List<String> childKeys() {
		return this.childKeys;
	}

	void reset() {
		this.gate = CompletableFuture.completedFuture(null);
		this.effects.set(0);
		this.begun.set(0);
		this.childKeys.clear();
	}

	void close() {
		this.gate = new CompletableFuture<>();
	}

	void open() {
		this.gate.complete(null);
	}

	/**
	 * Begins an effect.
	 * @return completed with the number of the effect once the till is open
	 */
	CompletableFuture<Integer> charge() {
		this.begun.incrementAndGet();
		IdempotencyContext.current().ifPresent((context) -> this.childKeys.add(context.childKey("charge")));
		return this.gate.thenApply((open) -> this.effects.incrementAndGet());
	}

}
