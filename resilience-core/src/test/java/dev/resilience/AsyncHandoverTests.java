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
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.retry.RetryBudgetConfig;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the moments at which an asynchronous call passes from one thing to the next,
 * and from one thread to another.
 */
class AsyncHandoverTests {

	private final ManualTime time = ManualTime.stopped();

	private final List<CompletableFuture<String>> stages = new ArrayList<>();

	private final Deque<Runnable> steps = new ArrayDeque<>();

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
	}

	private ResilienceBuilder builder() {
		return Resilience.builder("async").time(this.time).continuations(Runnable::run).offload(Runnable::run);
	}

	private CompletableFuture<String> newStage() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.stages.add(stage);
		return stage;
	}

	@Test
	void cancellingReachesAnAttemptThatFollowsAWaitOfNoTime() {
		Resilience retrying = builder().retry((r) -> r.maxAttempts(3).delay(Duration.ZERO)).build();
		CompletableFuture<String> result = retrying.callAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(this.stages).hasSize(2);
		result.cancel(true);
		assertThat(this.stages.get(1)).isCancelled();
	}

	@Test
	void cancellingReachesALimitedAttemptThatFollowsAWaitOfNoTime() {
		Resilience retrying = builder().retry((r) -> r.maxAttempts(3).delay(Duration.ZERO))
			.timeout(Duration.ofSeconds(1))
			.build();
		CompletableFuture<String> result = retrying.callAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		result.cancel(true);
		assertThat(this.stages.get(1)).isCancelled();
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(retrying.policies().calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void tenThousandAttemptsThatFailAtOnceNeedNoStack() {
		AtomicInteger attempts = new AtomicInteger();
		Resilience retrying = Resilience.builder("eager")
			.retry((r) -> r.maxAttempts(10_000).delay(Duration.ZERO).budget(RetryBudgetConfig.none()))
			.build();
		CompletableFuture<String> result = retrying.callAsync(() -> {
			attempts.incrementAndGet();
			return CompletableFuture.failedFuture(new IOException("down"));
		});
		assertThat(result).failsWithin(60, TimeUnit.SECONDS)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(IOException.class);
		assertThat(attempts).hasValue(10_000);
	}

	@Test
	void aLongChainOfFallbacksThatFailAtOnceIsTriedToItsEnd() {
		FallbackOption[] chain = new FallbackOption[300];
		for (int index = 0; index < chain.length; index++) {
			boolean last = index == chain.length - 1;
			chain[index] = FallbackOption.of("option-" + index, (call, failure) -> {
				if (last) {
					return "last";
				}
				throw new IOException("empty");
			});
		}
		Resilience answered = builder().fallback(chain).build();
		assertThat(answered.callAsync(() -> CompletableFuture.failedFuture(new IOException("down"))))
			.isCompletedWithValue("last");
	}

	@Test
	void aFallbackWorksUnderTheLimitsOfItsCallOnWhicheverThread() {
		AtomicReference<Duration> left = new AtomicReference<>();
		Resilience answered = builder().fallback(FallbackOption.builder("else", (call, failure) -> {
			left.set(Duration.ofNanos(Deadline.remainingNanos()));
			return "else";
		}).timeout(Duration.ofSeconds(5)).build()).build();
		CompletableFuture<String> result = answered.callAsync(this::newStage);
		Deadline ofSomebodyElse = Deadline.begin(this.time, "other", this.time.nanoTime(), 1_000_000_000);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(Deadline.current()).isSameAs(ofSomebodyElse);
		ofSomebodyElse.end();
		assertThat(result).isCompletedWithValue("else");
		assertThat(left).hasValue(Duration.ofSeconds(5));
	}

	@Test
	void aFallbackWorksInTheContextOfTheCallerOnWhicheverThread() {
		Resilience answered = builder().fallback("else", (failure) -> MDC.get("user")).build();
		CompletableFuture<String> result;
		MDC.put("user", "alice");
		try {
			result = answered.callAsync(this::newStage);
		}
		finally {
			MDC.clear();
		}
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(result).isCompletedWithValue("alice");
		assertThat(MDC.get("user")).isNull();
	}

	@Test
	void aFallbackIsNotAskedForACallThatNobodyWaitsFor() {
		AtomicInteger asked = new AtomicInteger();
		Resilience answered = builder()
			.fallback(FallbackOption.builder("else", (call, failure) -> "else " + asked.incrementAndGet())
				.on(List.of(CancellationException.class))
				.build())
			.build();
		answered.callAsync(this::newStage).cancel(true);
		assertThat(this.stages.get(0)).isCancelled();
		assertThat(asked).hasValue(0);
		assertThat(answered.policies().calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void aConditionOfAFallbackThatThrowsEndsTheCall() {
		Resilience answered = builder()
			.fallback(FallbackOption.builder("else", (call, failure) -> "else").onlyIf((failure) -> {
				throw new IllegalStateException("condition");
			}).build())
			.build();
		CompletableFuture<String> result = answered.callAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(result).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void anInterruptionFromElsewhereOfTheBeginningIsKeptAndIgnored() {
		Resilience plain = builder().circuitBreaker((c) -> c.failureThreshold(1)).build();
		CompletableFuture<Outcome<String>> outcome = plain.attemptAsync(() -> {
			throw new InterruptedException();
		});
		assertThat(Thread.interrupted()).isTrue();
		assertThat(outcome.join().kind()).isEqualTo(OutcomeKind.IGNORED);
		assertThat(plain.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void theInterruptOfALimitIsClearedThoughTheBeginningThrewIt() {
		Resilience timed = builder().timeout(Duration.ofSeconds(1)).build();
		CompletableFuture<String> result = timed.callAsync(() -> {
			this.time.advance(Duration.ofSeconds(1));
			throw new InterruptedException();
		});
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(result).isCompletedExceptionally();
	}

	@Test
	void aCallGoesOnWhereNoThreadCanBeStarted() {
		Resilience retrying = builder().continuations((step) -> {
			throw new OutOfMemoryError("unable to create native thread");
		}).retry((r) -> r.maxAttempts(2).delay(Duration.ofSeconds(1))).build();
		CompletableFuture<String> result = retrying.callAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		this.time.advance(Duration.ofSeconds(2));
		this.stages.get(1).complete("back");
		assertThat(result).isCompletedWithValue("back");
	}

	@Test
	void theTimeOfTheCallerIsNeverCutShortAndItsEndIsNobodysFailure() {
		TickingTime ticking = new TickingTime();
		Resilience inner = builder().time(ticking).build();
		CompletableFuture<String> result = Deadline.within(ticking, Duration.ofSeconds(1),
				() -> inner.callAsync(this::newStage));
		ticking.stands = true;
		long end = this.time.nanoTime();
		while (!result.isDone()) {
			this.time.advance(Duration.ofNanos(1));
			end = this.time.nanoTime();
			if (end < 990_000_000) {
				this.time.advance(Duration.ofNanos(999_999_900 - end));
			}
		}
		// The limit was set at the first reading of the time.
		assertThat(end).isGreaterThanOrEqualTo(1_000_000_001);
		assertThat(inner.policies().calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void whatGotNoThreadInTimeIsNeverBegun() {
		Deque<Runnable> threads = new ArrayDeque<>();
		Resilience offloaded = builder().offload(threads::add)
			.continuations(this.steps::add)
			.timeout((t) -> t.duration(Duration.ofSeconds(1)).mode(TimeoutMode.OFFLOAD))
			.bulkhead((b) -> b.maxConcurrent(1))
			.build();
		CompletableFuture<String> result = offloaded.callAsync(this::newStage);
		this.time.advance(Duration.ofSeconds(1));
		Thread.currentThread().interrupt();
		threads.remove().run();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.stages).isEmpty();
		this.steps.remove().run();
		assertThat(result).isCompletedExceptionally();
		assertThat(offloaded.bulkhead().snapshot().accepted()).isZero();
	}

	@Test
	void anAttemptOutOfTimeHasLeftTheQueueBeforeTheNextOneBegins() {
		Resilience queued = builder().continuations(this.steps::add)
			.retry((r) -> r.maxAttempts(2).delay(Duration.ZERO))
			.timeout(Duration.ofSeconds(1))
			.bulkhead((b) -> b.maxConcurrent(1).queueSize(1))
			.build();
		assertThat(queued.bulkhead().tryAcquire()).isTrue();
		CompletableFuture<String> result = queued.callAsync(this::newStage);
		assertThat(queued.bulkhead().snapshot().waiting()).isOne();
		this.time.advance(Duration.ofSeconds(1));
		this.steps.removeFirst().run();
		assertThat(queued.bulkhead().snapshot().waiting()).isZero();
		while (!this.steps.isEmpty()) {
			this.steps.removeLast().run();
		}
		assertThat(result).isCompletedExceptionally();
		assertThat(queued.policies().context().waitingRoom().size()).isZero();
		assertThat(queued.bulkhead().snapshot().active()).isOne();
	}

	@Test
	void closingTheRoomEndsTheQueueOfTheGate() {
		Resilience queued = builder().bulkhead((b) -> b.maxConcurrent(1).queueSize(1)).build();
		queued.callAsync(this::newStage);
		CompletableFuture<String> second = queued.callAsync(this::newStage);
		queued.policies().context().waitingRoom().close();
		assertThat(second).isCompletedExceptionally();
		assertThat(queued.bulkhead().snapshot().waiting()).isZero();
		this.stages.get(0).complete("one");
		assertThat(queued.bulkhead().snapshot().active()).isZero();
		assertThat(this.stages).hasSize(1);
	}

	@Test
	void aTimedOutAttemptIsCountedOnceHoweverLateItEnds() {
		Resilience timed = builder().timeout(Duration.ofSeconds(1)).bulkhead((b) -> b.maxConcurrent(1)).build();
		CompletableFuture<String> uncancellable = new Uncancellable();
		CompletableFuture<String> result = timed.callAsync(() -> uncancellable);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(result).isCompletedExceptionally();
		assertThat(timed.bulkhead().snapshot().active()).isOne();
		uncancellable.complete("late");
		assertThat(timed.bulkhead().snapshot().active()).isZero();
		assertThat(timed.policies().calls().count(CallOutcome.FAILURE)).isEqualTo(1);
		assertThat(timed.policies().calls().count(CallOutcome.SUCCESS)).isZero();
	}

	@Test
	void notesOfAnAttemptThatWasAbandonedAreDropped() {
		Resilience queued = builder().retry((r) -> r.maxAttempts(2).delay(Duration.ZERO))
			.timeout(Duration.ofSeconds(1))
			.bulkhead((b) -> b.maxConcurrent(1).queueSize(1))
			.build();
		queued.bulkhead().tryAcquire();
		CompletableFuture<Outcome<String>> outcome = queued.attemptAsync(this::newStage);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(outcome.join().failure()).isNotNull();
		assertThat(outcome.join().attempts()).isEqualTo(1);
	}

	private static final class Uncancellable extends CompletableFuture<String> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

	}

	/** Every reading takes a moment, until it stands. */
	private final class TickingTime implements TimeSource {

		private boolean stands;

		@Override
		public long nanoTime() {
			ManualTime manual = AsyncHandoverTests.this.time;
			if (!this.stands) {
				manual.advance(Duration.ofNanos(1));
			}
			return manual.nanoTime();
		}

		@Override
		public InstantSource wallClock() {
			return AsyncHandoverTests.this.time.wallClock();
		}

		@Override
		public void park(Object blocker, long nanos) {
			AsyncHandoverTests.this.time.park(blocker, nanos);
		}

		@Override
		public void schedule(TimerTask task, long dueNanos) {
			AsyncHandoverTests.this.time.schedule(task, dueNanos);
		}

	}

}
