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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.RepeatedTest;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads call with many keys while keys are forgotten and there is no room for
 * more.
 */
class KeyedConcurrencyTests {

	private static final int THREADS = 8;

	private static final int CALLS = 4_000;

	private static final Duration IDLE = Duration.ofMillis(1);

	private final ManualTime time = ManualTime.stopped();

	private final List<Throwable> failures = new ArrayList<>();

	@RepeatedTest(5)
	void aKeyHasNeverTwoGatesAtATime() throws InterruptedException {
		Resilience instance = Resilience.builder("tenants")
			.time(this.time)
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
			.keyed((keyed) -> keyed.idle(IDLE))
			.build();
		Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
		AtomicInteger crowded = new AtomicInteger();
		AtomicLong admitted = new AtomicLong();
		AtomicLong refused = new AtomicLong();
		run((random) -> {
			String key = "tenant-" + random.nextInt(6);
			AtomicInteger mine = inside.computeIfAbsent(key, (unused) -> new AtomicInteger());
			try {
				instance.keyed().call(key, () -> {
					if (mine.incrementAndGet() > 1) {
						crowded.incrementAndGet();
					}
					Thread.yield();
					mine.decrementAndGet();
					return "work";
				});
				admitted.incrementAndGet();
			}
			catch (BulkheadFullException ex) {
				refused.incrementAndGet();
			}
		}, () -> {
			this.time.advance(Duration.ofMillis(5));
			instance.keyed().prune();
		});
		assertThat(crowded).hasValue(0);
		assertThat(admitted.get() + refused.get()).isEqualTo((long) THREADS * CALLS);
		assertThat(instance.bulkhead().snapshot().accepted()).isEqualTo(admitted.get());
		assertThat(instance.bulkhead().snapshot().rejected()).isEqualTo(refused.get());
		this.time.advance(IDLE.multipliedBy(10));
		instance.keyed().prune();
		assertThat(instance.policies().keys().bulkheads().keysInUse()).isZero();
	}

	@RepeatedTest(5)
	void theBoundHoldsAndNobodyIsUnprotected() throws InterruptedException {
		int maxKeys = 4;
		int limit = 2;
		Resilience instance = Resilience.builder("tenants")
			.time(this.time)
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(limit))
			.keyed((keyed) -> keyed.idle(IDLE).maxKeys(maxKeys))
			.build();
		KeyedGates<Bulkhead> gates = instance.policies().keys().bulkheads(instance.bulkhead());
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger mostKeys = new AtomicInteger();
		run((random) -> {
			try {
				instance.keyed().call("tenant-" + random.nextInt(40), () -> {
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
					Thread.yield();
					running.decrementAndGet();
					return "work";
				});
			}
			catch (BulkheadFullException ex) {
				// counted by the bulkheads
			}
		}, () -> {
			this.time.advance(Duration.ofMillis(3));
			mostKeys.accumulateAndGet(gates.keysInUse(), Math::max);
		});
		assertThat(most.get()).isLessThanOrEqualTo((maxKeys + 1) * limit);
		assertThat(mostKeys.get()).isLessThanOrEqualTo(maxKeys);
		assertThat(gates.overflowCalls()).isPositive();
		assertThat(instance.bulkhead().snapshot().accepted() + instance.bulkhead().snapshot().rejected())
			.isEqualTo((long) THREADS * CALLS);
		assertThat(gates.overflowGate().isIdle()).as("all permits of the shared gate are back").isTrue();
		this.time.advance(IDLE.multipliedBy(10));
		assertThat(gates.keysInUse()).as("all other permits too").isZero();
		assertThat(gates.isAvailable("tenant-1")).isTrue();
	}

	@RepeatedTest(20)
	void noSuccessIsLostWhenTheFirstFailureBeginsTheWindow() throws InterruptedException {
		CircuitBreaker breaker = CircuitBreaker
			.of("agents",
					CircuitBreakerConfig.builder()
						.failureThreshold(0)
						.failureRateThreshold(100)
						.windowSize(100_000)
						.build(),
					PolicyContext.standalone(this.time))
			.forKey("a");
		AtomicBoolean failed = new AtomicBoolean();
		run((random) -> {
			if (random.nextInt(CALLS) == 0 || (random.nextInt(200) == 0 && failed.compareAndSet(false, true))) {
				breaker.recordFailure();
			}
			else {
				breaker.recordSuccess();
			}
		}, () -> this.time.advance(Duration.ofMillis(1)));
		CircuitBreakerSnapshot snapshot = breaker.snapshot();
		assertThat(snapshot.windowCalls()).isEqualTo((long) THREADS * CALLS);
		assertThat(snapshot.windowFailures()).isEqualTo(snapshot.calls().failure()).isPositive();
		assertThat(snapshot.calls().success() + snapshot.calls().failure()).isEqualTo((long) THREADS * CALLS);
	}

	private void run(Caller caller, Runnable meanwhile) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(THREADS);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(() -> {
				try {
					for (int call = 0; call < CALLS; call++) {
						caller.call(ThreadLocalRandom.current());
					}
				}
				catch (Throwable ex) {
					synchronized (this.failures) {
						this.failures.add(ex);
					}
				}
				finally {
					done.countDown();
				}
			});
			threads.add(thread);
			thread.start();
		}
		while (done.getCount() > 0) {
			meanwhile.run();
			Thread.yield();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.failures).isEmpty();
	}

	/**
	 * Makes one call.
	 */
	@FunctionalInterface
	private interface Caller {

		void call(ThreadLocalRandom random) throws Exception;

	}

}
