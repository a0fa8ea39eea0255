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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for asynchronous calls through {@link Resilience#callAsync}.
 */
class AsyncCallTests {

	private final ManualTime time = ManualTime.stopped();

	private final List<CompletableFuture<String>> stages = new ArrayList<>();

	AsyncCallTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	// Steps run on the thread that moves the time: tests are deterministic.
	private ResilienceBuilder builder() {
		return Resilience.builder("async").time(this.time).continuations(Runnable::run).offload(Runnable::run);
	}

	private CompletableFuture<String> newStage() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.stages.add(stage);
		return stage;
	}

	@Test
	void passesOnTheValueOfTheStage() {
		Resilience plain = builder().retry((r) -> r.maxAttempts(3)).circuitBreaker((c) -> {
		}).bulkhead((b) -> b.maxConcurrent(1)).timeout(Duration.ofSeconds(1)).build();
		CompletableFuture<String> result = plain.callAsync(this::newStage);
		assertThat(result).isNotDone();
		assertThat(plain.bulkhead().snapshot().active()).isEqualTo(1);
		this.stages.get(0).complete("done");
		assertThat(result).isCompletedWithValue("done");
		assertThat(plain.bulkhead().snapshot().active()).isZero();
		assertThat(plain.policies().calls().count(CallOutcome.SUCCESS)).isEqualTo(1);
	}

	@Test
	void repeatsAFailedStageAfterTheDelayWithoutAThread() {
		Resilience retrying = builder().retry((r) -> r.maxAttempts(3).delay(Duration.ofMillis(100)).jitterFactor(0.0))
			.build();
		CompletableFuture<String> result = retrying.callAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new CompletionException(new IOException("down")));
		assertThat(this.stages).hasSize(1);
		this.time.advance(Duration.ofMillis(99));
		assertThat(this.stages).hasSize(1);
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.stages).hasSize(2);
		this.stages.get(1).complete("back");
		assertThat(result).isCompletedWithValue("back");
	}

	@Test
	void treatsASynchronousThrowLikeAFailedStageOnEveryAttempt() {
		AtomicInteger attempts = new AtomicInteger();
		Resilience retrying = builder().fallback("else", (failure) -> "fallback after " + failure.getMessage())
			.retry((r) -> r.maxAttempts(3).delay(Duration.ZERO))
			.build();
		CompletableFuture<String> result = retrying.callAsync(() -> {
			throw new IOException("attempt " + attempts.incrementAndGet());
		});
		assertThat(result).isCompletedWithValue("fallback after attempt 3");
		assertThat(attempts).hasValue(3);
	}

	@Test
	void answersByAFallbackThatIsAStage() {
		CompletableFuture<String> answer = new CompletableFuture<>();
		Resilience answered = builder().fallback(FallbackOption.of("later", (call, failure) -> answer))
			.retry((r) -> r.maxAttempts(1))
			.build();
		CompletableFuture<Outcome<String>> outcome = answered.attemptAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(outcome).isNotDone();
		answer.complete("stored");
		assertThat(outcome.join().value()).isEqualTo("stored");
		assertThat(outcome.join().source()).isEqualTo(Outcome.Source.fallback("later"));
	}

	@Test
	void timesOutAndCancelsTheSource() {
		Resilience timed = builder().circuitBreaker((c) -> c.failureThreshold(1))
			.timeout(Duration.ofSeconds(1))
			.build();
		CompletableFuture<String> result = timed.callAsync(this::newStage);
		this.time.advance(Duration.ofMillis(999));
		assertThat(result).isNotDone();
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.stages.get(0)).isCancelled();
		assertThatThrownBy(result::get).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(CallTimeoutException.class);
		assertThat(timed.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(timed.callAsync(this::newStage)).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(CircuitBreakerOpenException.class);
	}

	@Test
	void leavesNoTimerBehindACallThatEndedInTime() {
		Resilience timed = builder().timeout(Duration.ofMinutes(1)).build();
		CompletableFuture<String> result = timed.callAsync(this::newStage);
		this.stages.get(0).complete("done");
		assertThat(result).isCompletedWithValue("done");
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void cancelReachesTheSourceFreesThePermitAndIsIgnored() {
		Resilience plain = builder().circuitBreaker((c) -> c.failureThreshold(1))
			.bulkhead((b) -> b.maxConcurrent(1))
			.build();
		CompletableFuture<String> result = plain.callAsync(this::newStage);
		result.cancel(true);
		assertThat(this.stages.get(0)).isCancelled();
		assertThat(plain.bulkhead().snapshot().active()).isZero();
		assertThat(plain.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(plain.policies().calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void orTimeoutOfTheCallerCancelsTheSource() {
		Resilience plain = builder().build();
		CompletableFuture<String> result = plain.callAsync(this::newStage);
		result.completeExceptionally(new CancellationException());
		assertThat(this.stages.get(0)).isCancelled();
	}

	@Test
	void cancelEndsTheWaitBetweenAttempts() {
		Resilience retrying = builder().retry((r) -> r.delay(Duration.ofMinutes(1))).build();
		CompletableFuture<String> result = retrying.callAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		result.cancel(false);
		assertThat(this.time.scheduledTasks()).isZero();
		this.time.advance(Duration.ofMinutes(2));
		assertThat(this.stages).hasSize(1);
	}

	@Test
	void queuesWithoutAThread() {
		Resilience queued = builder().bulkhead((b) -> b.maxConcurrent(1).queueSize(1)).build();
		CompletableFuture<String> first = queued.callAsync(this::newStage);
		CompletableFuture<String> second = queued.callAsync(this::newStage);
		CompletableFuture<String> third = queued.callAsync(this::newStage);
		assertThat(this.stages).hasSize(1);
		assertThat(third).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(BulkheadFullException.class);
		this.stages.get(0).complete("one");
		assertThat(first).isCompletedWithValue("one");
		assertThat(this.stages).hasSize(2);
		this.stages.get(1).complete("two");
		assertThat(second).isCompletedWithValue("two");
	}

	@Test
	void aCancelledWaiterGivesItsPlaceBack() {
		Resilience queued = builder().bulkhead((b) -> b.maxConcurrent(1).queueSize(1)).build();
		queued.callAsync(this::newStage);
		CompletableFuture<String> second = queued.callAsync(this::newStage);
		second.cancel(true);
		assertThat(queued.bulkhead().snapshot().waiting()).isZero();
		this.stages.get(0).complete("one");
		assertThat(this.stages).hasSize(1);
		assertThat(queued.bulkhead().snapshot().active()).isZero();
	}

	@Test
	void aWaiterThatIsAdmittedAsItIsCancelledGivesItsPermitBack() {
		Deque<Runnable> steps = new ArrayDeque<>();
		Resilience queued = builder().continuations(steps::add)
			.bulkhead((b) -> b.maxConcurrent(1).queueSize(1))
			.build();
		queued.callAsync(this::newStage);
		CompletableFuture<String> second = queued.callAsync(this::newStage);
		this.stages.get(0).complete("one");
		second.cancel(true);
		steps.forEach(Runnable::run);
		assertThat(this.stages).hasSize(1);
		assertThat(queued.bulkhead().snapshot().active()).isZero();
	}

	@Test
	void aCallThatEndedIsNotCancelledByWhoeverLooksAtItsFuture() {
		Resilience timed = builder().timeout(Duration.ofSeconds(1))
			.circuitBreaker((c) -> c.failureThreshold(1))
			.build();
		CompletableFuture<String> uncancellable = new CompletableFuture<>() {

			@Override
			public boolean cancel(boolean mayInterruptIfRunning) {
				return false;
			}

		};
		CompletableFuture<String> result = timed.callAsync(() -> uncancellable);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(result).isCompletedExceptionally();
		uncancellable.completeExceptionally(new IOException("late"));
		assertThat(timed.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void waitsForTheRateLimiterWithoutAThread() {
		Resilience limited = builder()
			.rateLimiter((l) -> l.permits(1).period(Duration.ofSeconds(1)).maxWait(Duration.ofSeconds(5)))
			.build();
		limited.callAsync(this::newStage);
		CompletableFuture<String> second = limited.callAsync(this::newStage);
		assertThat(this.stages).hasSize(1);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.stages).hasSize(2);
		assertThat(second).isNotDone();
	}

	@Test
	void aDeadlineBoundsTheWholeCall() {
		Resilience bounded = builder().deadline(Duration.ofSeconds(1))
			.retry((r) -> r.maxAttempts(10).delay(Duration.ofMillis(600)).jitterFactor(0.0).multiplier(1.0))
			.build();
		CompletableFuture<String> result = bounded.callAsync(this::newStage);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		this.time.advance(Duration.ofMillis(600));
		assertThat(this.stages).hasSize(2);
		this.time.advance(Duration.ofMillis(400));
		assertThat(this.stages.get(1)).isCancelled();
		assertThat(result).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(DeadlineExceededException.class);
	}

	@Test
	void theTimeOfTheCallerBoundsWhatItBegins() {
		Resilience inner = builder().circuitBreaker((c) -> c.failureThreshold(1)).build();
		CompletableFuture<String> result = Deadline.within(this.time, Duration.ofSeconds(1),
				() -> inner.callAsync(this::newStage));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.stages.get(0)).isCancelled();
		assertThat(result).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(DeadlineExceededException.class);
		assertThat(inner.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(inner.policies().calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void aThreadThatStillBeginsTheWorkIsInterruptedAtTheLimit() {
		Resilience timed = builder().timeout(Duration.ofSeconds(1)).build();
		CompletableFuture<Outcome<String>> outcome = timed.attemptAsync(() -> {
			this.time.advance(Duration.ofSeconds(1));
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return newStage();
		});
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(outcome.join().failure()).isInstanceOf(CallTimeoutException.class);
		assertThat(outcome.join().kind()).isEqualTo(OutcomeKind.FAILURE);
	}

	@Test
	void closingEndsWaitsAtOnce() throws Exception {
		try (ResilienceRegistry registry = ResilienceRegistry.builder()
			.time(this.time)
			.continuations(Runnable::run)
			.build()) {
			CompletableFuture<String> result = registry.get("waits").callAsync(this::newStage);
			this.stages.get(0).completeExceptionally(new IOException("down"));
			assertThat(result).isNotDone();
			registry.close();
			assertThat(result).failsWithin(0, TimeUnit.SECONDS);
		}
	}

}
