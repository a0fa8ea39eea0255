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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Defects that other libraries have had, numbered as in the list of what to do better.
 */
class CircuitBreakerDefectTests {

	private static final Duration OPEN = Duration.ofSeconds(30);

	@Test
	@DisplayName("1: a probe that ends in an Error frees its half-open slot")
	void probeThatEndsInAnErrorFreesItsSlot() {
		Bench bench = halfOpen((failure) -> !(failure instanceof Error));
		for (int i = 0; i < 3; i++) {
			bench.fail(new StackOverflowError());
		}
		assertThat(bench.enter()).isNotNegative();
	}

	@Test
	@DisplayName("2: a predicate that throws leaks no permit and counts like the failure itself")
	void predicateThatThrowsLeaksNoPermit() {
		Bench failures = halfOpen((failure) -> {
			throw new IllegalStateException("predicate");
		});
		failures.run("F");
		assertThat(failures.state()).isEqualTo(CircuitBreakerState.OPEN);
		Bench results = Bench.with((config) -> config.failureThreshold(2).halfOpenCalls(1).recordOnResult((result) -> {
			throw new NoClassDefFoundError("predicate");
		}));
		results.run("SS");
		assertThat(results.state()).isEqualTo(CircuitBreakerState.OPEN);
		results.wait(OPEN);
		results.run("S");
		assertThat(results.state()).isEqualTo(CircuitBreakerState.OPEN);
		Bench opening = Bench.with((config) -> config.failureThreshold(2).openOnResult((result) -> {
			throw new IllegalStateException("predicate");
		}));
		opening.run("S");
		assertThat(opening.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(opening.snapshot().consecutiveFailures()).isOne();
	}

	@Test
	@DisplayName("3: a result that opens the circuit opens it for the configured time, again and again")
	void resultThatOpensTheCircuitOpensItForTheConfiguredTime() {
		Bench bench = Bench.with((config) -> config.openOnResult("dead"::equals).successThreshold(1));
		for (int i = 0; i < 3; i++) {
			bench.answer("dead");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(OPEN);
			assertThat(bench.run("S")).isEqualTo("-");
			bench.wait(OPEN);
			bench.answer("well");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		}
	}

	@Test
	@DisplayName("4: FORCED_OPEN set while a call crosses from OPEN to HALF_OPEN stays, and the call is refused")
	void forcedOpenWinsOverTheCrossing() {
		Bench bench = open();
		bench.events().on(CircuitBreakerTransition.class, (event) -> {
			if (event.to() == CircuitBreakerState.HALF_OPEN) {
				bench.breaker.forceOpen();
			}
		});
		bench.wait(OPEN);
		assertThat(bench.enter()).isNegative();
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
	}

	@Test
	@DisplayName("4: a late success of a probe does not undo FORCED_OPEN")
	void lateProbeDoesNotUndoForcedOpen() {
		Bench bench = open();
		bench.wait(OPEN);
		long probe = bench.enter();
		bench.breaker.forceOpen();
		bench.exit(probe, 'S');
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
	}

	@Test
	@DisplayName("5: DISABLED set from inside a listener of the opening stays DISABLED")
	void disabledSetByAListenerStays() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1));
		bench.events().on(CircuitBreakerTransition.class, (event) -> bench.breaker.disable());
		bench.run("F");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.DISABLED);
		assertThat(bench.run("F")).isEqualTo("F");
	}

	@Test
	@DisplayName("6: CLOSED set during the crossing surfaces no exception and admits the call")
	void closedDuringTheCrossingSurfacesNothing() {
		Bench bench = open();
		bench.events().on(CircuitBreakerTransition.class, (event) -> {
			if (event.to() == CircuitBreakerState.HALF_OPEN) {
				bench.breaker.close();
			}
		});
		bench.wait(OPEN);
		assertThat(bench.run("SF")).isEqualTo("SF");
		assertThat(bench.transitions).extracting(CircuitBreakerTransition::to)
			.containsExactly(CircuitBreakerState.OPEN, CircuitBreakerState.HALF_OPEN, CircuitBreakerState.CLOSED,
					CircuitBreakerState.OPEN);
	}

	@Test
	@DisplayName("7: results of calls admitted before a transition do not count in the new state")
	void staleResultsDoNotCount() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).halfOpenCalls(1).successThreshold(1));
		long staleSuccess = bench.enter();
		long staleFailure = bench.enter();
		bench.run("F");
		bench.wait(OPEN);
		long probe = bench.enter();
		bench.exit(staleSuccess, 'S');
		bench.exit(staleFailure, 'F');
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		assertThat(bench.snapshot().consecutiveFailures()).isOne();
		bench.exit(probe, 'S');
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	@DisplayName("7: a probe of an earlier half-open period does not count in a later one")
	void probeOfAnEarlierPeriodDoesNotCount() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).halfOpenCalls(2).successThreshold(1));
		bench.run("F");
		bench.wait(OPEN);
		long slow = bench.enter();
		bench.run("F");
		bench.wait(OPEN);
		long probe = bench.enter();
		bench.exit(slow, 'S');
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		bench.exit(probe, 'S');
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	@DisplayName("8: stale ignored results do not raise the number of half-open permits")
	void staleIgnoredResultsFreeNothing() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).halfOpenCalls(1));
		List<Long> stale = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			stale.add(bench.enter());
		}
		bench.run("F");
		bench.wait(OPEN);
		assertThat(bench.enter()).isNotNegative();
		stale.subList(0, 3).forEach((permit) -> bench.exit(permit, 'I'));
		stale.subList(3, 5).forEach(bench.breaker::release);
		assertThat(bench.enter()).isNegative();
	}

	@Test
	@DisplayName("9: one rejection is one event and one count, also when the probes are out")
	void oneRejectionIsOneEventAndOneCount() {
		Bench bench = halfOpen((failure) -> true);
		bench.enter();
		assertThat(bench.run("S")).isEqualTo("-");
		assertThat(bench.breaker.tryAcquire()).isNull();
		assertThat(bench.breaker.allows()).isFalse();
		try {
			bench.breaker.acquire();
		}
		catch (CircuitBreakerOpenException ex) {
			assertThat(ex).hasMessage("Circuit breaker 'payments' is HALF_OPEN and all its probes are out");
		}
		assertThat(bench.rejections).hasSize(4);
		assertThat(bench.breaker.calls().notPermitted()).isEqualTo(4);
	}

	@Test
	@DisplayName("10: no timer moves the circuit, so none survives a command")
	void armsNoTimer() {
		Bench bench = open();
		bench.breaker.forceOpen();
		assertThat(bench.time.scheduledTasks()).isZero();
		bench.wait(Duration.ofDays(1));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
	}

	@Test
	@DisplayName("11: the wall clock stepping back leaves a time window right")
	void wallClockSteppingBackLeavesATimeWindowRight() {
		Bench bench = Bench.with((config) -> config.failureRateThreshold(100)
			.windowType(WindowType.TIME)
			.windowDuration(Duration.ofSeconds(10)));
		bench.run("S".repeat(100));
		bench.time.jumpWallClock(Duration.ofSeconds(-1));
		bench.run("S".repeat(100));
		assertThat(bench.snapshot().windowCalls()).isEqualTo(200);
		bench.wait(Duration.ofSeconds(10));
		assertThat(bench.snapshot().windowCalls()).isZero();
	}

	@Test
	@DisplayName("12: the wall clock stepping back does not prolong OPEN")
	void wallClockSteppingBackDoesNotProlongOpen() {
		Bench bench = open();
		bench.time.jumpWallClock(Duration.ofHours(-1));
		bench.wait(OPEN);
		assertThat(bench.breaker.remainingOpenDuration()).isZero();
		assertThat(bench.run("S")).isEqualTo("S");
	}

	@Test
	@DisplayName("13: half-open with probes that never answer recovers after a bounded time")
	void recoversFromProbesThatNeverAnswer() {
		Bench bench = open();
		bench.wait(OPEN);
		while (bench.enter() >= 0) {
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		}
		bench.wait(CircuitBreakerConfig.defaults().probeTimeout());
		assertThat(bench.run("SS")).isEqualTo("SS");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	@DisplayName("14: a throwing listener changes nothing")
	void throwingListenerChangesNothing() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).halfOpenCalls(1));
		bench.events().on(ResilienceEvent.class, (event) -> {
			throw new IllegalStateException("listener");
		});
		assertThat(bench.run("FS")).isEqualTo("F-");
		bench.wait(OPEN);
		assertThat(bench.run("SS")).isEqualTo("SS");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(bench.transitions).hasSize(3);
	}

	@Test
	@DisplayName("15: a scheduler that refuses every task leaves a usable circuit breaker")
	void needsNoScheduler() {
		CircuitBreaker breaker = CircuitBreaker.of("payments",
				CircuitBreakerConfig.builder().failureThreshold(1).openDuration(Duration.ofNanos(1)).build(),
				PolicyContext.standalone(new RefusingTime()));
		for (int i = 0; i < 3; i++) {
			long permit = breaker.tryEnter(SharedCall.INSTANCE, 0);
			assertThat(permit).isNotNegative();
			breaker.exit(permit, OutcomeKind.FAILURE, null, new IllegalStateException(), 0);
			assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
		}
	}

	private static Bench open() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1));
		bench.run("F");
		return bench;
	}

	private static Bench halfOpen(Predicate<Throwable> recordFailure) {
		Bench bench = Bench.with((config) -> config.initialState(CircuitBreakerState.HALF_OPEN)
			.halfOpenCalls(1)
			.recordFailure(recordFailure));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		return bench;
	}

	/** Time that runs by a nanosecond with each reading and refuses to schedule. */
	private static final class RefusingTime implements TimeSource {

		private long now;

		@Override
		public long nanoTime() {
			return ++this.now;
		}

		@Override
		public InstantSource wallClock() {
			return InstantSource.system();
		}

		@Override
		public void park(Object blocker, long nanos) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void schedule(TimerTask task, long dueNanos) {
			throw new RejectedExecutionException();
		}

	}

}
