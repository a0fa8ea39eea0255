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

package dev.resilience.autoconfigure.aop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.bulkhead.BulkheadSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.Failures;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of annotations do not depend on how a method returns its result: acceptance
 * cases by the names of their rows, each for blocking methods, for stages and for
 * Reactor.
 */
class ReturnShapeConformanceTests {

	private static final String NAME = "shaped";

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void r11AFailureIsRepeatedUntilTheLastAttempt(CallShape shape) {
		run(shape, Retrying.class, (bench) -> {
			bench.target.script(new IOException("1"), new IOException("2"), new IOException("3"));
			assertThat(bench.failure(bench.call())).isInstanceOf(IOException.class).hasMessage("3");
			assertThat(bench.target.sources()).hasSize(3);
			assertThat(bench.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void r11AnAttemptThatSucceedsEndsTheCall(CallShape shape) {
		run(shape, Retrying.class, (bench) -> {
			bench.target.script(new IOException("1"), new IOException("2"), "third");
			assertThat(bench.value(bench.call())).isEqualTo("third");
			assertThat(bench.target.sources()).hasSize(3);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void r12AFailedResultIsAFailureLikeAThrow(CallShape shape) {
		run(shape, Retrying.class, (bench) -> {
			CompletableFuture<String> call = bench.call();
			bench.source(0).completeExceptionally(new IOException("late"));
			bench.source(1).complete("repeated");
			assertThat(bench.value(call)).isEqualTo("repeated");
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void doBetter22ASynchronousThrowIsAFailureOnEveryAttempt(CallShape shape) {
		run(shape, Answered.class, (bench) -> {
			bench.target.script(new IllegalStateException("1"), new IllegalStateException("2"),
					new IllegalStateException("3"));
			assertThat(bench.value(bench.call())).isEqualTo("instead of 3");
			assertThat(bench.target.sources()).hasSize(3);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void f1AFallbackAnswersAfterTheLastAttempt(CallShape shape) {
		run(shape, Answered.class, (bench) -> {
			bench.target.script(new IOException("1"), new IOException("2"), new IOException("3"));
			assertThat(bench.value(bench.call())).isEqualTo("instead of 3");
			assertThat(bench.instance().policies().calls().count(CallOutcome.FALLBACK)).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void b1TheCircuitOpensAndRefusalsReachTheCallerAsFailures(CallShape shape) {
		run(shape, Breaking.class, (bench) -> {
			bench.target.script(new IOException("1"), new IOException("2"));
			assertThat(bench.failure(bench.call())).isInstanceOf(IOException.class);
			assertThat(bench.failure(bench.call())).isInstanceOf(IOException.class);
			assertThat(bench.failure(bench.call())).isInstanceOf(CircuitBreakerOpenException.class);
			assertThat(bench.target.sources()).hasSize(2);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void k4PermitsAreHeldUntilTheResult(CallShape shape) {
		run(shape, Queueing.class, (bench) -> {
			List<CompletableFuture<String>> calls = bench.callFourTimes();
			assertThat(bench.failure(bench.call())).isInstanceOf(BulkheadFullException.class);
			bench.target.sources().get(0).complete("first");
			bench.source(2).complete("third");
			bench.source(3).complete("fourth");
			bench.source(1).complete("second");
			assertThat(calls.stream().map(bench::value)).containsExactlyInAnyOrder("first", "second", "third",
					"fourth");
			assertThat(bench.bulkhead().active()).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void m4CountsOfABulkheadWithAQueue(CallShape shape) {
		run(shape, Queueing.class, (bench) -> {
			List<CompletableFuture<String>> calls = bench.callFourTimes();
			assertThat(bench.failure(bench.call())).isInstanceOf(BulkheadFullException.class);
			IntStream.range(0, 4).forEach((index) -> bench.source(index).complete("done"));
			calls.forEach(bench::value);
			assertThat(bench.bulkhead().accepted()).isEqualTo(4);
			assertThat(bench.bulkhead().rejected()).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void aRateLimiterLetsCallsWaitForTheirTurn(CallShape shape) {
		run(shape, Limited.class, (bench) -> {
			bench.target.script("one", "two");
			assertThat(bench.value(bench.call())).isEqualTo("one");
			CompletableFuture<String> second = bench.call();
			bench.until(() -> bench.instance().rateLimiter().snapshot().waiting() == 1);
			assertThat(bench.target.sources()).hasSize(1);
			assertThat(bench.value(second)).isEqualTo("two");
			assertThat(bench.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void t3AnAttemptEndsAtItsLimitAndItsSourceWithIt(CallShape shape) {
		run(shape, Timed.class, (bench) -> {
			CompletableFuture<String> call = bench.call();
			bench.source(0);
			assertThat(bench.failure(call)).isInstanceOf(CallTimeoutException.class);
			assertThat(bench.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
			if (shape != CallShape.BLOCKING) {
				assertThat(bench.source(0)).isCancelled();
			}
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void t6TheCallerIsFreeAtTheLimitWhileTheWorkGoesOnInItsSlot(CallShape shape) {
		run(shape, Offloaded.class, (bench) -> {
			bench.target.ignoreCancel();
			CompletableFuture<String> call = bench.call();
			bench.source(0);
			assertThat(bench.failure(call)).isInstanceOf(CallTimeoutException.class);
			assertThat(bench.source(0)).isNotDone();
			// Of a publisher that was cancelled nobody knows whether its work goes on.
			assertThat(bench.bulkhead().active()).isEqualTo((shape != CallShape.MONO) ? 1 : 0);
			bench.source(0).complete("too late");
			bench.until(() -> bench.bulkhead().active() == 0);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void t8TheTimeInAQueueCounts(CallShape shape) {
		run(shape, TimedInQueue.class, (bench) -> {
			CompletableFuture<String> first = bench.call();
			bench.source(0);
			CompletableFuture<String> second = bench.call();
			bench.until(() -> bench.bulkhead().waiting() == 1);
			bench.time.advance(Duration.ofMillis(300));
			bench.source(0).complete("in time");
			assertThat(bench.value(first)).isEqualTo("in time");
			bench.sourceNow(1);
			bench.time.advance(Duration.ofMillis(199));
			assertThat(second).isNotDone();
			bench.time.advance(Duration.ofMillis(1));
			assertThat(bench.failureNow(second)).isInstanceOf(CallTimeoutException.class);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void c2CancellingIsIgnoredNotRepeatedAndKeepsTheSlotUntilTheWorkEnds(CallShape shape) {
		run(shape, Cancelled.class, (bench) -> {
			if (shape != CallShape.BLOCKING) {
				bench.target.ignoreCancel();
			}
			CompletableFuture<String> call = bench.call();
			bench.source(0);
			CompletableFuture<String> queued = bench.call();
			bench.until(() -> bench.bulkhead().waiting() == 1);
			queued.cancel(true);
			assertThat(Failures.isCancellation(bench.failureNow(queued))).isTrue();
			bench.until(() -> bench.bulkhead().waiting() == 0);
			call.cancel(true);
			assertThat(Failures.isCancellation(bench.failureNow(call))).isTrue();
			assertThat(bench.bulkhead().active()).isEqualTo((shape == CallShape.STAGE) ? 1 : 0);
			bench.source(0).complete("whatever");
			bench.until(() -> bench.bulkhead().active() == 0);
			bench.until(() -> bench.instance().policies().calls().count(CallOutcome.IGNORED) == 2);
			assertThat(bench.target.sources()).hasSize(1);
			assertThat(bench.instance().circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void b13RejectionsOfABulkheadOpenTheCircuitWhereTheyAreNamed(CallShape shape) {
		run(shape, RefusalsCount.class, (bench) -> {
			CompletableFuture<String> running = bench.call();
			bench.source(0);
			CompletableFuture<String> queued = bench.call();
			bench.until(() -> bench.bulkhead().waiting() == 1);
			for (int refused = 0; refused < 3; refused++) {
				assertThat(bench.failure(bench.call())).isInstanceOf(BulkheadFullException.class);
			}
			assertThat(bench.failure(bench.call())).isInstanceOf(CircuitBreakerOpenException.class);
			bench.source(0).complete("first");
			bench.source(1).complete("second");
			assertThat(List.of(bench.value(running), bench.value(queued))).containsExactly("first", "second");
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void b17TimeoutsOpenTheCircuitUnderARetry(CallShape shape) {
		run(shape, TimedBreaking.class, (bench) -> {
			assertThat(bench.failure(bench.call())).isInstanceOf(CircuitBreakerOpenException.class);
			assertThat(bench.target.sources()).hasSize(4);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void k3OneThatEndsLetsOneStartAndAnotherQueue(CallShape shape) {
		run(shape, Queueing.class, (bench) -> {
			List<CompletableFuture<String>> calls = bench.callFourTimes();
			assertThat(bench.failure(bench.call())).isInstanceOf(BulkheadFullException.class);
			assertThat(bench.target.sources()).hasSize(2);
			bench.source(0).complete("done");
			bench.sourceNow(2);
			CompletableFuture<String> sixth = bench.call();
			bench.until(() -> bench.bulkhead().waiting() == 2);
			assertThat(bench.failure(bench.call())).isInstanceOf(BulkheadFullException.class);
			IntStream.range(1, 5).forEach((index) -> bench.source(index).complete("done"));
			calls.forEach(bench::value);
			assertThat(bench.value(sixth)).isEqualTo("done");
			assertThat(bench.bulkhead().active()).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void k5OfAHundredCallsFiveRunAndFiveWait(CallShape shape) {
		run(shape, Crowded.class, (bench) -> {
			List<CompletableFuture<String>> calls = IntStream.range(0, 100).mapToObj((call) -> bench.call()).toList();
			bench.until(() -> bench.bulkhead().rejected() == 90);
			bench.sourceNow(4);
			assertThat(bench.target.sources()).hasSize(5);
			for (int index = 0; index < 10; index++) {
				bench.source(index).complete("done");
			}
			bench.until(() -> calls.stream().allMatch(CompletableFuture::isDone));
			assertThat(calls.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(90)
				.allSatisfy((call) -> assertThat(bench.failureNow(call)).isInstanceOf(BulkheadFullException.class));
			assertThat(bench.bulkhead().active()).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void k7TheSlotIsFreeBetweenAttempts(CallShape shape) {
		run(shape, RepeatedInBulkhead.class, (bench) -> {
			bench.target.script(new IOException("1"));
			CompletableFuture<String> repeated = bench.call();
			bench.until(() -> bench.bulkhead().accepted() == 1 && bench.bulkhead().active() == 0);
			CompletableFuture<String> other = bench.call();
			bench.sourceNow(1);
			assertThat(bench.failure(repeated)).isInstanceOf(BulkheadFullException.class);
			bench.source(1).complete("other");
			assertThat(bench.value(other)).isEqualTo("other");
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void k8ARepeatedAttemptQueuesLast(CallShape shape) {
		run(shape, RepeatedInQueue.class, (bench) -> {
			CompletableFuture<String> first = bench.call();
			bench.source(0);
			CompletableFuture<String> second = bench.call();
			bench.until(() -> bench.bulkhead().waiting() == 1);
			CompletableFuture<String> third = bench.call();
			bench.until(() -> bench.bulkhead().waiting() == 2);
			bench.source(0).completeExceptionally(new IOException("1"));
			bench.source(1);
			bench.until(() -> bench.bulkhead().waiting() == 2);
			bench.source(1).complete("B");
			bench.source(2).complete("C");
			bench.source(3).complete("A");
			assertThat(List.of(bench.value(first), bench.value(second), bench.value(third))).containsExactly("A", "B",
					"C");
		});
	}

	// Of a publisher that was cancelled nobody knows whether its work goes on.
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MONO")
	void t7WhoTimesOutInTheQueueNeverStarts(CallShape shape) {
		run(shape, OffloadedInQueue.class, (bench) -> {
			bench.target.ignoreCancel();
			CompletableFuture<String> running = bench.call();
			bench.sourceNow(0);
			CompletableFuture<String> queued = bench.call();
			bench.until(() -> bench.bulkhead().waiting() == 1);
			assertThat(bench.failureNow(bench.call())).isInstanceOf(BulkheadFullException.class);
			bench.time.advance(Duration.ofMillis(500));
			assertThat(bench.failureNow(running)).isInstanceOf(CallTimeoutException.class);
			assertThat(bench.failureNow(queued)).isInstanceOf(CallTimeoutException.class);
			assertThat(bench.failure(bench.call())).isInstanceOf(CallTimeoutException.class);
			bench.source(0).complete("too late");
			bench.until(() -> bench.bulkhead().active() == 0 && bench.bulkhead().waiting() == 0);
			assertThat(bench.target.sources()).hasSize(1);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void t9WorkThatCannotBeStoppedIsRepeatedOnTime(CallShape shape) {
		run(shape, OffloadedRepeated.class, (bench) -> {
			bench.target.ignoreCancel();
			assertThat(bench.failure(bench.call())).isInstanceOf(CallTimeoutException.class);
			assertThat(bench.target.sources()).hasSize(3).noneMatch(CompletableFuture::isDone);
			bench.target.sources().forEach((source) -> source.complete("too late"));
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void c1AndDoBetter27CancellingTheCallerCancelsTheWork(CallShape shape) {
		run(shape, Offloaded.class, (bench) -> {
			CompletableFuture<String> call = bench.call();
			bench.sourceNow(0);
			call.cancel(true);
			assertThat(Failures.isCancellation(bench.failureNow(call))).isTrue();
			bench.until(() -> bench.bulkhead().active() == 0);
			assertThat(bench.target.sources()).hasSize(1);
			if (shape != CallShape.BLOCKING) {
				assertThat(bench.source(0)).isCancelled();
			}
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void doBetter26NoTimerIsLeftOfCallsThatHaveEnded(CallShape shape) {
		run(shape, Timed.class, (bench) -> {
			bench.target.script("fine", new IOException("failed"));
			bench.value(bench.call());
			bench.failure(bench.call());
			CompletableFuture<String> cancelled = bench.call();
			bench.sourceNow(2);
			cancelled.cancel(true);
			bench.until(() -> bench.time.scheduledTasks() == 0);
		});
	}

	@ParameterizedTest
	@EnumSource(CallShape.class)
	void doBetter28AWrapperWithoutCauseIsAFailureLikeOthers(CallShape shape) {
		run(shape, Retrying.class, (bench) -> {
			bench.target.script(new CompletionException("without cause", null), "repeated");
			assertThat(bench.value(bench.call())).isEqualTo("repeated");
		});
	}

	private static void run(CallShape shape, Class<? extends ShapedTarget> target, Row row) {
		AnnotatedContext.runner()
			.withBean(ManualTime.class, ManualTime::stopped)
			.withBean(target)
			.run((context) -> row.run(new Bench(shape, context.getBean(target), context.getBean(ManualTime.class),
					context.getBean(ResilienceRegistry.class))));
	}

	/** What a row does. */
	@FunctionalInterface
	private interface Row {

		void run(Bench bench) throws Exception;

	}

	/**
	 * A target, called in one shape, and the time that passes meanwhile.
	 *
	 * @param shape how the target is called
	 * @param target the target
	 * @param time the time
	 * @param registry where the instance is found
	 */
	private record Bench(CallShape shape, ShapedTarget target, ManualTime time, ResilienceRegistry registry) {

		CompletableFuture<String> call() {
			return this.shape.call(this.target);
		}

		// Two calls run, two wait.
		List<CompletableFuture<String>> callFourTimes() {
			CompletableFuture<String> first = call();
			CompletableFuture<String> second = call();
			sourceNow(1);
			CompletableFuture<String> third = call();
			until(() -> bulkhead().waiting() == 1);
			CompletableFuture<String> fourth = call();
			until(() -> bulkhead().waiting() == 2);
			return List.of(first, second, third, fourth);
		}

		Resilience instance() {
			return this.registry.find(NAME).orElseThrow();
		}

		BulkheadSnapshot bulkhead() {
			return instance().bulkhead().snapshot();
		}

		Duration elapsed() {
			return Duration.ofNanos(this.time.nanoTime());
		}

		// The source of an attempt that begins some time later.
		CompletableFuture<String> source(int index) {
			passUntil(() -> this.target.sources().size() > index);
			return this.target.sources().get(index);
		}

		// The source of an attempt that begins without any time passing.
		CompletableFuture<String> sourceNow(int index) {
			until(() -> this.target.sources().size() > index);
			return this.target.sources().get(index);
		}

		String value(CompletableFuture<String> call) {
			passUntil(call::isDone);
			return call.join();
		}

		Throwable failure(CompletableFuture<String> call) {
			passUntil(call::isDone);
			return failureNow(call);
		}

		Throwable failureNow(CompletableFuture<String> call) {
			try {
				throw new AssertionError("The call returned " + call.get(20, TimeUnit.SECONDS));
			}
			catch (ExecutionException | CancellationException ex) {
				return Failures.unwrap(ex);
			}
			catch (InterruptedException | TimeoutException ex) {
				throw new AssertionError("The call did not end", ex);
			}
		}

		void until(BooleanSupplier condition) {
			await(condition, Duration.ZERO);
		}

		private void passUntil(BooleanSupplier condition) {
			await(condition, Duration.ofMillis(10));
		}

		private void await(BooleanSupplier condition, Duration step) {
			Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(1)).until(() -> {
				boolean met = condition.getAsBoolean();
				if (!met && !step.isZero()) {
					this.time.advance(step);
				}
				return met;
			});
		}

	}

	@Retry(value = NAME, delay = "100ms", multiplier = 1, jitter = Retry.Jitter.NONE)
	static class Retrying extends ShapedTarget {

	}

	@Retry(value = NAME, delay = "100ms", multiplier = 1, jitter = Retry.Jitter.NONE)
	@Fallback(value = "instead", instance = NAME)
	static class Answered extends ShapedTarget {

		String instead(Exception failure) {
			return "instead of " + failure.getMessage();
		}

	}

	@CircuitBreaker(value = NAME, failureThreshold = 2)
	static class Breaking extends ShapedTarget {

	}

	@Bulkhead(value = NAME, maxConcurrent = 2, queueSize = 2)
	static class Queueing extends ShapedTarget {

	}

	@RateLimiter(value = NAME, permits = 1, period = "1s", maxWait = "5s")
	static class Limited extends ShapedTarget {

	}

	@Timeout(value = NAME, duration = "500ms")
	static class Timed extends ShapedTarget {

	}

	@Timeout(value = NAME, duration = "500ms", mode = Timeout.Mode.OFFLOAD)
	@Bulkhead(value = NAME, maxConcurrent = 1)
	static class Offloaded extends ShapedTarget {

	}

	@Timeout(value = NAME, duration = "500ms")
	@Bulkhead(value = NAME, maxConcurrent = 1, queueSize = 1)
	static class TimedInQueue extends ShapedTarget {

	}

	@Retry(value = NAME, delay = "100ms", multiplier = 1, jitter = Retry.Jitter.NONE)
	@CircuitBreaker(value = NAME, failureThreshold = 1)
	@Bulkhead(value = NAME, maxConcurrent = 1, queueSize = 1)
	static class Cancelled extends ShapedTarget {

	}

	@CircuitBreaker(value = NAME, failureThreshold = 0, failureRateThreshold = 100, windowSize = 3, minimumCalls = 3,
			recordOn = BulkheadFullException.class)
	@Bulkhead(value = NAME, maxConcurrent = 1, queueSize = 1)
	static class RefusalsCount extends ShapedTarget {

	}

	@Retry(value = NAME, maxAttempts = 8, delay = "100ms", multiplier = 1, jitter = Retry.Jitter.NONE)
	@CircuitBreaker(value = NAME, failureThreshold = 4)
	@Timeout(value = NAME, duration = "100ms")
	static class TimedBreaking extends ShapedTarget {

	}

	@Bulkhead(value = NAME, maxConcurrent = 5, queueSize = 5)
	static class Crowded extends ShapedTarget {

	}

	@Retry(value = NAME, maxAttempts = 2, delay = "1s", jitter = Retry.Jitter.NONE, retryOn = IOException.class)
	@Bulkhead(value = NAME, maxConcurrent = 1)
	static class RepeatedInBulkhead extends ShapedTarget {

	}

	@Retry(value = NAME, maxAttempts = 2, delay = "0ms", jitter = Retry.Jitter.NONE)
	@Bulkhead(value = NAME, maxConcurrent = 1, queueSize = 10)
	static class RepeatedInQueue extends ShapedTarget {

	}

	@Timeout(value = NAME, duration = "500ms", mode = Timeout.Mode.OFFLOAD)
	@Bulkhead(value = NAME, maxConcurrent = 1, queueSize = 1)
	static class OffloadedInQueue extends ShapedTarget {

	}

	@Retry(value = NAME, delay = "200ms", multiplier = 1, jitter = Retry.Jitter.NONE)
	@Timeout(value = NAME, duration = "500ms", mode = Timeout.Mode.OFFLOAD)
	static class OffloadedRepeated extends ShapedTarget {

	}

}
