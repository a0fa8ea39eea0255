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
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.Resilience;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The asynchronous rows about time and cancelling, with stages that end when the test
 * says so.
 */
class AsyncCaseTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	@TestFactory
	Stream<DynamicTest> breakers() {
		return Stream.of(row("B17 timeouts of stages that never end open the circuit under a retry", (scene) -> {
			Resilience orders = scene.builder()
				.retry((retry) -> retry.maxAttempts(8))
				.circuitBreaker(
						(breaker) -> breaker.failureThreshold(0).failureRateThreshold(75).windowSize(4).minimumCalls(4))
				.timeout(Duration.ofMillis(100))
				.build();
			ManualStages target = ManualStages.goingOn();
			CompletableFuture<Outcome<String>> call = orders.attemptAsync(target);
			scene.advanceUntilDone(call);
			assertThat(AsyncScene.failure(call)).isInstanceOf(CircuitBreakerOpenException.class);
			assertThat(target.executions()).isEqualTo(4);
		}));
	}

	@TestFactory
	Stream<DynamicTest> timeouts() {
		return Stream.of(row("T6 work that cannot be cancelled goes on while its caller leaves on time", (scene) -> {
			Resilience orders = scene.builder()
				.timeout(LIMIT)
				.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
				.build();
			ManualStages target = ManualStages.goingOn();
			CompletableFuture<Outcome<String>> call = orders.attemptAsync(target);
			scene.time.advance(LIMIT.minusNanos(1));
			assertThat(call).isNotDone();
			scene.time.advance(Duration.ofNanos(1));
			assertThat(AsyncScene.failure(call)).isInstanceOf(CallTimeoutException.class);
			assertThat(call.join().duration()).isEqualTo(LIMIT);
			assertThat(target.work(0)).isNotDone();
			assertThat(AsyncScene.failure(orders.attemptAsync(target))).isInstanceOf(BulkheadFullException.class);
			target.endAll();
			AsyncScene.assertIdle(orders);
		}), row("T6 work that can be cancelled is", (scene) -> {
			Resilience orders = scene.builder().timeout(LIMIT).build();
			ManualStages target = ManualStages.cancellable();
			CompletableFuture<Outcome<String>> call = orders.attemptAsync(target);
			scene.time.advance(LIMIT);
			assertThat(AsyncScene.failure(call)).isInstanceOf(CallTimeoutException.class);
			assertThat(target.work(0)).isCancelled();
		}), row("T7 calls time out in the queue and never start", (scene) -> {
			Resilience orders = timedQueue(scene);
			ManualStages target = ManualStages.goingOn();
			CompletableFuture<Outcome<String>> a = orders.attemptAsync(target);
			CompletableFuture<Outcome<String>> b = orders.attemptAsync(target);
			assertThat(AsyncScene.failure(orders.attemptAsync(target))).isInstanceOf(BulkheadFullException.class);
			scene.time.advance(LIMIT);
			assertThat(AsyncScene.failure(a)).isInstanceOf(CallTimeoutException.class);
			assertThat(AsyncScene.failure(b)).isInstanceOf(CallTimeoutException.class);
			CompletableFuture<Outcome<String>> c = orders.attemptAsync(target);
			assertThat(c).isNotDone();
			scene.time.advance(LIMIT);
			assertThat(AsyncScene.failure(c)).isInstanceOf(CallTimeoutException.class);
			assertThat(orders.bulkhead().snapshot().active()).isOne();
			target.endAll();
			assertThat(target.executions()).isOne();
			AsyncScene.assertIdle(orders);
		}), row("T8 the time in the queue counts", (scene) -> {
			Resilience orders = timedQueue(scene);
			assertThat(orders.bulkhead().tryAcquire()).isTrue();
			ManualStages target = ManualStages.cancellable();
			CompletableFuture<Outcome<String>> b = orders.attemptAsync(target);
			scene.time.advance(Duration.ofMillis(300));
			orders.bulkhead().release();
			assertThat(target.executions()).isOne();
			scene.time.advance(Duration.ofMillis(200));
			assertThat(AsyncScene.failure(b)).isInstanceOf(CallTimeoutException.class);
			assertThat(b.join().duration()).isLessThan(Duration.ofMillis(750));
		}), row("T9 work that cannot be cancelled is repeated on time", (scene) -> {
			Resilience orders = scene.builder()
				.retry((retry) -> retry.maxAttempts(3)
					.delay(Duration.ofMillis(200))
					.backoff(Backoff.FIXED)
					.jitter(Jitter.NONE))
				.timeout(LIMIT)
				.build();
			ManualStages target = ManualStages.goingOn();
			CompletableFuture<Outcome<String>> call = orders.attemptAsync(target);
			scene.advanceUntilDone(call);
			assertThat(target.executions()).isEqualTo(3);
			assertThat(call.join().duration()).isEqualTo(Duration.ofMillis(3 * 500 + 2 * 200));
		}), row("T9 a fallback answers at the limit", (scene) -> {
			Resilience orders = scene.builder().fallback("standby", (failure) -> "standby").timeout(LIMIT).build();
			CompletableFuture<Outcome<String>> call = orders.attemptAsync(ManualStages.goingOn());
			scene.time.advance(LIMIT);
			assertThat(call.join().value()).isEqualTo("standby");
			assertThat(call.join().duration()).isEqualTo(LIMIT);
		}));
	}

	private static Resilience timedQueue(AsyncScene scene) {
		return scene.builder().timeout(LIMIT).bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1)).build();
	}

	@TestFactory
	Stream<DynamicTest> cancelling() {
		return Stream.of(row("C1, first list 27 cancelling reaches the work and is not repeated", (scene) -> {
			Resilience orders = cancelled(scene, 1, 0);
			ManualStages target = ManualStages.cancellable();
			CompletableFuture<String> call = orders.callAsync(target);
			assertThat(call.cancel(true)).isTrue();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(call::get);
			assertThat(target.work(0)).isCancelled();
			scene.time.advance(Duration.ofMinutes(1));
			assertThat(target.executions()).isOne();
			assertThat(orders.circuitBreaker().calls().ignored()).isOne();
			AsyncScene.assertIdle(orders);
		}), row("C1 cancelling between two attempts ends the call", (scene) -> {
			Resilience orders = cancelled(scene, 1, 0);
			AtomicInteger executions = new AtomicInteger();
			CompletableFuture<String> call = orders.callAsync(() -> {
				executions.incrementAndGet();
				return CompletableFuture.failedFuture(new IOException());
			});
			assertThat(scene.time.scheduledTasks()).isOne();
			call.cancel(false);
			assertThat(scene.time.scheduledTasks()).isZero();
			scene.time.advance(Duration.ofMinutes(1));
			assertThat(executions).hasValue(1);
			AsyncScene.assertIdle(orders);
		}), row("C2 a cancelled call keeps its slot until its work ends", (scene) -> {
			Resilience orders = cancelled(scene, 1, 0);
			ManualStages target = ManualStages.goingOn();
			CompletableFuture<String> call = orders.callAsync(target);
			call.cancel(true);
			assertThat(call).isCancelled();
			assertThat(orders.bulkhead().tryAcquire()).isFalse();
			target.endAll();
			assertThat(orders.circuitBreaker().calls().ignored()).isOne();
			AsyncScene.assertIdle(orders);
		}), row("C2 a call cancelled in the queue never starts and is not repeated", (scene) -> {
			Resilience orders = cancelled(scene, 1, 1);
			assertThat(orders.bulkhead().tryAcquire()).isTrue();
			ManualStages target = ManualStages.cancellable();
			CompletableFuture<String> queued = orders.callAsync(target);
			assertThat(orders.bulkhead().snapshot().waiting()).isOne();
			queued.cancel(true);
			assertThat(orders.bulkhead().snapshot().waiting()).isZero();
			orders.bulkhead().release();
			scene.time.advance(Duration.ofMinutes(1));
			assertThat(target.executions()).isZero();
			AsyncScene.assertIdle(orders);
		}));
	}

	private static Resilience cancelled(AsyncScene scene, int limit, int queue) {
		return scene.builder()
			.retry((retry) -> retry.retryOn(List.of(BulkheadFullException.class, Exception.class)).maxAttempts(2))
			.circuitBreaker((breaker) -> breaker.failureThreshold(3))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(limit).queueSize(queue))
			.build();
	}

	@TestFactory
	Stream<DynamicTest> defects() {
		return Stream.of(row("first list 22 a throw is treated like a failed stage, on every attempt", (scene) -> {
			Resilience orders = scene.builder()
				.fallback("standby", (failure) -> "standby")
				.retry((retry) -> retry.maxAttempts(4).delay(Duration.ofMillis(1)).jitter(Jitter.NONE))
				.build();
			AtomicInteger executions = new AtomicInteger();
			CompletableFuture<Outcome<String>> call = orders.attemptAsync(() -> {
				if (executions.incrementAndGet() % 2 == 1) {
					throw new IOException("thrown");
				}
				return CompletableFuture.failedFuture(new IOException("failed"));
			});
			scene.advanceUntilDone(call);
			assertThat(executions).hasValue(4);
			assertThat(call.join().value()).isEqualTo("standby");
		}), row("first list 22 without a fallback the stage fails, nothing is thrown", (scene) -> {
			IOException failure = new IOException();
			Resilience orders = scene.builder().retry((retry) -> retry.maxAttempts(1)).build();
			CompletableFuture<String> call = orders.callAsync(() -> {
				throw failure;
			});
			assertThat(call).isCompletedExceptionally();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(call::get).withCause(failure);
		}), row("a method that returns no stage fails", (scene) -> {
			Resilience orders = scene.builder().retry((retry) -> retry.maxAttempts(1)).build();
			assertThat(AsyncScene.failure(orders.attemptAsync(() -> null))).isInstanceOf(NullPointerException.class);
		}), row("first list 26 calls that ended, failed or were cancelled leave no timer", (scene) -> {
			Resilience orders = scene.builder()
				.deadline(Duration.ofMinutes(2))
				.retry((retry) -> retry.maxAttempts(2))
				.timeout(Duration.ofMinutes(1))
				.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1))
				.build();
			for (int round = 0; round < 100; round++) {
				ManualStages target = ManualStages.cancellable();
				CompletableFuture<String> running = orders.callAsync(target);
				CompletableFuture<String> queued = orders.callAsync(target);
				switch (round % 3) {
					case 0 -> target.endFirst();
					case 1 -> target.work(0).completeExceptionally(new IllegalStateException());
					default -> running.cancel(true);
				}
				queued.cancel(true);
				running.cancel(true);
				assertThat(scene.time.scheduledTasks()).isZero();
				AsyncScene.assertIdle(orders);
			}
		}));
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
