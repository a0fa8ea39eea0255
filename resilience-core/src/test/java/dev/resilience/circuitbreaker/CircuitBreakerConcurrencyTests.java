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

package dev.resilience.circuitbreaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerConcurrencyTests {

	private static final int THREADS = 8;

	private static final int ROUNDS = 300;

	private static final Duration OPEN = Duration.ofSeconds(30);

	@Test
	void manyThreadsOpeningAtOnceMakeOneTransition() {
		for (int round = 0; round < ROUNDS; round++) {
			Bench bench = Bench.with((config) -> config.failureThreshold(1).failureCountThreshold(1));
			AtomicInteger opened = new AtomicInteger();
			together(THREADS, (thread) -> {
				if (bench.breaker.recordFailure(new IllegalStateException())) {
					opened.incrementAndGet();
				}
			});
			assertThat(opened).hasValue(1);
			assertThat(bench.breaker.transitions(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN)).isOne();
			assertThat(bench.transitions).hasSize(1);
		}
	}

	@Test
	void onlyOneOfManyFailedProbesIsToldThatItReopenedTheCircuit() {
		for (int round = 0; round < ROUNDS; round++) {
			Bench bench = Bench
				.with((config) -> config.initialState(CircuitBreakerState.HALF_OPEN).halfOpenCalls(THREADS));
			AtomicInteger opened = new AtomicInteger();
			together(THREADS, (thread) -> {
				if (bench.breaker.allows() && bench.breaker.recordFailure(new IllegalStateException())) {
					opened.incrementAndGet();
				}
			});
			assertThat(opened).hasValue(1);
			assertThat(bench.breaker.transitions(CircuitBreakerState.HALF_OPEN, CircuitBreakerState.OPEN)).isOne();
		}
	}

	@Test
	void everyOpeningIsToldToExactlyOneReporter() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(2).successThreshold(1).openDuration(Duration.ofNanos(1)));
		AtomicInteger told = new AtomicInteger();
		together(THREADS, (thread) -> {
			for (int i = 0; i < 2000; i++) {
				bench.wait(Duration.ofNanos(1));
				if (!bench.breaker.allows()) {
					continue;
				}
				if ((i + thread) % 3 == 0) {
					bench.breaker.recordSuccess();
				}
				else if (bench.breaker.recordFailure(new IllegalStateException())) {
					told.incrementAndGet();
				}
			}
		});
		long openings = bench.breaker.transitions(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN)
				+ bench.breaker.transitions(CircuitBreakerState.HALF_OPEN, CircuitBreakerState.OPEN);
		assertThat(told.get()).isPositive().isEqualTo((int) openings);
	}

	@Test
	void askingAndReportingWithoutPermitsLeavesNoSlotTaken() {
		for (int round = 0; round < ROUNDS; round++) {
			Bench bench = Bench.with((config) -> config.initialState(CircuitBreakerState.HALF_OPEN)
				.halfOpenCalls(2)
				.successThreshold(Integer.MAX_VALUE));
			together(4, (thread) -> {
				for (int i = 0; i < 20; i++) {
					if (bench.breaker.allows()) {
						bench.breaker.recordSuccess();
					}
				}
			});
			assertThat(bench.breaker.allows()).isTrue();
			assertThat(bench.breaker.allows()).isTrue();
			assertThat(bench.breaker.allows()).isFalse();
		}
	}

	@Test
	void permitThatManyThreadsReportReportsOnce() {
		for (int round = 0; round < ROUNDS; round++) {
			Bench bench = Bench.with((config) -> config.failureThreshold(Integer.MAX_VALUE));
			Permit permit = bench.breaker.acquire();
			together(4, (thread) -> {
				switch (thread) {
					case 0 -> permit.success();
					case 1 -> permit.failure(new IllegalStateException());
					case 2 -> permit.release();
					default -> permit.failure(new InterruptedException());
				}
			});
			CircuitBreakerSnapshot.Calls calls = bench.breaker.calls();
			assertThat(calls.success() + calls.failure() + calls.ignored()).isLessThanOrEqualTo(1);
		}
	}

	@Test
	void commandAlwaysWinsOverTheCrossingFromOpenToHalfOpen() {
		for (int round = 0; round < ROUNDS; round++) {
			Bench bench = Bench.with((config) -> config.failureThreshold(1));
			bench.run("F");
			bench.wait(OPEN);
			together(THREADS, (thread) -> {
				if (thread == 0) {
					bench.breaker.forceOpen();
				}
				else {
					bench.breaker.allows();
				}
			});
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
			assertThat(bench.breaker.allows()).isFalse();
		}
	}

	@Test
	void commandAlwaysWinsOverOpeningAndRecovery() {
		for (int round = 0; round < ROUNDS; round++) {
			boolean recovery = round % 2 == 0;
			Bench bench = Bench.with((config) -> config.failureThreshold(1)
				.successThreshold(1)
				.initialState(recovery ? CircuitBreakerState.HALF_OPEN : CircuitBreakerState.CLOSED));
			together(4, (thread) -> {
				if (thread == 0) {
					bench.breaker.disable();
					return;
				}
				Permit permit = bench.breaker.tryAcquire();
				if (permit != null && recovery) {
					permit.success();
				}
				else if (permit != null) {
					permit.failure(new IllegalStateException());
				}
			});
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.DISABLED);
		}
	}

	@Test
	void halfOpenNeverAdmitsMoreThanTheLimitAtATime() {
		Bench bench = Bench.with((config) -> config.initialState(CircuitBreakerState.HALF_OPEN)
			.halfOpenCalls(3)
			.successThreshold(Integer.MAX_VALUE));
		AtomicInteger out = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger admitted = new AtomicInteger();
		together(THREADS, (thread) -> {
			for (int i = 0; i < 5000; i++) {
				long permit = bench.enter();
				if (permit < 0) {
					continue;
				}
				admitted.incrementAndGet();
				most.accumulateAndGet(out.incrementAndGet(), Math::max);
				if (i % 8 == 0) {
					Thread.yield();
				}
				out.decrementAndGet();
				if (i % 3 == 0) {
					bench.breaker.release(permit);
				}
				else {
					bench.exit(permit, (i % 3 == 1) ? 'S' : 'I');
				}
			}
		});
		assertThat(most.get()).isBetween(1, 3);
		assertThat(admitted.get()).isPositive();
		for (int i = 0; i < 3; i++) {
			assertThat(bench.enter()).isNotNegative();
		}
		assertThat(bench.enter()).isNegative();
	}

	@Test
	void transitionsArePublishedInTheOrderInWhichTheyHappened() {
		for (int round = 0; round < ROUNDS; round++) {
			Bench bench = Bench.with((config) -> config.failureThreshold(1)
				.openDuration(Duration.ofNanos(1))
				.halfOpenCalls(CircuitBreakerConfig.UNLIMITED)
				.successThreshold(1));
			together(4, (thread) -> {
				for (int i = 0; i < 50; i++) {
					bench.wait(Duration.ofNanos(2));
					long permit = bench.enter();
					bench.exit(permit, (thread % 2 == 0) ? 'S' : 'F');
				}
			});
			CircuitBreakerState state = CircuitBreakerState.CLOSED;
			for (CircuitBreakerTransition transition : bench.transitions) {
				assertThat(transition.from()).isEqualTo(state);
				state = transition.to();
			}
			assertThat(state).isEqualTo(bench.state());
			assertThat(bench.snapshot().transitions().values().stream().mapToLong(Long::longValue).sum())
				.isEqualTo(bench.transitions.size());
		}
	}

	@Test
	void noConcurrentFailureIsLost() {
		Bench bench = Bench.with((config) -> config.failureThreshold(Integer.MAX_VALUE));
		together(THREADS, (thread) -> {
			for (int i = 0; i < 20_000; i++) {
				bench.fail(new IllegalStateException());
			}
		});
		assertThat(bench.snapshot().consecutiveFailures()).isEqualTo(THREADS * 20_000);
		assertThat(bench.breaker.calls().failure()).isEqualTo(THREADS * 20_000L);
	}

	@Test
	void totalsAddUpToTheCalls() {
		Bench bench = Bench.with((config) -> config.failureThreshold(3).openDuration(Duration.ofNanos(1)));
		together(THREADS, (thread) -> {
			for (int i = 0; i < 2000; i++) {
				Permit permit = bench.breaker.tryAcquire();
				if (permit == null) {
					continue;
				}
				switch ((i + thread) % 3) {
					case 0 -> permit.success();
					case 1 -> permit.failure(new IllegalStateException());
					default -> permit.failure(new InterruptedException());
				}
			}
		});
		CircuitBreakerSnapshot.Calls calls = bench.breaker.calls();
		assertThat(calls.success() + calls.failure() + calls.ignored() + calls.notPermitted())
			.isEqualTo(THREADS * 2000L);
	}

	private static void together(int threads, Work work) {
		CyclicBarrier start = new CyclicBarrier(threads);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		List<Thread> started = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int number = i;
			Thread thread = new Thread(() -> {
				try {
					start.await();
					work.run(number);
				}
				catch (Throwable ex) {
					failure.set(ex);
				}
			});
			thread.start();
			started.add(thread);
		}
		for (Thread thread : started) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
		assertThat(failure.get()).isNull();
	}

	@FunctionalInterface
	private interface Work {

		void run(int thread) throws Exception;

	}

}
