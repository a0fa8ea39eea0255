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
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Asks stores a question, to find out whether they answer. A store that is slow is asked
 * once at a time, on a thread of its own, and nobody waits for it longer than a moment.
 * Safe for use by many threads.
 *
 * @param <S> the type of the stores
 * @param <R> the type of their answers
 */
final class Probes<S, R> {

	private final Duration patience;

	private final Function<S, R> question;

	private final ConcurrentMap<S, CompletableFuture<R>> running = new ConcurrentHashMap<>();

	/**
	 * Creates probes.
	 * @param patience the longest wait for an answer
	 * @param question asks a store
	 */
	Probes(Duration patience, Function<S, R> question) {
		this.patience = patience;
		this.question = question;
	}

	/**
	 * Asks a store.
	 * @param store the store
	 * @return its answer, or what is wrong with it
	 */
	Answer<R> ask(S store) {
		CompletableFuture<R> probe = this.running.computeIfAbsent(store, this::begin);
		try {
			return new Answer<>(probe.get(this.patience.toNanos(), TimeUnit.NANOSECONDS), null);
		}
		catch (ExecutionException ex) {
			return new Answer<>(null, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			return new Answer<>(null, new TimeoutException("No answer within " + this.patience.toMillis() + " ms"));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Answer<>(null, ex);
		}
	}

	// Not on threads for other work: when those are all taken by calls that wait for the
	// store, health is asked for most
	private CompletableFuture<R> begin(S store) {
		CompletableFuture<R> probe = new CompletableFuture<>();
		Thread thread = new Thread(() -> ask(store, probe), "resilience-store-health");
		thread.setDaemon(true);
		thread.start();
		return probe;
	}

	private void ask(S store, CompletableFuture<R> probe) {
		try {
			probe.complete(this.question.apply(store));
		}
		catch (Throwable ex) {
			probe.completeExceptionally(ex);
		}
		finally {
			this.running.remove(store, probe);
		}
	}

	/**
	 * What has become of a question.
	 *
	 * @param <R> the type of the answer
	 * @param value the answer
	 * @param failure what is wrong, {@code null} if the store has answered
	 */
	record Answer<R>(@Nullable R value, @Nullable Throwable failure) {

	}

}
