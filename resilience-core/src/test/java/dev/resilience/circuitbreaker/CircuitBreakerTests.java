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
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.CallRejected;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerTests {

	private static final Duration OPEN = Duration.ofSeconds(30);

	@Test
	void aProbeThatIsIgnoredReopensNothingAndSaysSo() {
		Bench bench = Bench.with((b) -> b.failureThreshold(1).ignoreOn(IllegalArgumentException.class));
		bench.run("F");
		bench.wait(Duration.ofSeconds(30));
		assertThat(bench.breaker.allows()).isTrue();
		assertThat(bench.breaker.recordFailure(new IllegalArgumentException())).isFalse();
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
	}

	@Test
	void aProbeThatReportsTooLateReopensNothingAndSaysSo() {
		Bench bench = Bench.with((b) -> b.failureThreshold(1).probeTimeout(Duration.ofSeconds(1)));
		bench.run("F");
		bench.wait(Duration.ofSeconds(30));
		assertThat(bench.breaker.allows()).isTrue();
		bench.wait(Duration.ofSeconds(1));
		assertThat(bench.breaker.recordFailure(new IllegalStateException())).isFalse();
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
	}

	@Test
	void opensAfterFiveConsecutiveFailures() {
		Bench bench = Bench.with((config) -> config);
		assertThat(bench.run("FFFFFS")).isEqualTo("FFFFF-");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void successBetweenFailuresStartsTheCountAnew() {
		Bench bench = Bench.with((config) -> config.failureThreshold(3));
		assertThat(bench.run("FFSFFS")).isEqualTo("FFSFFS");
		assertThat(bench.snapshot().consecutiveFailures()).isZero();
	}

	@Test
	void opensOnFailuresInsideTheWindow() {
		Bench bench = Bench.with((config) -> config.failureThreshold(0).failureCountThreshold(3).windowSize(5));
		assertThat(bench.run("FSSSFSFFS")).isEqualTo("FSSSFSFF-");
		assertThat(bench.transitions.get(0).cause()).isEqualTo("3 failures in the window of 5 calls (threshold 3)");
	}

	@Test
	void failureCountNeedsNoMinimumOfCalls() {
		Bench bench = Bench.with((config) -> config.failureThreshold(0).failureCountThreshold(2).minimumCalls(50));
		assertThat(bench.run("FFS")).isEqualTo("FF-");
	}

	@Test
	void opensWhenTheFailureRateReachesTheThreshold() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(0).failureRateThreshold(50).windowSize(10).minimumCalls(4));
		assertThat(bench.run("FFSSS")).isEqualTo("FFSS-");
		assertThat(bench.transitions.get(0).cause()).isEqualTo("failure rate 50.0 %: 2 of 4 calls (threshold 50.0 %)");
	}

	@Test
	void opensWhenTheSlowCallRateReachesTheThreshold() {
		Bench bench = Bench.with((config) -> config.slowCallDuration(Duration.ofMillis(100))
			.slowCallRateThreshold(50)
			.windowSize(10)
			.minimumCalls(4));
		assertThat(bench.breaker.needsDuration()).isTrue();
		bench.slow('S', Duration.ofMillis(99));
		bench.slow('S', Duration.ofMillis(100));
		bench.slow('S', Duration.ofMillis(20));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		bench.slow('F', Duration.ofMillis(300));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.transitions.get(0).cause()).startsWith("slow-call rate 50.0 %: 2 of 4 calls");
		assertThat(bench.breaker.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(2, 1, 0, 1, 0, 0, 0));
	}

	@Test
	void asksForNoTimeAndNoDurationByDefault() {
		Bench bench = Bench.with((config) -> config.failureRateThreshold(50).windowType(WindowType.TIME));
		assertThat(bench.breaker.needsTime()).isFalse();
		assertThat(bench.breaker.needsDuration()).isFalse();
	}

	@Test
	void successThatCompletesTheMinimumTrips() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(0).failureRateThreshold(50).windowSize(4).minimumCalls(4));
		assertThat(bench.run("FFSS")).isEqualTo("FFSS");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void successesBeforeTheFirstFailureCountForTheRate() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(0).failureRateThreshold(50).windowSize(10).minimumCalls(2));
		bench.run("SSSSSSS" + "FFFF");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(bench.snapshot().failureRate()).isEqualTo(40);
	}

	@Test
	void timeWindowForgetsFailuresThatAreTooOld() {
		Bench bench = Bench.with((config) -> config.failureThreshold(0)
			.failureCountThreshold(3)
			.windowType(WindowType.TIME)
			.windowDuration(Duration.ofSeconds(60)));
		bench.run("F");
		bench.wait(Duration.ofSeconds(30));
		bench.run("F");
		bench.wait(Duration.ofSeconds(30));
		bench.run("F");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		bench.wait(Duration.ofSeconds(29));
		bench.run("F");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void probesOnceTheOpenDurationIsOver() {
		Bench bench = Bench.with((config) -> config.openDuration(OPEN));
		bench.run("FFFFF");
		bench.wait(OPEN.minusNanos(1));
		assertThat(bench.run("S")).isEqualTo("-");
		bench.wait(Duration.ofNanos(1));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.run("S")).isEqualTo("S");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		assertThat(bench.run("S")).isEqualTo("S");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void oneFailedProbeReopensForTheWholeOpenDuration() {
		Bench bench = halfOpen(3);
		bench.run("SF");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(OPEN);
	}

	@Test
	void admitsOnlySoManyProbesAtATime() {
		Bench bench = halfOpen(2);
		long first = bench.enter();
		assertThat(bench.enter()).isNotNegative();
		assertThat(bench.enter()).isNegative();
		bench.exit(first, 'S');
		assertThat(bench.enter()).isNotNegative();
		assertThat(bench.enter()).isNegative();
	}

	@Test
	void admitsAnyNumberOfProbesWhereUnlimited() {
		Bench bench = halfOpen(CircuitBreakerConfig.UNLIMITED);
		for (int i = 0; i < 1000; i++) {
			assertThat(bench.enter()).isNotNegative();
		}
	}

	@Test
	void closesAfterMoreSuccessesThanProbesAtATime() {
		Bench bench = Bench.with((config) -> config.halfOpenCalls(1).successThreshold(3).failureThreshold(1));
		bench.run("F");
		bench.wait(OPEN);
		bench.run("SS");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		bench.run("S");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void ignoredRejectedAndReleasedProbesGiveTheirSlotBackAndCloseNothing() {
		Bench bench = halfOpen(1);
		bench.run("IIIRRR");
		bench.breaker.release(bench.enter());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		assertThat(bench.run("S")).isEqualTo("S");
	}

	@Test
	void probeThatDoesNotReportLosesItsSlotAndItsLateReportIsDropped() {
		Bench bench = halfOpen(1);
		long lost = bench.enter();
		bench.wait(Duration.ofSeconds(60).minusNanos(1));
		assertThat(bench.enter()).isNegative();
		bench.wait(Duration.ofNanos(1));
		long second = bench.enter();
		assertThat(second).isNotNegative().isNotEqualTo(lost);
		bench.exit(lost, 'F');
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		assertThat(bench.enter()).isNegative();
		bench.exit(second, 'S');
		bench.run("S");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void lateProbeIsDroppedEvenIfNobodyAskedForItsSlot() {
		Bench bench = halfOpen(CircuitBreakerConfig.UNLIMITED);
		long late = bench.enter();
		bench.wait(Duration.ofSeconds(60));
		bench.exit(late, 'F');
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
	}

	@Test
	void closingClearsTheWindow() {
		Bench bench = Bench.with((config) -> config.failureThreshold(0)
			.failureRateThreshold(50)
			.windowSize(4)
			.minimumCalls(2)
			.successThreshold(1));
		bench.run("FF");
		assertThat(bench.snapshot().windowFailures()).isEqualTo(2);
		bench.wait(OPEN);
		bench.run("S");
		assertThat(bench.snapshot().windowCalls()).isZero();
		bench.run("SF");
		assertThat(bench.snapshot().windowCalls()).isEqualTo(2);
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void openDurationGrowsWithEveryFailedProbeUpToTheMaximum() {
		Bench bench = growing();
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(10));
		reopen(bench);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(20));
		reopen(bench);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(35));
		reopen(bench);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(35));
	}

	@Test
	void recoveryEndsTheGrowthOfTheOpenDuration() {
		Bench bench = growing();
		reopen(bench);
		bench.wait(Duration.ofSeconds(20));
		bench.run("SS" + "F");
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void closeKeepsTheGrownOpenDurationAndResetForgetsIt() {
		Bench bench = growing();
		reopen(bench);
		bench.breaker.close();
		bench.run("F");
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(20));
		bench.breaker.reset();
		bench.run("F");
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void closeClearsTheWindowAndTheConsecutiveFailures() {
		Bench bench = Bench.with((config) -> config.failureThreshold(3).failureCountThreshold(3));
		bench.run("FF");
		bench.breaker.close();
		assertThat(bench.snapshot().windowCalls()).isZero();
		assertThat(bench.run("FF")).isEqualTo("FF");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(bench.transitions).isEmpty();
	}

	@Test
	void forcedOpenRefusesAndCountsUntilTheNextCommand() {
		Bench bench = Bench.with((config) -> config);
		bench.breaker.forceOpen();
		bench.wait(Duration.ofDays(365));
		assertThat(bench.run("SSS")).isEqualTo("---");
		assertThat(bench.breaker.calls().notPermitted()).isEqualTo(3);
		assertThat(bench.rejections).extracting(CallRejected::reason).containsOnly("FORCED_OPEN");
		bench.breaker.close();
		assertThat(bench.run("S")).isEqualTo("S");
	}

	@Test
	void disabledAdmitsAndCountsButRecordsNothing() {
		Bench bench = Bench.with((config) -> config.failureCountThreshold(1));
		bench.breaker.disable();
		assertThat(bench.run("FFFFFFFFFF")).isEqualTo("FFFFFFFFFF");
		assertThat(bench.breaker.calls().failure()).isEqualTo(10);
		assertThat(bench.snapshot().windowCalls()).isZero();
		assertThat(bench.snapshot().consecutiveFailures()).isZero();
	}

	@Test
	void metricsOnlyRecordsAndNeverOpens() {
		Bench bench = Bench.with((config) -> config.failureRateThreshold(10).openOnResult("dead"::equals));
		bench.breaker.metricsOnly();
		bench.run("FFFFFFFFFFFFFFFFFFFFFFFF");
		bench.answer("dead");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.METRICS_ONLY);
		assertThat(bench.snapshot().failureRate()).isEqualTo(100);
		assertThat(bench.snapshot().windowCalls()).isEqualTo(25);
	}

	@Test
	void startsInTheInitialState() {
		for (CircuitBreakerState state : CircuitBreakerState.values()) {
			Bench bench = Bench.with((config) -> config.initialState(state));
			assertThat(bench.state()).isEqualTo(state);
			assertThat(bench.transitions).isEmpty();
		}
		Bench open = Bench.with((config) -> config.initialState(CircuitBreakerState.OPEN));
		assertThat(open.breaker.remainingOpenDuration()).isEqualTo(OPEN);
		open.wait(OPEN);
		assertThat(open.run("SS")).isEqualTo("SS");
		assertThat(open.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void countsTransitionsByTheirEnds() {
		Bench bench = halfOpen(1);
		bench.run("F");
		bench.breaker.disable();
		assertThat(bench.snapshot().transitions()).containsOnly(
				change(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN, 1),
				change(CircuitBreakerState.OPEN, CircuitBreakerState.HALF_OPEN, 1),
				change(CircuitBreakerState.HALF_OPEN, CircuitBreakerState.OPEN, 1),
				change(CircuitBreakerState.OPEN, CircuitBreakerState.DISABLED, 1));
		assertThat(bench.breaker.transitions(CircuitBreakerState.OPEN, CircuitBreakerState.HALF_OPEN)).isOne();
		assertThat(bench.breaker.transitions(CircuitBreakerState.OPEN, CircuitBreakerState.CLOSED)).isZero();
	}

	@Test
	void publishesTransitionsAfterTheyTookEffect() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1));
		bench.events().on(CircuitBreakerTransition.class, (event) -> assertThat(bench.state()).isEqualTo(event.to()));
		bench.run("F");
		assertThat(bench.transitions)
			.containsExactly(new CircuitBreakerTransition("payments", bench.time.wallClock().instant(),
					CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN, "1 consecutive failures (threshold 1)"));
	}

	@Test
	void listenersHearOfTransitionsInOrderEvenIfOneOfThemCausesTheNext() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1));
		StringBuilder heard = new StringBuilder();
		bench.events().on(CircuitBreakerTransition.class, (event) -> {
			if (event.to() == CircuitBreakerState.OPEN) {
				bench.breaker.disable();
			}
		});
		bench.events().on(CircuitBreakerTransition.class, (event) -> heard.append(event.to()).append(' '));
		bench.run("F");
		assertThat(heard).hasToString("OPEN DISABLED ");
	}

	@Test
	void errorOutOfAListenerDoesNotSilenceLaterTransitions() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1));
		bench.events().on(CircuitBreakerTransition.class, (event) -> {
			if (event.to() == CircuitBreakerState.OPEN) {
				throw new StackOverflowError();
			}
		});
		bench.run("F");
		bench.breaker.close();
		assertThat(bench.transitions).extracting(CircuitBreakerTransition::to)
			.containsExactly(CircuitBreakerState.OPEN, CircuitBreakerState.CLOSED);
	}

	@Test
	void rejectionSaysWhoRefusedAndWhenToComeAgain() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1));
		bench.run("F");
		bench.wait(Duration.ofSeconds(10));
		CircuitBreakerOpenException rejection = (CircuitBreakerOpenException) bench.breaker.reject(SharedCall.INSTANCE);
		assertThat(rejection).hasMessage("Circuit breaker 'payments' is OPEN and probes again in 20000 ms")
			.hasNoCause();
		assertThat(rejection.getStackTrace()).isEmpty();
		assertThat(rejection.instance()).isEqualTo("payments");
		assertThat(rejection.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(rejection.retryAfter()).isEqualTo(Duration.ofSeconds(20));
		assertThat(bench.rejections).containsExactly(new CallRejected("payments", bench.time.wallClock().instant(),
				PolicyType.CIRCUIT_BREAKER, "OPEN", Duration.ofSeconds(20)));
	}

	@Test
	void ignoresCancellationAndCountsErrors() {
		Bench bench = Bench.with((config) -> config.failureThreshold(2));
		bench.fail(new CancellationException());
		bench.fail(new CompletionException(new InterruptedException()));
		assertThat(bench.breaker.calls().ignored()).isEqualTo(2);
		bench.fail(new OutOfMemoryError());
		bench.fail(new AssertionError());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void ignoreOnWinsOverRecordOn() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1)
			.recordOn(RuntimeException.class)
			.ignoreOn(IllegalStateException.class));
		bench.fail(new CompletionException(new IllegalStateException()));
		bench.fail(new Exception());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		bench.fail(new IllegalArgumentException());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void emptyRecordOnIsSetAndRecordsNothing() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).recordOn());
		bench.run("FFF");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void innerRejectionCountsOnlyWhereItsTypeIsNamed() {
		Bench supertype = Bench.with((config) -> config.failureThreshold(1).recordOn(Exception.class));
		supertype.run("R");
		assertThat(supertype.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(supertype.breaker.calls().ignored()).isOne();
		Bench named = Bench.with((config) -> config.failureThreshold(1).recordOn(Bench.InnerRejection.class));
		named.run("R");
		assertThat(named.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void recordFailureAddsToTheListAndReplacesTheDefault() {
		Bench alone = Bench.with((config) -> config.failureThreshold(1)
			.recordFailure((failure) -> "count".equals(failure.getMessage())));
		alone.fail(new Exception("pass"));
		assertThat(alone.state()).isEqualTo(CircuitBreakerState.CLOSED);
		alone.fail(new Exception("count"));
		assertThat(alone.state()).isEqualTo(CircuitBreakerState.OPEN);
		Bench besides = Bench.with((config) -> config.failureThreshold(2)
			.recordOn(IllegalStateException.class)
			.recordFailure((failure) -> "count".equals(failure.getMessage())));
		besides.fail(new Exception("pass"));
		besides.fail(new Exception("count"));
		besides.fail(new IllegalStateException("pass"));
		assertThat(besides.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void resultsCountAsFailuresWhereThePredicateSaysSo() {
		Bench bench = Bench.with((config) -> config.failureThreshold(2).recordOnResult((result) -> result == null));
		bench.answer(null);
		bench.answer("value");
		bench.answer(null);
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		bench.answer(null);
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.snapshot().lastFailureAt()).isNotNull();
		assertThat(bench.snapshot().lastFailureType()).isNull();
	}

	@Test
	void successWithoutAResultIsNotJudgedByRulesForResults() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1)
			.recordOnResult((result) -> result == null || result.equals("bad"))
			.openOnResult((result) -> result.equals("dead")));
		bench.breaker.acquire().success();
		assertThat(bench.breaker.allows()).isTrue();
		bench.breaker.recordSuccess();
		assertThat(bench.snapshot().calls().success()).isEqualTo(2);
		bench.breaker.acquire().success(null);
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void resultCanReopenFromHalfOpen() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).openOnResult("dead"::equals));
		bench.run("F");
		bench.wait(OPEN);
		bench.answer("dead");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void shadowModeCountsWhatItWouldHaveRefused() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).mode(PolicyMode.SHADOW));
		bench.run("F");
		assertThat(bench.breaker.mode()).isEqualTo(PolicyMode.SHADOW);
		assertThat(bench.enter()).isNegative();
		bench.breaker.passInShadow(SharedCall.INSTANCE);
		Permit permit = bench.breaker.tryAcquire();
		assertThat(permit).isNotNull();
		permit.success();
		assertThat(bench.breaker.allows()).isTrue();
		assertThat(bench.breaker.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(0, 0, 1, 0, 0, 0, 3));
		assertThat(bench.rejections).isEmpty();
	}

	@Test
	void callThatPassesInShadowIsNoProbe() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(1).halfOpenCalls(1).successThreshold(1).mode(PolicyMode.SHADOW));
		bench.run("F");
		bench.wait(OPEN);
		assertThat(bench.enter()).isNotNegative();
		bench.breaker.tryAcquire().success();
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
	}

	@Test
	void offModeLetsEverythingPassUnseen() {
		Bench bench = Bench.with((config) -> config.initialState(CircuitBreakerState.FORCED_OPEN).mode(PolicyMode.OFF));
		bench.breaker.tryAcquire().failure(new IllegalStateException());
		assertThat(bench.breaker.allows()).isTrue();
		bench.breaker.recordSuccess();
		assertThat(bench.breaker.recordFailure(new IllegalStateException())).isFalse();
		assertThat(bench.breaker.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(0, 0, 0, 0, 0, 0, 0));
	}

	@Test
	void permitReportsOnce() {
		Bench bench = Bench.with((config) -> config.failureThreshold(2));
		Permit permit = bench.breaker.acquire();
		permit.failure(new IllegalStateException());
		permit.failure(new IllegalStateException());
		permit.success();
		permit.release();
		assertThat(bench.snapshot().consecutiveFailures()).isOne();
		assertThat(bench.breaker.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(0, 0, 1, 0, 0, 0, 0));
	}

	@Test
	void releasedPermitCountsNothing() {
		Bench bench = halfOpen(1);
		Permit permit = bench.breaker.acquire();
		assertThat(bench.breaker.tryAcquire()).isNull();
		permit.release();
		permit.release();
		assertThat(bench.breaker.tryAcquire()).isNotNull();
		assertThat(bench.breaker.tryAcquire()).isNull();
		assertThat(bench.breaker.calls().success()).isZero();
	}

	@Test
	void permitMeasuresSlowCalls() {
		Bench bench = Bench.with((config) -> config.slowCallDuration(Duration.ofMillis(100)));
		Permit permit = bench.breaker.acquire();
		bench.wait(Duration.ofMillis(100));
		permit.success("value");
		assertThat(bench.breaker.calls().slowSuccess()).isOne();
	}

	@Test
	void permitFromBeforeTheSlowRuleWasSwitchedOnIsNotSlow() {
		Bench bench = Bench.with((config) -> config);
		bench.wait(Duration.ofHours(1));
		Permit permit = bench.breaker.acquire();
		bench.breaker.reconfigure(bench.breaker.config().toBuilder().slowCallDuration(Duration.ofMillis(1)).build());
		permit.success();
		assertThat(bench.breaker.calls().success()).isOne();
	}

	@Test
	void askingAndReportingWithoutPermitsTakesAndFreesTheSlotsOfProbes() {
		Bench bench = halfOpen(1);
		assertThat(bench.breaker.allows()).isTrue();
		assertThat(bench.breaker.allows()).isFalse();
		bench.breaker.recordSuccess();
		assertThat(bench.breaker.allows()).isTrue();
		bench.breaker.recordSuccess();
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void reportWithoutAskingTakesNoSlotFromAPermit() {
		Bench bench = halfOpen(1);
		Permit permit = bench.breaker.acquire();
		bench.breaker.recordSuccess();
		assertThat(bench.breaker.recordFailure(new IllegalStateException())).isFalse();
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		assertThat(bench.breaker.tryAcquire()).isNull();
		permit.failure(new IllegalStateException());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void failureThatReopensSaysSo() {
		Bench bench = halfOpen(1);
		assertThat(bench.breaker.allows()).isTrue();
		assertThat(bench.breaker.recordFailure(new IllegalStateException())).isTrue();
	}

	@Test
	void reconfigurationKeepsTheWindowIfItsShapeStays() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(0).failureRateThreshold(90).windowSize(10).minimumCalls(5));
		bench.run("FFSS");
		CircuitBreakerConfig.Builder changed = bench.breaker.config().toBuilder();
		bench.breaker.reconfigure(changed.failureRateThreshold(60).build());
		bench.run("F");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void reconfigurationStartsTheWindowAnewIfItsShapeChanges() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(0).failureRateThreshold(50).windowSize(10).minimumCalls(5));
		bench.run("FFFF");
		bench.breaker.reconfigure(bench.breaker.config().toBuilder().windowSize(20).build());
		assertThat(bench.snapshot().windowCalls()).isZero();
		bench.run("F");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(bench.snapshot().windowCalls()).isOne();
	}

	@Test
	void windowOfAnotherTypeBeginsEmptyAlsoAfterNothingButSuccesses() {
		Bench bench = Bench.with((config) -> config.failureRateThreshold(50));
		bench.run("SSS");
		bench.breaker.reconfigure(bench.breaker.config().toBuilder().windowType(WindowType.TIME).build());
		assertThat(bench.snapshot().windowCalls()).isZero();
		bench.run("S");
		assertThat(bench.snapshot().windowCalls()).isEqualTo(1);
	}

	@Test
	void reconfigurationKeepsState() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1));
		bench.run("F");
		bench.breaker.reconfigure(CircuitBreakerConfig.builder().openDuration(Duration.ofSeconds(1)).build());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(OPEN);
	}

	@Test
	void snapshotTellsEverything() {
		Bench bench = Bench
			.with((config) -> config.failureThreshold(0).failureRateThreshold(60).windowSize(10).minimumCalls(5));
		Instant start = bench.time.wallClock().instant();
		bench.run("SSFF");
		assertThat(bench.snapshot().failureRate()).isNaN();
		bench.run("IF");
		bench.wait(Duration.ofSeconds(1));
		bench.run("S");
		CircuitBreakerSnapshot snapshot = bench.snapshot();
		assertThat(snapshot.instance()).isEqualTo("payments");
		assertThat(snapshot.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(snapshot.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(2, 0, 3, 0, 1, 1, 0));
		assertThat(snapshot.windowCalls()).isEqualTo(5);
		assertThat(snapshot.windowFailures()).isEqualTo(3);
		assertThat(snapshot.windowSlowCalls()).isZero();
		assertThat(snapshot.failureRate()).isEqualTo(60);
		assertThat(snapshot.slowCallRate()).isNaN();
		assertThat(snapshot.consecutiveFailures()).isEqualTo(3);
		assertThat(snapshot.openedAt()).isEqualTo(start);
		assertThat(snapshot.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(29));
		assertThat(snapshot.lastFailureAt()).isEqualTo(start);
		assertThat(snapshot.lastFailureType()).isEqualTo(IllegalStateException.class.getName());
	}

	@Test
	void lifetimeTotalsCountSlowCallsAmongTheOthers() {
		CircuitBreakerSnapshot.Calls calls = new CircuitBreakerSnapshot.Calls(4, 2, 1, 1, 50, 60, 70);
		assertThat(calls.totalSuccesses()).isEqualTo(6);
		assertThat(calls.totalFailures()).isEqualTo(2);
		assertThat(calls.lifetimeFailureRate()).isEqualTo(25.0);
	}

	@Test
	void lifetimeFailureRateIsUnknownBeforeTheFirstResult() {
		assertThat(new CircuitBreakerSnapshot.Calls(0, 0, 0, 0, 1, 1, 1).lifetimeFailureRate()).isNaN();
	}

	@Test
	void worksWithoutSpringAndWithoutRegistry() {
		CircuitBreaker breaker = CircuitBreaker.of("alone", CircuitBreakerConfig.builder().failureThreshold(1).build());
		assertThat(breaker.instance()).isEqualTo("alone");
		breaker.acquire().failure(new IllegalStateException());
		assertThat(breaker.tryAcquire()).isNull();
		assertThat(CircuitBreaker.of("alone", CircuitBreakerConfig.defaults()).allows()).isTrue();
	}

	@Test
	void lifetimeTotalsSurviveEveryCommand() {
		Bench bench = Bench.with((config) -> config.failureThreshold(2));
		bench.run("SIFFSS");
		bench.breaker.close();
		bench.breaker.reset();
		bench.breaker.forceOpen();
		bench.breaker.disable();
		bench.breaker.reset();
		assertThat(bench.breaker.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(1, 0, 2, 0, 1, 2, 0));
	}

	@Test
	void repeatedCommandIsNoTransition() {
		Bench bench = Bench.with((config) -> config);
		bench.breaker.forceOpen();
		bench.breaker.forceOpen();
		bench.breaker.close();
		bench.breaker.close();
		bench.breaker.reset();
		assertThat(bench.transitions).hasSize(2);
	}

	@Test
	void exitNeverThrowsForAStrangePermit() {
		Bench bench = halfOpen(1);
		bench.breaker.exit(Long.MAX_VALUE, OutcomeKind.SUCCESS, null, null, 0);
		bench.breaker.exit(-1, OutcomeKind.FAILURE, null, null, 0);
		bench.breaker.release(-1);
		assertThat(bench.run("S")).isEqualTo("S");
	}

	private static Bench halfOpen(int probes) {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).halfOpenCalls(probes).openDuration(OPEN));
		bench.run("F");
		bench.wait(OPEN);
		bench.breaker.release(bench.enter());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		return bench;
	}

	private static Bench growing() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1)
			.openDuration(Duration.ofSeconds(10))
			.openDurationMultiplier(2)
			.maxOpenDuration(Duration.ofSeconds(35)));
		bench.run("F");
		return bench;
	}

	private static void reopen(Bench bench) {
		bench.wait(bench.breaker.remainingOpenDuration());
		bench.run("F");
	}

	private static Map.Entry<CircuitBreakerSnapshot.Change, Long> change(CircuitBreakerState from,
			CircuitBreakerState to, long count) {
		return Map.entry(new CircuitBreakerSnapshot.Change(from, to), count);
	}

}
