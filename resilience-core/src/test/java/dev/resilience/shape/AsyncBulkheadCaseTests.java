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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.Resilience;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.bulkhead.BulkheadSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.Jitter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The asynchronous rows about bulkheads: permits are held until stages end, and queues
 * need no threads.
 */
class AsyncBulkheadCaseTests {

	@TestFactory
	Stream<DynamicTest> bulkheads() {
		return Stream.of(row("K3 ten run, ten queue", (scene) -> k3(scene, 10, 10)),
				row("K3 three run, ten queue", (scene) -> k3(scene, 3, 10)),
				row("K3 five run, five queue", (scene) -> k3(scene, 5, 5)),
				row("K4 a stage holds its permit until it ends", (scene) -> {
					Resilience orders = scene.queueing(2, 2).build();
					ManualStages target = ManualStages.cancellable();
					List<CompletableFuture<Outcome<String>>> calls = AsyncScene.calls(orders, target, 4);
					assertThat(target.executions()).isEqualTo(2);
					assertThat(AsyncScene.failure(orders.attemptAsync(target)))
						.isInstanceOf(BulkheadFullException.class);
					target.work(1).complete("second");
					assertThat(calls.get(1).join().value()).isEqualTo("second");
					assertThat(target.executions()).isEqualTo(3);
					CompletableFuture<Outcome<String>> sixth = orders.attemptAsync(target);
					assertThat(sixth).isNotDone();
					target.endAll();
					target.endAll();
					assertThat(sixth.join().value()).isEqualTo("value");
					AsyncScene.assertIdle(orders);
				}), row("K5 a hundred calls at once, five at a time, five in the queue", (scene) -> {
					Resilience orders = scene.queueing(5, 5).build();
					ManualStages target = ManualStages.cancellable();
					List<CompletableFuture<Outcome<String>>> calls = AsyncScene.calls(orders, target, 100);
					assertThat(target.running()).isEqualTo(5);
					target.endAll();
					assertThat(target.running()).isEqualTo(5);
					target.endAll();
					assertThat(calls.stream().filter((call) -> call.join().isSuccess())).hasSize(10);
					assertThat(calls.stream().map(AsyncScene::failure).filter((failure) -> failure != null)).hasSize(90)
						.hasOnlyElementsOfType(BulkheadFullException.class);
					AsyncScene.assertIdle(orders);
				}), row("K5 a hundred calls every 25 ms, each of 50 ms", (scene) -> {
					Resilience orders = scene.queueing(5, 5).build();
					AtomicInteger most = new AtomicInteger();
					ManualStages target = ManualStages.cancellable();
					List<CompletableFuture<Outcome<String>>> calls = new ArrayList<>();
					for (int call = 0; call < 100; call++) {
						calls.add(orders.attemptAsync(target));
						most.accumulateAndGet((int) target.running(), Math::max);
						scene.time.advance(Duration.ofMillis(25));
						if (call > 0) {
							target.endFirst();
						}
					}
					target.endAll();
					assertThat(most).hasValueBetween(1, 5);
					assertThat(calls).allSatisfy((call) -> assertThat(call.join().isSuccess()).isTrue());
				}), row("K7 the slot is free between attempts, so another call may take it", (scene) -> {
					Resilience orders = scene.builder()
						.retry((retry) -> retry.maxAttempts(2)
							.delay(Duration.ofSeconds(1))
							.jitter(Jitter.NONE)
							.retryOn(List.of(IOException.class)))
						.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
						.build();
					CompletableFuture<Outcome<String>> a = orders
						.attemptAsync(() -> CompletableFuture.failedFuture(new IOException()));
					ManualStages target = ManualStages.cancellable();
					CompletableFuture<Outcome<String>> b = orders.attemptAsync(target);
					scene.time.advance(Duration.ofSeconds(1));
					assertThat(AsyncScene.failure(a)).isInstanceOf(BulkheadFullException.class);
					target.endAll();
					assertThat(b.join().isSuccess()).isTrue();
				}), row("K8 a repeated attempt queues behind those that wait", (scene) -> {
					Resilience orders = scene.builder()
						.retry((retry) -> retry.maxAttempts(2).delay(Duration.ZERO).jitter(Jitter.NONE))
						.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(10))
						.build();
					List<String> order = new ArrayList<>();
					CompletableFuture<String> first = new CompletableFuture<>();
					AtomicInteger attempts = new AtomicInteger();
					CompletableFuture<String> a = orders
						.callAsync(() -> (attempts.incrementAndGet() == 1) ? first : AsyncScene.note(order, "A"));
					CompletableFuture<String> b = orders.callAsync(() -> AsyncScene.note(order, "B"));
					CompletableFuture<String> c = orders.callAsync(() -> AsyncScene.note(order, "C"));
					first.completeExceptionally(new IOException());
					assertThat(Stream.of(a, b, c).map(CompletableFuture::join)).containsExactly("A", "B", "C");
					assertThat(order).containsExactly("B", "C", "A");
				}), row("M4 two run, two queue, one is refused", (scene) -> {
					Resilience orders = scene.queueing(2, 2).build();
					ManualStages target = ManualStages.cancellable();
					AsyncScene.calls(orders, target, 5);
					BulkheadSnapshot during = orders.bulkhead().snapshot();
					assertThat(during.active()).isEqualTo(2);
					assertThat(during.waiting()).isEqualTo(2);
					target.endAll();
					target.endAll();
					BulkheadSnapshot after = orders.bulkhead().snapshot();
					assertThat(after.accepted()).isEqualTo(4);
					assertThat(after.rejected()).isOne();
					AsyncScene.assertIdle(orders);
				}));
	}

	private static void k3(AsyncScene scene, int limit, int queue) {
		Resilience orders = scene.queueing(limit, queue).build();
		ManualStages target = ManualStages.cancellable();
		AsyncScene.calls(orders, target, limit + queue);
		assertThat(target.executions()).isEqualTo(limit);
		assertThat(orders.bulkhead().snapshot().waiting()).isEqualTo(queue);
		assertThat(AsyncScene.failure(orders.attemptAsync(target))).isInstanceOf(BulkheadFullException.class);
		target.endFirst();
		assertThat(target.executions()).isEqualTo(limit + 1);
		assertThat(orders.attemptAsync(target)).isNotDone();
		assertThat(AsyncScene.failure(orders.attemptAsync(target))).isInstanceOf(BulkheadFullException.class);
		while (target.running() > 0) {
			target.endAll();
		}
		assertThat(target.executions()).isEqualTo(limit + queue + 1);
		AsyncScene.assertIdle(orders);
	}

	@TestFactory
	Stream<DynamicTest> bulkheadAndBreaker() {
		return Stream.of(
				row("B13 rejections open the circuit where record-on names them",
						(scene) -> b13(scene, BulkheadFullException.class, 3, 2)),
				row("B13 record-on names something else", (scene) -> b13(scene, IOException.class, 5, 0)));
	}

	private static void b13(AsyncScene scene, Class<? extends Throwable> recordOn, int full, int open) {
		Resilience orders = scene.builder()
			.circuitBreaker((breaker) -> breaker.failureThreshold(0)
				.failureRateThreshold(100)
				.windowSize(3)
				.minimumCalls(3)
				.recordOn(List.of(recordOn)))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1))
			.build();
		ManualStages target = ManualStages.cancellable();
		List<CompletableFuture<Outcome<String>>> accepted = AsyncScene.calls(orders, target, 2);
		List<@Nullable Throwable> failures = AsyncScene.calls(orders, target, 5)
			.stream()
			.map(AsyncScene::failure)
			.toList();
		assertThat(failures.subList(0, full)).hasOnlyElementsOfType(BulkheadFullException.class);
		assertThat(failures.subList(full, 5)).hasSize(open).hasOnlyElementsOfType(CircuitBreakerOpenException.class);
		target.endAll();
		target.endAll();
		assertThat(accepted).allSatisfy((call) -> assertThat(call.join().isSuccess()).isTrue());
		assertThat(target.executions()).isEqualTo(2);
	}

	private static DynamicTest row(String name, Row row) {
		return DynamicTest.dynamicTest(name, () -> row.play(new AsyncScene()));
	}

	/**
	 * What a row says.
	 */
	@FunctionalInterface
	private interface Row {

		void play(AsyncScene scene) throws Exception;

	}

}
