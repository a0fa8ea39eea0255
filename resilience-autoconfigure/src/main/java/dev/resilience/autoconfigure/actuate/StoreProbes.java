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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;

/**
 * Asks idempotency stores for a record that nobody has, to find out whether they answer.
 * Safe for use by many threads.
 */
final class StoreProbes {

	private static final IdempotencyKey NOBODYS = IdempotencyKey.of("dev.resilience.health", "probe");

	private final Probes<IdempotencyStore, Boolean> probes;

	/**
	 * Creates probes.
	 * @param patience the longest wait for an answer
	 */
	StoreProbes(Duration patience) {
		this.probes = new Probes<>(patience, (store) -> store.find(NOBODYS) == null);
	}

	/**
	 * Returns what is wrong with a store.
	 * @param store the store
	 * @return the failure, or {@code null} if the store answers
	 */
	@Nullable Throwable failureOf(IdempotencyStore store) {
		return store.blocking() ? this.probes.ask(store).failure() : null;
	}

}
