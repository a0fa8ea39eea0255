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

package dev.resilience.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.Target;
import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.deadletter.DeadLetterConfig;
import dev.resilience.deadletter.DeadLetterOperation;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PipelineTests {

	private static final String INSTANCE = "orders";

	private final ManualTime time = ManualTime.autoAdvancing();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final InstancePolicies instance = new InstancePolicies(INSTANCE, this.context, true, () -> {
	});

	PipelineTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void withoutPoliciesItRunsTheWorkAndCountsIt() throws Throwable {
		Pipeline pipeline = pipeline();
		assertThat(pipeline.run(Target.answering("value"))).isEqualTo("value");
		assertThat(pipeline.run(() -> null)).isNull();
		assertThat(this.instance.calls().count(CallOutcome.SUCCESS)).isEqualTo(2);
		assertThat(pipeline.instance()).isEqualTo(INSTANCE);
	}

	@Test
	void theFirstPolicyIsTheOutermost() throws Throwable {
		List<String> log = new ArrayList<>();
		pipeline(new Recorder("a", PolicyType.RETRY, log), new Recorder("b", PolicyType.FALLBACK, log),
				new Recorder("c", PolicyType.TIMEOUT, log))
			.run(() -> log.add("work"));
		assertThat(log).containsExactly("a", "b", "c", "work", "/c", "/b", "/a");
	}

	@Test
	void rule1TheStandardOrderIsFallbackDeadLetterDeadlineIdempotencyRetryBreakerLimiterTimeoutBulkhead() {
		List<Policy> anyOrder = List.of(this.instance.bulkhead(BulkheadConfig.defaults()),
				this.instance.timeout(timeout(Duration.ofSeconds(1))), this.instance.retry(RetryConfig.defaults()),
				this.instance.rateLimiter(RateLimiterConfig.defaults()), fallback(),
				this.instance.circuitBreaker(CircuitBreakerConfig.defaults()),
				this.instance.deadline(Duration.ofSeconds(2)), idempotency(),
				this.instance.deadLetter(DeadLetterConfig.defaults(), DeadLetterOperation.named("charge"),
						DeadLetters.builder(new InMemoryDeadLetterStore()).build()));
		assertThat(Pipeline.inStandardOrder(anyOrder)).extracting(Policy::type)
			.containsExactly(PolicyType.FALLBACK, PolicyType.DEAD_LETTER, PolicyType.DEADLINE, PolicyType.IDEMPOTENCY,
					PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER, PolicyType.RATE_LIMITER, PolicyType.TIMEOUT,
					PolicyType.BULKHEAD);
	}

	@Test
	void policiesOfOneTypeKeepTheirOrderInTheStandardOrder() {
		List<String> log = new ArrayList<>();
		Recorder first = new Recorder("first", PolicyType.TIMEOUT, log);
		Recorder second = new Recorder("second", PolicyType.TIMEOUT, log);
		assertThat(Pipeline.inStandardOrder(List.of(first, second))).containsExactly(first, second);
	}

	@Test
	void policiesThatAreOffAreLeftOut() throws Throwable {
		Bulkhead off = this.instance.bulkhead(BulkheadConfig.builder().maxConcurrent(0).mode(PolicyMode.OFF).build());
		Pipeline pipeline = pipeline(off);
		assertThat(pipeline.policies()).isEmpty();
		assertThat(pipeline.run(Target.answering("value"))).isEqualTo("value");
		assertThat(off.snapshot().accepted()).isZero();
	}

	@Test
	void workWithoutNotesSharesOneCallAndWorkUnderAFallbackGetsItsOwn() throws Throwable {
		List<Call> seen = new ArrayList<>();
		Spy spy = new Spy(seen);
		pipeline(spy).run(Target.answering("value"));
		assertThat(seen).containsExactly(SharedCall.INSTANCE);
		seen.clear();
		pipeline(fallback(), spy).run(Target.answering("value"));
		pipeline(fallback(), spy).run(Target.answering("value"));
		assertThat(seen).doesNotContain(SharedCall.INSTANCE).doesNotHaveDuplicates();
	}

	@Test
	void slowCallsBehindAQueueGetACallOfTheirOwnSoThatQueueingCanBeTakenOff() throws Throwable {
		List<Call> seen = new ArrayList<>();
		Policy slowCalls = this.instance
			.circuitBreaker(CircuitBreakerConfig.builder().slowCallDuration(Duration.ofSeconds(1)).build());
		pipeline(slowCalls, this.instance.bulkhead(BulkheadConfig.defaults()), new Spy(seen))
			.run(Target.answering("value"));
		assertThat(seen).doesNotContain(SharedCall.INSTANCE);
	}

	@Test
	void measuresTheTimeOfSuccessesAndFailuresApart() throws Throwable {
		Pipeline pipeline = pipeline();
		pipeline.run(taking(Duration.ofMillis(30), null));
		pipeline.run(taking(Duration.ofMillis(20), null));
		assertThatThrownBy(() -> pipeline.run(taking(Duration.ofMillis(7), new IOException())));
		assertThat(this.instance.calls().totalNanos(CallOutcome.SUCCESS)).isEqualTo(Duration.ofMillis(50).toNanos());
		assertThat(this.instance.calls().totalNanos(CallOutcome.FAILURE)).isEqualTo(Duration.ofMillis(7).toNanos());
	}

	@Test
	void measuresNothingAndReadsNoClockUnlessAsked() throws Throwable {
		CallCounters untimed = new CallCounters(false);
		CountingTime counting = new CountingTime();
		Pipeline pipeline = Pipeline.of(INSTANCE, List.of(), PolicyContext.standalone(counting), untimed);
		pipeline.run(Target.answering("value"));
		assertThatThrownBy(() -> pipeline.run(Target.failing(new IOException())));
		assertThat(counting.readings()).isZero();
		assertThat(untimed.count(CallOutcome.SUCCESS)).isOne();
	}

	@Test
	void readsTheClockTwiceForATimedCallThatSucceedsAtOnce() throws Throwable {
		CountingTime counting = new CountingTime();
		PolicyContext surroundings = PolicyContext.standalone(counting);
		InstancePolicies timed = new InstancePolicies(INSTANCE, surroundings, true, () -> {
		});
		Pipeline pipeline = timed.pipeline(new InstanceConfig(null, RetryConfig.defaults(),
				CircuitBreakerConfig.defaults(), RateLimiterConfig.defaults(), null, BulkheadConfig.defaults()));
		int before = counting.readings();
		pipeline.run(Target.answering("value"));
		assertThat(counting.readings() - before).isEqualTo(2);
	}

	@Test
	void readsTheClockTwiceWhereSlowCallsAreJudgedToo() throws Throwable {
		CountingTime counting = new CountingTime();
		InstancePolicies timed = new InstancePolicies(INSTANCE, PolicyContext.standalone(counting), true, () -> {
		});
		Pipeline pipeline = timed.pipeline(new InstanceConfig(null, RetryConfig.defaults(),
				CircuitBreakerConfig.builder().slowCallDuration(Duration.ofSeconds(1)).build(),
				RateLimiterConfig.defaults(), null, BulkheadConfig.defaults()));
		int before = counting.readings();
		pipeline.run(Target.answering("value"));
		assertThat(counting.readings() - before).isEqualTo(2);
	}

	@Test
	void theTimeOfAnIdempotentCallHoldsTheStoringOfItsResult() throws Throwable {
		Policy slowCalls = this.instance
			.circuitBreaker(CircuitBreakerConfig.builder().slowCallDuration(Duration.ofSeconds(1)).build());
		Strategy storing = new Strategy() {

			@Override
			public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
				throw new UnsupportedOperationException("Only blocking calls here");
			}

			@Override
			public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next)
					throws Throwable {
				Object result = next.proceed(work, call, now);
				PipelineTests.this.time.advance(Duration.ofMillis(5));
				return result;
			}

			@Override
			public PolicyType type() {
				return PolicyType.IDEMPOTENCY;
			}

		};
		pipeline(storing, slowCalls, this.instance.bulkhead(BulkheadConfig.defaults()))
			.run(taking(Duration.ofMillis(30), null));
		assertThat(this.instance.calls().totalNanos(CallOutcome.SUCCESS)).isEqualTo(Duration.ofMillis(35).toNanos());
	}

	@Test
	void theTimeOfARepeatedCallHoldsAllAttemptsAndWaits() throws Throwable {
		RetryConfig retry = RetryConfig.builder().delay(Duration.ofMillis(100)).jitter(Jitter.NONE).build();
		CircuitBreakerConfig slowCalls = CircuitBreakerConfig.builder().slowCallDuration(Duration.ofSeconds(1)).build();
		this.instance.pipeline(new InstanceConfig(null, retry, slowCalls, null, null, BulkheadConfig.defaults()))
			.run(Target.doing(taking(Duration.ofMillis(7), new IOException()))
				.then(taking(Duration.ofMillis(3), null)));
		assertThat(this.instance.calls().totalNanos(CallOutcome.SUCCESS)).isEqualTo(Duration.ofMillis(110).toNanos());
	}

	@Test
	void everyCallIsCountedAsOneOutcome() {
		Pipeline plain = pipeline();
		attempt(plain, Target.answering("value"));
		attempt(plain, Target.failing(new IOException()));
		attempt(plain, Target.failing(new LinkageError()));
		attempt(plain, Target.failing(new CancellationException()));
		Pipeline full = pipeline(this.instance.bulkhead(BulkheadConfig.builder().maxConcurrent(0).build()));
		attempt(full, Target.answering("value"));
		attempt(pipeline(fallback()), Target.failing(new IOException()));
		Pipeline idempotent = pipeline(idempotency());
		attempt(idempotent, Target.answering("value"));
		attempt(idempotent, Target.answering("value"));
		CallCounters calls = this.instance.calls();
		assertThat(calls.count(CallOutcome.SUCCESS)).isEqualTo(2);
		assertThat(calls.count(CallOutcome.FAILURE)).isEqualTo(2);
		assertThat(calls.count(CallOutcome.IGNORED)).isOne();
		assertThat(calls.count(CallOutcome.REJECTED)).isOne();
		assertThat(calls.count(CallOutcome.FALLBACK)).isOne();
		assertThat(calls.count(CallOutcome.REPLAYED)).isOne();
	}

	@Test
	void anAttemptTellsTheValueAndWhatItTook() {
		RetryConfig retry = RetryConfig.builder().delay(Duration.ofMillis(100)).jitter(Jitter.NONE).build();
		Outcome<@Nullable Object> outcome = pipeline(this.instance.retry(retry))
			.attempt(Target.doing(taking(Duration.ofMillis(7), new IOException())).thenAnswer("value"));
		assertThat(outcome).isEqualTo(new Outcome<@Nullable Object>("value", null, OutcomeKind.SUCCESS, 2,
				Outcome.Source.TARGET, 1.0, Duration.ofMillis(100), Duration.ofMillis(107)));
		assertThat(outcome.isSuccess()).isTrue();
	}

	@Test
	void anAttemptTellsTheFailureInsteadOfThrowingIt() {
		for (Throwable failure : List.of(new IOException(), new StackOverflowError(), new OutOfMemoryError())) {
			Outcome<@Nullable Object> outcome = pipeline().attempt(Target.failing(failure));
			assertThat(outcome.failure()).isSameAs(failure);
			assertThat(outcome.kind()).isEqualTo(OutcomeKind.FAILURE);
			assertThat(outcome.isSuccess()).isFalse();
		}
	}

	@Test
	void anAttemptKeepsTheInterruptThatAnExceptionCarried() {
		Outcome<@Nullable Object> outcome = pipeline().attempt(Target.failing(new InterruptedException()));
		assertThat(outcome.kind()).isEqualTo(OutcomeKind.IGNORED);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void anAttemptTellsThatAFallbackAnsweredAndHowWell() {
		Policy fallback = this.instance.fallback(FallbackConfig.defaults(),
				List.of(FallbackOption.builder("cache", (call, failure) -> "cached").quality(0.4).build()));
		Outcome<@Nullable Object> outcome = pipeline(fallback).attempt(Target.failing(new IOException()));
		assertThat(outcome.value()).isEqualTo("cached");
		assertThat(outcome.kind()).isEqualTo(OutcomeKind.SUCCESS);
		assertThat(outcome.source()).isEqualTo(Outcome.Source.fallback("cache"));
		assertThat(outcome.quality()).isEqualTo(0.4);
	}

	@Test
	void anAttemptTellsThatAStoredResultAnswered() {
		Pipeline pipeline = pipeline(idempotency());
		assertThat(pipeline.attempt(Target.answering("first")).source()).isEqualTo(Outcome.Source.TARGET);
		Outcome<@Nullable Object> again = pipeline.attempt(Target.answering("second"));
		assertThat(again.value()).isEqualTo("first");
		assertThat(again.source()).isEqualTo(Outcome.Source.REPLAY);
	}

	@Test
	void anAttemptThatAGateRefusesIsRejected() {
		Policy full = this.instance.bulkhead(BulkheadConfig.builder().maxConcurrent(0).build());
		Target target = Target.answering("value");
		assertThat(pipeline(full).attempt(target).kind()).isEqualTo(OutcomeKind.REJECTED);
		assertThat(target.executions()).isZero();
	}

	@Test
	void anObserverSeesEveryCallAndMayFail() throws Throwable {
		List<CallOutcome> seen = new ArrayList<>();
		this.instance.calls().observe((outcome, nanos) -> {
			seen.add(outcome);
			throw new IllegalStateException("expected by this test");
		});
		IOException failure = new IOException();
		assertThat(pipeline().run(Target.answering("value"))).isEqualTo("value");
		assertThatThrownBy(() -> pipeline().run(Target.failing(failure))).isSameAs(failure);
		assertThat(seen).containsExactly(CallOutcome.SUCCESS, CallOutcome.FAILURE);
	}

	private Pipeline pipeline(Policy... policies) {
		return Pipeline.of(INSTANCE, List.of(policies), this.context, this.instance.calls());
	}

	private static void attempt(Pipeline pipeline, ThrowingSupplier<?, ?> work) {
		pipeline.attempt(work);
	}

	private Policy fallback() {
		return this.instance.fallback(FallbackConfig.defaults(),
				List.of(FallbackOption.of("standby", (call, failure) -> "standby")));
	}

	private Policy idempotency() {
		return this.instance.idempotency(IdempotencyConfig.defaults(), IdempotentOperation
			.of(new InMemoryIdempotencyStore(this.time), (call) -> new IdempotentRequest("orders", "1", null)));
	}

	private static TimeoutConfig timeout(Duration limit) {
		return TimeoutConfig.builder().duration(limit).build();
	}

	private ThrowingSupplier<String, Exception> taking(Duration duration, @Nullable Exception failure) {
		return () -> {
			this.time.advance(duration);
			if (failure != null) {
				throw failure;
			}
			return "value";
		};
	}

	/** Writes down when a call enters and leaves it. */
	private record Recorder(String name, PolicyType type, List<String> log) implements Strategy {

		@Override
		public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
			this.log.add(this.name);
			Object result = next.proceed(work, call, now);
			this.log.add("/" + this.name);
			return result;
		}

		@Override
		public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
			throw new UnsupportedOperationException("Only blocking calls here");
		}

	}

	/** Keeps the calls that it sees. */
	private record Spy(List<Call> seen) implements Strategy {

		@Override
		public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
			this.seen.add(call);
			return next.proceed(work, call, now);
		}

		@Override
		public PolicyType type() {
			return PolicyType.TIMEOUT;
		}

		@Override
		public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
			throw new UnsupportedOperationException("Only blocking calls here");
		}

	}

}
