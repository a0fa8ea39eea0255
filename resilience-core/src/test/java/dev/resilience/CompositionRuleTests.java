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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.event.Events;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.fallback.FallbackTimeoutException;
import dev.resilience.fallback.FallbackWhen;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyMode;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.OnExhausted;
import dev.resilience.retry.RetryExhaustedException;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The rules of behaviour that hold between policies; the number is that of the rule.
 */
class CompositionRuleTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final ManualTime time = ManualTime.autoAdvancing();

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.current()).isNull();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	// Limits

	@Test
	void rule2TheTimeoutBoundsEachAttemptAndTheDeadlineTheWholeCall() {
		Target target = taking(Duration.ofMillis(900));
		Resilience orders = builder().deadline(Duration.ofSeconds(3))
			.retry((retry) -> retry.maxAttempts(9)
				.delay(Duration.ofMillis(50))
				.backoff(Backoff.FIXED)
				.jitter(Jitter.NONE))
			.timeout(Duration.ofMillis(500))
			.build();
		Outcome<String> outcome = orders.attempt(target);
		assertThat(outcome.failure()).isInstanceOf(DeadlineExceededException.class);
		assertThat(outcome.attempts()).isEqualTo(4);
		assertThat(target.executions()).isEqualTo(4);
	}

	@Test
	void rule2NoWaitStartsThatCannotEndBeforeTheDeadline() {
		IOException failure = new IOException();
		Resilience orders = builder().deadline(SECOND)
			.retry((retry) -> retry.maxAttempts(3).delay(SECOND).jitter(Jitter.NONE))
			.build();
		Outcome<String> outcome = orders.attempt(Target.failing(failure));
		assertThat(outcome.failure()).isSameAs(failure);
		assertThat(outcome.duration()).isZero();
	}

	@Test
	void rule3ACircuitThatOpensUnderARetryTellsWhatWasWrong() {
		IOException failure = new IOException();
		Resilience orders = builder().retry((retry) -> retry.maxAttempts(5))
			.circuitBreaker((breaker) -> breaker.failureThreshold(2))
			.build();
		Outcome<String> outcome = orders.attempt(Target.failing(failure));
		assertThat(outcome.failure()).isInstanceOf(CircuitBreakerOpenException.class);
		assertThat(outcome.failure().getSuppressed()).containsExactly(failure);
	}

	@Test
	void rule2ANestedDeadlineCanOnlyShortenTheEnclosingOne() {
		Resilience outer = builder("outer").deadline(SECOND).build();
		Resilience inner = builder("inner").deadline(Duration.ofSeconds(60)).build();
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> outer.call(() -> inner.call(taking(Duration.ofSeconds(2)))))
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("outer"));
	}

	@Test
	void rule12ExpiryOfAnEnclosingDeadlineIsIgnoredByAnInnerBreaker() {
		Resilience outer = builder("outer").deadline(SECOND).build();
		Resilience inner = builder("inner").retry((retry) -> {
		}).circuitBreaker((breaker) -> breaker.failureThreshold(1)).build();
		Target target = Target.doing(() -> {
			this.time.advance(Duration.ofSeconds(2));
			throw new IOException();
		});
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> outer.call(() -> inner.call(target)));
		assertThat(inner.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(inner.circuitBreaker().calls().ignored()).isOne();
		assertThat(inner.policies().calls().count(CallOutcome.IGNORED)).isOne();
		assertThat(outer.policies().calls().count(CallOutcome.FAILURE)).isOne();
		assertThat(target.executions()).isOne();
	}

	@Test
	void rule12ExpiryOfTheInstancesOwnDeadlineIsAFailureOfTheTarget() {
		Resilience orders = builder().deadline(SECOND).circuitBreaker((breaker) -> breaker.failureThreshold(1)).build();
		Target target = Target.doing(() -> {
			this.time.advance(Duration.ofSeconds(2));
			throw new InterruptedException();
		});
		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> orders.call(target));
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(orders.policies().calls().count(CallOutcome.FAILURE)).isOne();
	}

	@Test
	void rule12ExpiryOfTheInstancesOwnTimeoutIsAFailureOfTheTarget() {
		Resilience orders = builder().circuitBreaker((breaker) -> breaker.failureThreshold(1)).timeout(SECOND).build();
		orders.attempt(taking(SECOND));
		assertThat(orders.circuitBreaker().calls().failure()).isOne();
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void rule12ADeadlineThatExpiresInAQueueIsARejectionForTheBreaker() {
		ManualTime stopped = ManualTime.stopped();
		Resilience orders = Resilience.builder("orders")
			.time(stopped)
			.deadline(SECOND)
			.circuitBreaker((breaker) -> breaker.failureThreshold(1))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1))
			.build();
		orders.bulkhead().tryAcquire();
		Background<Outcome<String>> queued = Background.start(() -> orders.attempt(Target.answering("value")));
		stopped.awaitParked(1);
		stopped.advance(SECOND);
		assertThat(queued.value().failure()).isInstanceOf(DeadlineExceededException.class);
		assertThat(queued.value().kind()).isEqualTo(OutcomeKind.REJECTED);
		assertThat(queued.endedInterrupted()).isFalse();
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void rule20AnInnerCallNeverSwallowsTheInterruptOfTheEnclosingCallAndEndsItsOwnRetries() {
		Resilience outer = builder("outer").timeout(SECOND).build();
		Resilience inner = builder("inner").retry((retry) -> retry.maxAttempts(5).delay(Duration.ofMillis(1)))
			.timeout(Duration.ofSeconds(5))
			.build();
		Target target = Target.doing(() -> {
			this.time.advance(SECOND);
			throw new IOException();
		});
		List<Boolean> interruptedInside = new ArrayList<>();
		assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> outer.call(() -> {
			inner.attempt(target);
			interruptedInside.add(Thread.currentThread().isInterrupted());
			return "value";
		})).satisfies((ex) -> assertThat(ex.instance()).isEqualTo("outer"));
		assertThat(interruptedInside).containsExactly(true);
		assertThat(target.executions()).isOne();
	}

	// Rejections

	@Test
	void rule3OwnRejectionsAreNoFailuresOfTheBreakerWhicheverGateRefuses() {
		Resilience full = builder().circuitBreaker((breaker) -> breaker.failureThreshold(1))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(0))
			.build();
		full.attempt(Target.answering("value"));
		assertThat(full.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(full.circuitBreaker().calls().ignored()).isOne();
		Resilience limited = builder().circuitBreaker((breaker) -> breaker.failureThreshold(1))
			.rateLimiter((limiter) -> limiter.permits(1).period(Duration.ofHours(1)))
			.build();
		limited.rateLimiter().drain();
		assertThat(limited.attempt(Target.answering("value")).failure()).isInstanceOf(RateLimitExceededException.class);
		assertThat(limited.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void rule3ASupertypeInAListDoesNotReachARejection() {
		Resilience orders = builder().retry((retry) -> retry.retryOn(List.of(Exception.class, RuntimeException.class)))
			.circuitBreaker((breaker) -> breaker.failureThreshold(1).recordOn(List.of(Exception.class)))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(0))
			.build();
		Outcome<String> outcome = orders.attempt(Target.answering("value"));
		assertThat(outcome.failure()).isInstanceOf(BulkheadFullException.class);
		assertThat(outcome.attempts()).isOne();
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void rule3ARejectionThatIsNamedIsRepeatedAndRecorded() {
		Resilience orders = builder()
			.retry((retry) -> retry.maxAttempts(2).retryOn(List.of(CallRejectedException.class)))
			.circuitBreaker((breaker) -> breaker.failureThreshold(2).recordOn(List.of(CallRejectedException.class)))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(0))
			.build();
		assertThat(orders.attempt(Target.answering("value")).attempts()).isEqualTo(2);
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void rule3ARetryThatNamesTheOpenCircuitWaitsForIt() throws Exception {
		Resilience orders = builder()
			.retry((retry) -> retry.maxAttempts(2)
				.delay(Duration.ofMillis(1))
				.retryOn(List.of(CircuitBreakerOpenException.class)))
			.circuitBreaker((breaker) -> breaker.failureThreshold(1).openDuration(Duration.ofSeconds(30)))
			.build();
		orders.attempt(Target.failing(new IOException()));
		this.time.advance(Duration.ofSeconds(10));
		Outcome<String> outcome = orders.attempt(Target.answering("value"));
		assertThat(outcome.value()).isEqualTo("value");
		assertThat(outcome.totalDelay()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void rule3AnOpenCircuitStaysDistinguishableFromExhaustedRetries() {
		Resilience orders = builder()
			.retry((retry) -> retry.maxAttempts(2)
				.onExhausted(OnExhausted.WRAP)
				.maxRetryAfter(Duration.ofHours(1))
				.retryOn(List.of(CallRejectedException.class)))
			.circuitBreaker((breaker) -> {
			})
			.build();
		orders.circuitBreaker().forceOpen();
		assertThatExceptionOfType(CircuitBreakerOpenException.class)
			.isThrownBy(() -> orders.call(Target.answering("value")));
	}

	@Test
	void rule36OneRejectionIsOneEventAndOneCount() {
		Events events = new Events();
		List<CallRejected> heard = new ArrayList<>();
		events.on(CallRejected.class, heard::add);
		Resilience orders = builder().events(events).retry((retry) -> {
		}).circuitBreaker((breaker) -> {
		}).rateLimiter((limiter) -> {
		}).timeout(SECOND).bulkhead((bulkhead) -> bulkhead.maxConcurrent(0)).build();
		orders.attempt(Target.answering("value"));
		assertThat(heard).hasSize(1);
		assertThat(orders.bulkhead().snapshot().rejected()).isOne();
		assertThat(orders.policies().calls().count(CallOutcome.REJECTED)).isOne();
		orders.circuitBreaker().forceOpen();
		orders.attempt(Target.answering("value"));
		assertThat(heard).hasSize(2);
		assertThat(orders.circuitBreaker().calls().notPermitted()).isOne();
		assertThat(orders.bulkhead().snapshot().rejected()).isOne();
	}

	// Failures

	@Test
	void rule4ErrorsAreNeitherRepeatedNorAnsweredButReleasePermitsAndCount() {
		Target target = Target.failing(new OutOfMemoryError("expected by this test"));
		Resilience orders = guarded().build();
		assertThatThrownBy(() -> orders.call(target)).isInstanceOf(OutOfMemoryError.class);
		assertThat(target.executions()).isOne();
		assertThat(orders.bulkhead().snapshot().active()).isZero();
		assertThat(orders.circuitBreaker().calls().failure()).isOne();
	}

	@Test
	void rule4NotMatchedByASetListIsIgnored() {
		Resilience orders = builder()
			.circuitBreaker((breaker) -> breaker.failureThreshold(1).recordOn(List.of(IOException.class)))
			.build();
		orders.attempt(Target.failing(new IllegalStateException()));
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		orders.attempt(Target.failing(new CompletionException(new IOException())));
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void rule5OnlyWrappingChangesTheExceptionOfTheWork() {
		IOException failure = new IOException();
		Resilience wrapping = builder().retry((retry) -> retry.maxAttempts(2).onExhausted(OnExhausted.WRAP)).build();
		assertThatExceptionOfType(RetryExhaustedException.class)
			.isThrownBy(() -> wrapping.call(Target.failing(failure)))
			.withCause(failure);
		assertThatThrownBy(() -> guarded().build().call(Target.failing(new Error("own")))).hasMessage("own");
	}

	@Test
	void rule6ACancellationIsIgnoredByEveryPolicy() {
		for (Exception cancellation : List.of(new CancellationException(), new InterruptedException())) {
			Target target = Target.failing(cancellation);
			Resilience orders = guarded().build();
			assertThatThrownBy(() -> orders.call(target)).isSameAs(cancellation);
			assertThat(target.executions()).isOne();
			assertThat(orders.circuitBreaker().calls().ignored()).isOne();
			assertThat(orders.circuitBreaker().calls().failure()).isZero();
			assertThat(orders.policies().calls().count(CallOutcome.IGNORED)).isOne();
			assertThat(orders.bulkhead().snapshot().active()).isZero();
		}
	}

	@Test
	void rule6AForeignInterruptFlagIsKeptByEveryPolicy() throws Exception {
		Resilience orders = guarded().build();
		orders.call(() -> {
			Thread.currentThread().interrupt();
			return "value";
		});
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void rule6ACancelledProbeClosesNothing() {
		Resilience orders = builder()
			.circuitBreaker((breaker) -> breaker.failureThreshold(1).halfOpenCalls(1).successThreshold(1))
			.build();
		orders.attempt(Target.failing(new IOException()));
		this.time.advance(Duration.ofSeconds(30));
		orders.attempt(Target.failing(new CancellationException()));
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		orders.attempt(Target.answering("value"));
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	// Slots

	@Test
	void rule23AnOffloadedCallHoldsItsSlotThoughItsCallerHasLeft() {
		ManualTime stopped = ManualTime.stopped();
		Resilience orders = Resilience.builder("orders")
			.time(stopped)
			.timeout((timeout) -> timeout.duration(SECOND).mode(TimeoutMode.OFFLOAD))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
			.build();
		SlowTarget target = SlowTarget.uninterruptible();
		Background<String> caller = Background.start(() -> orders.call(target));
		target.awaitBegun();
		stopped.awaitParked(1);
		stopped.advance(SECOND);
		assertThat(caller.failure()).isInstanceOf(CallTimeoutException.class);
		assertThat(orders.bulkhead().snapshot().active()).isOne();
		assertThat(orders.bulkhead().tryAcquire()).isFalse();
		target.letGo();
		await().until(() -> orders.bulkhead().snapshot().active() == 0);
	}

	@Test
	void firstList2And14NothingThatUserCodeThrowsCostsAPermitOrAResult() {
		IllegalStateException expected = new IllegalStateException("expected by this test");
		Events events = new Events();
		events.on(ResilienceEvent.class, (event) -> {
			throw expected;
		});
		Resilience orders = builder().events(events).fallback(FallbackOption.builder("broken", (call, failure) -> {
			throw expected;
		}).when(FallbackWhen.FAILURE).build()).retry((retry) -> retry.maxAttempts(2).retryOnResult((result) -> {
			throw expected;
		}).beforeRetry((attempt, failure, wait) -> {
			throw expected;
		}).afterExhaustion((attempt, failure, wait) -> {
			throw expected;
		}))
			.circuitBreaker(
					(breaker) -> breaker.failureThreshold(0).failureCountThreshold(90).recordOnResult((result) -> {
						throw expected;
					}).recordFailure((failure) -> {
						throw expected;
					}))
			.rateLimiter((limiter) -> limiter.permits(50))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
			.build();
		for (int call = 0; call < 5; call++) {
			IOException failure = new IOException();
			assertThat(orders.attempt(Target.answering("value")).value()).isEqualTo("value");
			assertThat(orders.attempt(Target.failing(failure)).failure()).isSameAs(failure);
			assertThat(failure).hasSuppressedException(expected);
			assertThat(orders.bulkhead().snapshot().active()).isZero();
		}
		orders.bulkhead().tryAcquire();
		assertThat(orders.attempt(Target.answering("value")).failure()).isInstanceOf(BulkheadFullException.class);
		orders.bulkhead().release();
		orders.circuitBreaker().forceOpen();
		assertThat(orders.attempt(Target.answering("value")).failure()).isInstanceOf(CircuitBreakerOpenException.class);
		assertThat(orders.bulkhead().snapshot().active()).isZero();
	}

	@Test
	void firstList1AProbeThatEndsInAnErrorFreesItsSlotInAPipeline() {
		Resilience orders = builder()
			.circuitBreaker((breaker) -> breaker.failureThreshold(1)
				.halfOpenCalls(1)
				.successThreshold(1)
				.recordOn(List.of(IOException.class)))
			.build();
		orders.attempt(Target.failing(new IOException()));
		this.time.advance(Duration.ofSeconds(30));
		orders.attempt(Target.failing(new StackOverflowError()));
		assertThat(orders.attempt(Target.answering("value")).value()).isEqualTo("value");
	}

	// Fallbacks

	@Test
	void rule28WhatAllOptionsThrewIsSuppressedOnTheFailureOfTheTarget() {
		IOException primary = new IOException("primary");
		Resilience orders = builder().fallback(FallbackOption.of("first", (call, failure) -> {
			throw new IOException("first");
		}), FallbackOption.of("second", (call, failure) -> {
			throw new IOException("second");
		})).build();
		assertThat(orders.attempt(Target.failing(primary)).failure()).isSameAs(primary);
		assertThat(primary.getSuppressed()).extracting(Throwable::getMessage).containsExactly("first", "second");
	}

	@Test
	void rule28ConditionsTellRejectionsFromFailures() {
		Resilience orders = builder().fallback(
				FallbackOption.builder("rejected", (call, failure) -> "rejected").when(FallbackWhen.REJECTION).build(),
				FallbackOption.builder("failed", (call, failure) -> "failed").when(FallbackWhen.FAILURE).build())
			.circuitBreaker((breaker) -> breaker.failureThreshold(1))
			.build();
		assertThat(orders.attempt(Target.failing(new IOException())).value()).isEqualTo("failed");
		assertThat(orders.attempt(Target.failing(new IOException())).value()).isEqualTo("rejected");
	}

	@Test
	void rule28AFallbackAnswersAfterTheDeadlineUnderATimeoutOfItsOwn() {
		Resilience orders = builder().fallback(
				FallbackOption.builder("slow", (call, failure) -> take(Duration.ofSeconds(3)))
					.timeout(Duration.ofSeconds(2))
					.build(),
				FallbackOption.builder("quick", (call, failure) -> take(SECOND)).timeout(Duration.ofSeconds(2)).build())
			.deadline(SECOND)
			.build();
		Target late = taking(SECOND);
		Outcome<String> outcome = orders.attempt(late);
		assertThat(outcome.value()).isEqualTo("value");
		assertThat(outcome.source()).isEqualTo(Outcome.Source.fallback("quick"));
		assertThat(outcome.duration()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void rule28AFallbackRunsUnderTheDeadlineOfAnEnclosingCall() {
		Resilience outer = builder("outer").deadline(SECOND).build();
		Resilience inner = builder("inner").fallback("slow", (failure) -> take(Duration.ofSeconds(3))).build();
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> outer.call(() -> inner.call(Target.failing(new IOException()))))
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("outer"));
	}

	@Test
	void rule28ATimeoutOfAFallbackIsSuppressedOnTheFailureOfTheTarget() {
		IOException primary = new IOException();
		Resilience orders = builder()
			.fallback(FallbackOption.builder("slow", (call, failure) -> take(SECOND)).timeout(SECOND).build())
			.build();
		orders.attempt(Target.failing(primary));
		assertThat(primary.getSuppressed()).singleElement().isInstanceOf(FallbackTimeoutException.class);
	}

	// Modes

	@ParameterizedTest
	@ValueSource(strings = { "orders", "carts" })
	void rule35InShadowModeACallThatWouldBeRefusedPassesAndIsNoProbe(String name) {
		Resilience orders = builder(name).circuitBreaker(
				(breaker) -> breaker.failureThreshold(1).halfOpenCalls(1).successThreshold(1).mode(PolicyMode.SHADOW))
			.build();
		orders.attempt(Target.failing(new IOException()));
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(orders.attempt(Target.answering("value")).value()).isEqualTo("value");
		assertThat(orders.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(orders.circuitBreaker().calls().success()).isZero();
		assertThat(orders.policies().calls().count(CallOutcome.REJECTED)).isZero();
	}

	private ResilienceBuilder builder() {
		return builder("orders");
	}

	private ResilienceBuilder builder(String name) {
		return Resilience.builder(name).time(this.time);
	}

	private ResilienceBuilder guarded() {
		return builder().fallback("standby", (failure) -> "standby")
			.deadline(Duration.ofMinutes(1))
			.retry((retry) -> retry.maxAttempts(3))
			.circuitBreaker((breaker) -> breaker.failureThreshold(9))
			.rateLimiter((limiter) -> {
			})
			.timeout(Duration.ofSeconds(30))
			.bulkhead((bulkhead) -> {
			});
	}

	private Target taking(Duration duration) {
		return Target.doing(() -> take(duration));
	}

	private String take(Duration duration) {
		this.time.advance(duration);
		return "value";
	}

}
