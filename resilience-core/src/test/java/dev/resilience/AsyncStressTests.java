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

package dev.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.pipeline.CallOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Races asynchronous calls with failures, limits, queues and cancellation: whatever
 * happens, nothing is left behind and every call is counted once.
 */
class AsyncStressTests {

	private static final int CALLERS = 4;

	private static final int CALLS = 3_000;

	private static final int LIMIT = 8;

	private final ScheduledExecutorService targets = Executors.newScheduledThreadPool(2);

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger mostRunning = new AtomicInteger();

	@AfterEach
	void stopThreads() {
		this.targets.shutdownNow();
		this.callers.shutdownNow();
	}

	@Test
	void nothingIsLeftBehindAndEveryCallIsCountedOnce() throws Exception {
		Resilience calls = Resilience.builder("stressed")
			.fallback("else", (failure) -> "else")
			.deadline(Duration.ofMillis(40))
			.retry((r) -> r.maxAttempts(3).delay(Duration.ofMillis(1)))
			.circuitBreaker((c) -> c.failureThreshold(50).openDuration(Duration.ofMillis(5)))
			.timeout(Duration.ofMillis(4))
			.bulkhead((b) -> b.maxConcurrent(LIMIT).queueSize(20))
			.build();
		List<CompletableFuture<Void>> loops = new ArrayList<>();
		for (int caller = 0; caller < CALLERS; caller++) {
			Random random = new Random(caller);
			loops.add(CompletableFuture.runAsync(() -> callAndCancel(calls, random), this.callers));
		}
		CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		long counted = Stream.of(CallOutcome.values()).mapToLong(calls.policies().calls()::count).sum();
		assertThat(counted).isEqualTo(CALLERS * CALLS);
		assertThat(calls.bulkhead().snapshot().active()).isZero();
		assertThat(calls.bulkhead().snapshot().waiting()).isZero();
		assertThat(calls.policies().context().waitingRoom().size()).isZero();
		assertThat(this.mostRunning).hasValueLessThanOrEqualTo(LIMIT);
	}

	private void callAndCancel(Resilience calls, Random random) {
		List<CompletableFuture<String>> results = new ArrayList<>();
		for (int call = 0; call < CALLS; call++) {
			long seed = random.nextLong();
			CompletableFuture<String> result = calls.callAsync(() -> target(new Random(seed)));
			if (random.nextInt(10) == 0) {
				this.targets.schedule(() -> result.cancel(true), random.nextInt(3), TimeUnit.MILLISECONDS);
			}
			results.add(result);
			if (results.size() == LIMIT) {
				results.forEach((one) -> one.handle((value, failure) -> value).join());
				results.clear();
			}
		}
		results.forEach((one) -> one.handle((value, failure) -> value).join());
		settle(calls);
	}

	// A caller that has cancelled does not wait for what it has begun; this test does.
	private static void settle(Resilience calls) {
		long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (System.nanoTime() - end < 0
				&& (calls.bulkhead().snapshot().active() > 0 || calls.policies().context().waitingRoom().size() > 0)) {
			Thread.onSpinWait();
		}
	}

	private CompletableFuture<String> target(Random random) throws IOException {
		if (random.nextInt(20) == 0) {
			throw new IOException("at once");
		}
		this.mostRunning.accumulateAndGet(this.running.incrementAndGet(), Math::max);
		Target stage = new Target();
		this.targets.schedule(() -> {
			if (stage.end() && random.nextInt(4) == 0) {
				stage.completeExceptionally(new IOException("later"));
			}
			else {
				stage.complete("value");
			}
		}, random.nextInt(6_000), TimeUnit.MICROSECONDS);
		return stage;
	}

	/** Work that counts as running until just before anybody can see its end. */
	private final class Target extends CompletableFuture<String> {

		private boolean ended;

		// Whoever is second must not complete this work before the first has counted.
		synchronized boolean end() {
			boolean first = !this.ended;
			if (first) {
				this.ended = true;
				AsyncStressTests.this.running.decrementAndGet();
			}
			return first;
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			end();
			return super.cancel(mayInterruptIfRunning);
		}

	}

}
