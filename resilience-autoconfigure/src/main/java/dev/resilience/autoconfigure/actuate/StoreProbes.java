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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;

/**
 * Asks stores for a record that nobody has, to find out whether they answer. A store that
 * is slow is asked once at a time, on a thread of its own, and nobody waits for it longer
 * than a moment. Safe for use by many threads.
 */
final class StoreProbes {

	private static final IdempotencyKey NOBODYS = IdempotencyKey.of("dev.resilience.health", "probe");

	private final Duration patience;

	private final ConcurrentMap<IdempotencyStore, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

	/**
	 * Creates probes.
	 * @param patience the longest wait for an answer
	 */
	StoreProbes(Duration patience) {
		this.patience = patience;
	}

	/**
	 * Returns what is wrong with a store.
	 * @param store the store
	 * @return the failure, or {@code null} if the store answers
	 */
	@Nullable Throwable failureOf(IdempotencyStore store) {
		if (!store.blocking()) {
			return null;
		}
		CompletableFuture<Void> probe = this.running.computeIfAbsent(store, this::begin);
		try {
			probe.get(this.patience.toNanos(), TimeUnit.NANOSECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (TimeoutException ex) {
			return new TimeoutException("No answer within " + this.patience.toMillis() + " ms");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ex;
		}
	}

	// Not on threads for other work: when those are all taken by calls that wait for the
	// store, health is asked for most
	private CompletableFuture<Void> begin(IdempotencyStore store) {
		CompletableFuture<Void> probe = new CompletableFuture<>();
		Thread thread = new Thread(() -> ask(store, probe), "resilience-store-health");
		thread.setDaemon(true);
		thread.start();
		return probe;
	}

	private void ask(IdempotencyStore store, CompletableFuture<Void> probe) {
		try {
			store.find(NOBODYS);
			probe.complete(null);
		}
		catch (Throwable ex) {
			probe.completeExceptionally(ex);
		}
		finally {
			this.running.remove(store, probe);
		}
	}

}
