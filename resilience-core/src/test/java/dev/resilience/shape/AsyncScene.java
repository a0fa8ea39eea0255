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

package dev.resilience.shape;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.resilience.Resilience;
import dev.resilience.ResilienceBuilder;
import dev.resilience.policy.Outcome;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asynchronous calls under manual time. What goes on after a wait does so on the thread
 * that ends the wait, so that a test needs one thread.
 */
final class AsyncScene {

	final ManualTime time = ManualTime.stopped();

	AsyncScene() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	ResilienceBuilder builder() {
		return Resilience.builder("orders").time(this.time).continuations(Runnable::run);
	}

	ResilienceBuilder queueing(int limit, int queue) {
		return builder().bulkhead((bulkhead) -> bulkhead.maxConcurrent(limit).queueSize(queue));
	}

	static List<CompletableFuture<Outcome<String>>> calls(Resilience orders, ManualStages target, int calls) {
		return IntStream.range(0, calls).mapToObj((call) -> orders.<String>attemptAsync(target)).toList();
	}

	/** The failure of a call that has ended, or null. */
	static @Nullable Throwable failure(CompletableFuture<? extends Outcome<?>> call) {
		assertThat(call).isDone();
		return call.join().failure();
	}

	void advanceUntilDone(CompletableFuture<?> call) {
		for (int step = 0; step < 100_000 && !call.isDone(); step++) {
			this.time.advance(Duration.ofMillis(1));
		}
		assertThat(call).isDone();
	}

	/** Every permit is back and nobody waits. */
	static void assertIdle(Resilience orders) {
		assertThat(orders.bulkhead().snapshot().active()).isZero();
		assertThat(orders.bulkhead().snapshot().waiting()).isZero();
		assertThat(orders.policies().context().waitingRoom().size()).isZero();
	}

	static CompletableFuture<String> note(List<String> order, String name) {
		order.add(name);
		return CompletableFuture.completedFuture(name);
	}

}
