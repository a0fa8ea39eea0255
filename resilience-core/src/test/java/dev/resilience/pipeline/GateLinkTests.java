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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.Background;
import dev.resilience.SlowTarget;
import dev.resilience.Target;
import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Gate;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.policy.Waiter;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GateLinkTests {

	private static final String INSTANCE = "orders";

	private static final Duration DAY = Duration.ofDays(1);

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final InstancePolicies instance = new InstancePolicies(INSTANCE, this.context, false, () -> {
	});

	GateLinkTests() {
		// A clock says anything but zero.
		this.time.advance(DAY);
	}

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void givesThePermitBackWithTheResult() throws Throwable {
		GateSpy gate = new GateSpy();
		pipeline(gate).run(Target.answering("value"));
		assertThat(gate.log).containsExactly("enter", "exit 7 SUCCESS value null");
	}

	@Test
	void givesThePermitBackWithEveryKindOfFailure() {
		for (Throwable failure : List.of(new IOException(), new StackOverflowError(), new CancellationException())) {
			GateSpy gate = new GateSpy();
			assertThatThrownBy(() -> pipeline(gate).run(Target.failing(failure))).isSameAs(failure);
			OutcomeKind kind = (failure instanceof CancellationException) ? OutcomeKind.IGNORED : OutcomeKind.FAILURE;
			assertThat(gate.log).containsExactly("enter", "exit 7 " + kind + " null " + failure);
		}
	}

	@Test
	void aGateWithoutAQueueRefusesAtOnce() {
		GateSpy gate = new GateSpy();
		gate.permit = -1;
		Target target = Target.answering("value");
		assertThatExceptionOfType(BulkheadFullException.class).isThrownBy(() -> pipeline(gate).run(target));
		assertThat(gate.log).containsExactly("enter", "await", "reject");
		assertThat(target.executions()).isZero();
	}

	@Test
	void shadowModeLetsTheCallPassWithoutPermitAndNeverQueues() throws Throwable {
		GateSpy gate = new GateSpy();
		gate.permit = -1;
		gate.mode = PolicyMode.SHADOW;
		assertThat(pipeline(gate).run(Target.answering("value"))).isEqualTo("value");
		assertThat(gate.log).containsExactly("enter", "shadow");
	}

	@Test
	void rule35ShadowModeOfEveryGateLetsPassWhatItWouldRefuse() throws Throwable {
		Bulkhead bulkhead = this.instance
			.bulkhead(BulkheadConfig.builder().maxConcurrent(0).mode(PolicyMode.SHADOW).build());
		RateLimiter limiter = this.instance.rateLimiter(
				RateLimiterConfig.builder().permits(1).period(Duration.ofHours(1)).mode(PolicyMode.SHADOW).build());
		CircuitBreaker breaker = this.instance
			.circuitBreaker(CircuitBreakerConfig.builder().mode(PolicyMode.SHADOW).build());
		breaker.forceOpen();
		limiter.drain();
		Target target = Target.answering("value");
		assertThat(pipeline(breaker, limiter, bulkhead).run(target)).isEqualTo("value");
		assertThat(target.executions()).isOne();
		assertThat(bulkhead.snapshot().shadow()).isOne();
		assertThat(bulkhead.snapshot().rejected()).isZero();
		assertThat(limiter.snapshot().shadow()).isOne();
		assertThat(breaker.calls().notPermitted()).isZero();
		assertThat(breaker.calls().success()).isZero();
	}

	@Test
	void aWaiterProceedsWhenAPermitIsFreed() {
		Bulkhead bulkhead = bulkhead(1, 1);
		assertThat(bulkhead.tryAcquire()).isTrue();
		Background<Object> waiting = start(Target.answering("value"), bulkhead);
		this.time.awaitParked(1);
		bulkhead.release();
		assertThat(waiting.value()).isEqualTo("value");
		assertThat(bulkhead.snapshot().active()).isZero();
	}

	@Test
	void aWaiterIsRefusedWhenTheLongestWaitIsOver() {
		Bulkhead bulkhead = this.instance
			.bulkhead(BulkheadConfig.builder().maxConcurrent(1).queueSize(1).maxWait(Duration.ofSeconds(2)).build());
		bulkhead.tryAcquire();
		Background<Object> waiting = start(Target.answering("value"), bulkhead);
		this.time.awaitParked(1);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(waiting.failure()).isInstanceOf(BulkheadFullException.class);
		assertThat(bulkhead.snapshot().waiting()).isZero();
		assertThat(bulkhead.snapshot().rejected()).isOne();
	}

	@Test
	void rule6AnInterruptFromElsewhereCancelsAWaitingCallAndIsKept() {
		Bulkhead bulkhead = bulkhead(1, 1);
		CircuitBreaker breaker = this.instance.circuitBreaker(CircuitBreakerConfig.builder()
			.failureThreshold(1)
			.recordOn(List.of(BulkheadFullException.class, CancellationException.class))
			.build());
		bulkhead.tryAcquire();
		Target target = Target.answering("value");
		Background<Object> waiting = start(target, breaker, bulkhead);
		this.time.awaitParked(1);
		waiting.interrupt();
		assertThat(waiting.failure()).isInstanceOf(CancellationException.class)
			.hasCauseInstanceOf(BulkheadFullException.class);
		assertThat(waiting.endedInterrupted()).isTrue();
		assertThat(target.executions()).isZero();
		assertThat(breaker.calls().ignored()).isOne();
		assertThat(this.instance.calls().count(CallOutcome.IGNORED)).isOne();
		assertThat(bulkhead.snapshot().waiting()).isZero();
		bulkhead.release();
		assertThat(bulkhead.snapshot().active()).isZero();
	}

	@Test
	void rule12ATimeoutWhileStillQueueingIsARejectionForTheBreaker() {
		Bulkhead bulkhead = bulkhead(1, 1);
		CircuitBreaker breaker = this.instance
			.circuitBreaker(CircuitBreakerConfig.builder().failureThreshold(1).build());
		Policy timeout = this.instance.timeout(TimeoutConfig.builder().duration(Duration.ofSeconds(1)).build());
		bulkhead.tryAcquire();
		Background<Object> waiting = start(Target.answering("value"), breaker, timeout, bulkhead);
		this.time.awaitParked(1);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(waiting.failure()).isInstanceOfSatisfying(CallTimeoutException.class,
				(ex) -> assertThat(ex.reachedTarget()).isFalse());
		assertThat(waiting.endedInterrupted()).isFalse();
		assertThat(breaker.snapshot().consecutiveFailures()).isZero();
		assertThat(this.instance.calls().count(CallOutcome.REJECTED)).isOne();
	}

	@Test
	void rule39ClosingTheWaitingRoomEndsTheWaitWithARejection() {
		Bulkhead bulkhead = bulkhead(1, 1);
		bulkhead.tryAcquire();
		Background<Object> waiting = start(Target.answering("value"), bulkhead);
		this.time.awaitParked(1);
		this.context.waitingRoom().close();
		assertThat(waiting.failure()).isInstanceOf(BulkheadFullException.class);
		bulkhead.release();
		assertThat(bulkhead.snapshot().active()).isZero();
		assertThat(bulkhead.snapshot().waiting()).isZero();
	}

	@Test
	void aPermitThatArrivesWhileTheWaitIsCancelledIsGivenBack() {
		GateSpy gate = new GateSpy();
		gate.permit = -1;
		gate.waiter = admittedMeanwhile(() -> Thread.currentThread().interrupt());
		Target target = Target.answering("value");
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> pipeline(gate).run(target));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(gate.log).containsExactly("enter", "await", "release 9");
		assertThat(target.executions()).isZero();
	}

	@Test
	void aPermitThatArrivesAsALimitEndsTheWaitIsGivenBackAndNotCountedAsARejectionToo() {
		Policy timeout = this.instance.timeout(TimeoutConfig.builder().duration(Duration.ofSeconds(1)).build());
		GateSpy gate = new GateSpy();
		gate.permit = -1;
		gate.waiter = admittedMeanwhile(() -> this.time.advance(Duration.ofSeconds(1)));
		Target target = Target.answering("value");
		assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> pipeline(timeout, gate).run(target))
			.satisfies((ex) -> assertThat(ex.reachedTarget()).isFalse());
		assertThat(Thread.interrupted()).isFalse();
		assertThat(gate.log).containsExactly("enter", "await", "release 9");
		assertThat(target.executions()).isZero();
	}

	@Test
	void thePermitOfAWaiterIsTheOneThatIsGivenBack() throws Throwable {
		GateSpy gate = new GateSpy();
		gate.permit = -1;
		gate.waiter = settled(5);
		assertThat(pipeline(gate).run(Target.answering("value"))).isEqualTo("value");
		assertThat(gate.log).containsExactly("enter", "await", "exit 5 SUCCESS value null");
	}

	private static Waiter admittedMeanwhile(Runnable endOfWait) {
		return waiter(Waiter.WAITING, endOfWait);
	}

	private static Waiter settled(long permit) {
		return waiter(permit, () -> {
		});
	}

	private static Waiter waiter(long polled, Runnable endOfWait) {
		return new Waiter() {

			@Override
			public long poll() {
				return polled;
			}

			@Override
			public void onSettled(Runnable signal) {
				endOfWait.run();
			}

			@Override
			public long cancel() {
				return 9;
			}

			@Override
			public long maxWaitNanos() {
				return Long.MAX_VALUE;
			}

		};
	}

	@Test
	void rule9QueueingIsNoPartOfTheDurationThatJudgesSlowCalls() {
		GateSpy slow = new GateSpy();
		slow.needsDuration = true;
		Bulkhead bulkhead = bulkhead(1, 1);
		bulkhead.tryAcquire();
		Background<Object> waiting = start(() -> {
			this.time.advance(Duration.ofMillis(30));
			return "value";
		}, slow, bulkhead);
		this.time.awaitParked(1);
		this.time.advance(Duration.ofSeconds(5));
		bulkhead.release();
		waiting.value();
		assertThat(slow.nanos).isEqualTo(Duration.ofMillis(30).toNanos());
	}

	@Test
	void rule9QueueingInVainIsNoPartOfTheDurationEither() {
		GateSpy slow = new GateSpy();
		slow.needsDuration = true;
		Bulkhead bulkhead = this.instance
			.bulkhead(BulkheadConfig.builder().maxConcurrent(1).queueSize(1).maxWait(Duration.ofSeconds(5)).build());
		bulkhead.tryAcquire();
		Background<Object> waiting = start(Target.answering("value"), slow, bulkhead);
		this.time.awaitParked(1);
		this.time.advance(Duration.ofSeconds(5));
		waiting.failure();
		assertThat(slow.nanos).isZero();
		assertThat(slow.log.get(1)).startsWith("exit 7 REJECTED");
	}

	@Test
	void theTimeInTheQueueIsPartOfTheDelayThatAnOutcomeTells() {
		Bulkhead bulkhead = bulkhead(1, 1);
		bulkhead.tryAcquire();
		Pipeline pipeline = pipeline(bulkhead);
		Background<Outcome<@Nullable Object>> waiting = Background
			.start(() -> pipeline.attempt(Target.answering("value")));
		this.time.awaitParked(1);
		this.time.advance(Duration.ofMillis(400));
		bulkhead.release();
		assertThat(waiting.value().totalDelay()).isEqualTo(Duration.ofMillis(400));
		assertThat(waiting.value().duration()).isEqualTo(Duration.ofMillis(400));
	}

	@Test
	void whatFollowsAQueueGetsTheTimeAtWhichItsOwnPartBegins() {
		Bulkhead bulkhead = bulkhead(1, 1);
		bulkhead.tryAcquire();
		GateSpy behind = new GateSpy();
		behind.needsTime = true;
		Background<Object> waiting = start(Target.answering("value"), bulkhead, behind);
		this.time.awaitParked(1);
		this.time.advance(Duration.ofSeconds(3));
		bulkhead.release();
		waiting.value();
		assertThat(behind.enteredAt).isEqualTo(DAY.plusSeconds(3).toNanos());
	}

	@Test
	void aRateLimiterWithAQueueServesTheCallWhenItsTimeHasCome() {
		RateLimiter limiter = this.instance.rateLimiter(RateLimiterConfig.builder()
			.permits(1)
			.period(Duration.ofSeconds(1))
			.maxWait(Duration.ofSeconds(5))
			.build());
		limiter.drain();
		Background<Object> waiting = start(Target.answering("value"), limiter);
		this.time.awaitParked(1);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(waiting.value()).isEqualTo("value");
	}

	@Test
	void firstList18ACallThatCannotBeServedInTimeIsRefusedWithoutWaiting() {
		RateLimiter limiter = slowLimiter(Duration.ofMillis(700));
		limiter.drain();
		assertThatExceptionOfType(RateLimitExceededException.class)
			.isThrownBy(() -> pipeline(limiter).run(Target.answering("value")));
		assertThat(this.time.nanoTime()).isEqualTo(DAY.toNanos());
	}

	@Test
	void firstList19AnInterruptedWaiterBurnsNoPermit() {
		RateLimiter limiter = slowLimiter(Duration.ofHours(1));
		limiter.drain();
		Background<Object> waiting = start(Target.answering("value"), limiter);
		this.time.awaitParked(1);
		waiting.interrupt();
		assertThat(waiting.failure()).isInstanceOf(CancellationException.class);
		this.time.advance(Duration.ofSeconds(100));
		assertThat(limiter.tryAcquire()).isTrue();
		assertThat(limiter.snapshot().waiting()).isZero();
	}

	@Test
	void firstList19ACallerThatIsInterruptedAlreadyBurnsNoPermit() {
		RateLimiter limiter = slowLimiter(Duration.ofHours(1));
		limiter.drain();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CancellationException.class)
			.isThrownBy(() -> pipeline(limiter).run(Target.answering("value")));
		assertThat(Thread.interrupted()).isTrue();
		this.time.advance(Duration.ofSeconds(100));
		assertThat(limiter.tryAcquire()).isTrue();
	}

	@Test
	void rule23TheSlotIsHeldUntilTheWorkHasReallyEnded() {
		Bulkhead bulkhead = bulkhead(1, 0);
		Policy timeout = this.instance.timeout(TimeoutConfig.builder().duration(Duration.ofSeconds(1)).build());
		SlowTarget target = SlowTarget.uninterruptible();
		Background<Object> running = start(target, timeout, bulkhead);
		target.awaitBegun();
		this.time.advance(Duration.ofSeconds(1));
		assertThatExceptionOfType(BulkheadFullException.class)
			.isThrownBy(() -> pipeline(bulkhead).run(Target.answering("value")));
		assertThat(running.isDone()).isFalse();
		target.letGo();
		assertThat(running.failure()).isInstanceOf(CallTimeoutException.class);
		assertThat(running.endedInterrupted()).isFalse();
		assertThat(bulkhead.snapshot().active()).isZero();
	}

	@Test
	void manyThreadsWaitAreInterruptedAndTimeOutWithoutLosingAPermit() throws Exception {
		int threads = 8;
		Bulkhead bulkhead = Bulkhead.of(INSTANCE,
				BulkheadConfig.builder().maxConcurrent(2).queueSize(3).maxWait(Duration.ofNanos(50_000)).build(),
				PolicyContext.standalone());
		Pipeline pipeline = Pipeline.of(INSTANCE, List.of(bulkhead), PolicyContext.standalone(),
				new CallCounters(false));
		AtomicInteger concurrent = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch start = new CountDownLatch(1);
		List<Background<Object>> callers = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			callers.add(Background.start(() -> {
				start.await();
				for (int call = 0; call < 2_000; call++) {
					if (call % 7 == 0) {
						Thread.currentThread().interrupt();
					}
					pipeline.attempt(() -> {
						most.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
						Thread.onSpinWait();
						return concurrent.decrementAndGet();
					});
					Thread.interrupted();
				}
				return "done";
			}));
		}
		start.countDown();
		callers.forEach(Background::value);
		assertThat(most).hasValueLessThanOrEqualTo(2);
		assertThat(bulkhead.snapshot().active()).isZero();
		assertThat(bulkhead.snapshot().waiting()).isZero();
		assertThat(bulkhead.snapshot().accepted() + bulkhead.snapshot().rejected()).isEqualTo(threads * 2_000L);
		assertThat(bulkhead.tryAcquire()).isTrue();
		assertThat(bulkhead.tryAcquire()).isTrue();
	}

	/** One permit in 100 seconds. */
	private RateLimiter slowLimiter(Duration maxWait) {
		return this.instance.rateLimiter(
				RateLimiterConfig.builder().permits(1).period(Duration.ofSeconds(100)).maxWait(maxWait).build());
	}

	private Bulkhead bulkhead(int maxConcurrent, int queueSize) {
		return this.instance
			.bulkhead(BulkheadConfig.builder().maxConcurrent(maxConcurrent).queueSize(queueSize).build());
	}

	private Pipeline pipeline(Policy... policies) {
		return Pipeline.of(INSTANCE, List.of(policies), this.context, this.instance.calls());
	}

	private Background<Object> start(ThrowingSupplier<?, ?> work, Policy... policies) {
		Pipeline pipeline = pipeline(policies);
		return Background.start(() -> pipeline.run(work));
	}

	/** Writes down what it is asked. */
	private static final class GateSpy implements Gate {

		private final List<String> log = new ArrayList<>();

		private final Bulkhead refusing = Bulkhead.of(INSTANCE, BulkheadConfig.defaults(), PolicyContext.standalone());

		private long permit = 7;

		private PolicyMode mode = PolicyMode.ENFORCE;

		private boolean needsTime;

		private boolean needsDuration;

		private @Nullable Waiter waiter;

		private long enteredAt;

		private long nanos = -1;

		@Override
		public long tryEnter(Call call, long now) {
			this.log.add("enter");
			this.enteredAt = now;
			return this.permit;
		}

		@Override
		public @Nullable Waiter await(Call call, long now) {
			this.log.add("await");
			return this.waiter;
		}

		@Override
		public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure,
				long nanos) {
			this.log.add("exit " + permit + " " + kind + " " + result + " " + failure);
			this.nanos = nanos;
		}

		@Override
		public void release(long permit) {
			this.log.add("release " + permit);
		}

		@Override
		public CallRejectedException reject(Call call) {
			this.log.add("reject");
			return this.refusing.reject(call);
		}

		@Override
		public void passInShadow(Call call) {
			this.log.add("shadow");
		}

		@Override
		public PolicyType type() {
			return PolicyType.BULKHEAD;
		}

		@Override
		public PolicyMode mode() {
			return this.mode;
		}

		@Override
		public boolean needsTime() {
			return this.needsTime;
		}

		@Override
		public boolean needsDuration() {
			return this.needsDuration;
		}

	}

}
