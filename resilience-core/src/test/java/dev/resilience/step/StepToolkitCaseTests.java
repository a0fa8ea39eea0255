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

package dev.resilience.step;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.retry.AttemptAdjustment;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of the toolkit cases about results of steps, for blocking and for asynchronous
 * work.
 */
class StepToolkitCaseTests {

	private static final String STEP = "special_step";

	private static final ManualTime TIME = ManualTime.autoAdvancing();

	@TestFactory
	Stream<DynamicTest> results() {
		return Stream.of(Form.values())
			.flatMap((form) -> Stream.of(DynamicTest.dynamicTest("D-012 immediate success, " + form, () -> {
				StepResult<Integer> result = form.execute(steps((retry) -> retry.maxAttempts(4)), () -> 42);
				assertThat(result.isSuccess()).isTrue();
				assertThat(result.value()).isEqualTo(42);
				assertThat(result.attempts()).isEqualTo(1);
				assertThat(result.errors()).isEmpty();
			}), DynamicTest.dynamicTest("D-013 fails twice, then ok, " + form, () -> {
				StepResult<String> result = form.execute(steps((retry) -> retry.maxAttempts(6)),
						failing(2, new AtomicInteger()));
				assertThat(result.isSuccess()).isTrue();
				assertThat(result.value()).isEqualTo("ok");
				assertThat(result.attempts()).isEqualTo(3);
			}), DynamicTest.dynamicTest("D-014 always divides by zero, which ours repeats only if it is named, " + form,
					() -> {
						StepResult<Integer> result = form.execute(
								steps((retry) -> retry.maxAttempts(3).retryOn(List.of(Exception.class))),
								() -> Integer.divideUnsigned(1, 0));
						assertThat(result.isSuccess()).isFalse();
						assertThat(result.attempts()).isEqualTo(3);
						assertThat(result.errors()).hasSize(3).containsOnly("java.lang.ArithmeticException: / by zero");
					}), DynamicTest.dynamicTest("D-015 default policy, " + form, () -> {
						try (StepExecutor steps = StepExecutor.builder().build()) {
							StepResult<Integer> result = form.execute(steps, () -> 42);
							assertThat(result.outcome()).isEqualTo(StepOutcome.SUCCESS);
							assertThat(result.value()).isEqualTo(42);
						}
					}), DynamicTest.dynamicTest("D-016 5 total, base 0.01, no jitter, fails twice, " + form, () -> {
						AtomicInteger calls = new AtomicInteger();
						StepResult<String> result = form.execute(
								steps((retry) -> retry.maxAttempts(5).delay(Duration.ofMillis(10)).jitter(Jitter.NONE)),
								failing(2, calls));
						assertThat(result.outcome()).isEqualTo(StepOutcome.SUCCESS);
						assertThat(calls).hasValue(3);
					}), DynamicTest.dynamicTest("D-090 5 total, no jitter, always fails, " + form, () -> {
						List<Duration> waits = new ArrayList<>();
						AtomicInteger calls = new AtomicInteger();
						StepExecutor steps = builder((retry) -> retry.maxAttempts(5)
							.delay(Duration.ofSeconds(1))
							.maxDelay(Duration.ofSeconds(300))
							.jitter(Jitter.NONE)).onRetry((step, attempt, failure, wait) -> waits.add(wait)).build();
						StepResult<String> result = form.execute(steps, failing(99, calls));
						assertThat(calls).hasValue(5);
						assertThat(waits).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
						assertThat(result.totalWait()).isEqualTo(Duration.ofSeconds(15));
						assertThat(result.outcome()).isEqualTo(StepOutcome.FAILED);
					}), DynamicTest.dynamicTest("D-091 both callbacks, 3 total, always fails, " + form, () -> {
						List<String> told = new ArrayList<>();
						StepExecutor steps = builder((retry) -> retry.maxAttempts(3))
							.onRetry((step, attempt, failure, wait) -> told.add("retry " + attempt))
							.onExhausted((step, attempt, failure, wait) -> told.add("exhausted " + attempt))
							.build();
						form.execute(steps, failing(99, new AtomicInteger()));
						assertThat(told).containsExactly("retry 1", "retry 2", "exhausted 3");
					}), DynamicTest.dynamicTest("D-089 an adjuster is not asked about work without settings, " + form,
							() -> {
								AtomicInteger asked = new AtomicInteger();
								StepExecutor steps = adjusting(asked);
								assertThat(form.execute(steps, failing(1, new AtomicInteger())).adjustments())
									.isEmpty();
								assertThat(form.execute(steps, Map.of(), failing(1, new AtomicInteger())).adjustments())
									.isEmpty();
								assertThat(asked).hasValue(0);
								assertThat(form.execute(steps, Map.of("pages", 9), failing(1, new AtomicInteger()))
									.adjustments()).containsExactly("fewer pages");
							})));
	}

	@TestFactory
	Stream<DynamicTest> policies() {
		return Stream.of(DynamicTest.dynamicTest("D-017 a policy can be read back, others keep the default", () -> {
			try (StepExecutor steps = StepExecutor.builder()
				.step(STEP, StepPolicy.builder().retry((retry) -> retry.maxAttempts(10)).build())
				.build()) {
				assertThat(steps.policy(STEP).maxAttempts()).isEqualTo(10);
				assertThat(steps.policy("other").maxAttempts()).isEqualTo(3);
				assertThat(steps.policies()).containsOnlyKeys(STEP);
			}
		}));
	}

	private static StepExecutor adjusting(AtomicInteger asked) {
		return StepExecutor.builder()
			.defaults(StepPolicy.builder().retry((retry) -> retry.delay(Duration.ZERO)).adjust((request) -> {
				asked.incrementAndGet();
				return AttemptAdjustment.ofAttributes(Map.of("pages", 1), "fewer pages");
			}).build())
			.build();
	}

	private static StepExecutor steps(Consumer<RetryConfig.Builder> retry) {
		return builder(retry).build();
	}

	private static StepExecutorBuilder builder(Consumer<RetryConfig.Builder> retry) {
		return StepExecutor.builder().time(TIME).step(STEP, StepPolicy.builder().retry(retry).build());
	}

	private static ThrowingSupplier<String, IOException> failing(int times, AtomicInteger calls) {
		return () -> {
			if (calls.incrementAndGet() <= times) {
				throw new IOException("down");
			}
			return "ok";
		};
	}

	private enum Form {

		BLOCKING {

			@Override
			<T> StepResult<T> execute(StepExecutor steps, ThrowingSupplier<T, ?> work) {
				return steps.execute(STEP, work);
			}

			@Override
			<T> StepResult<T> execute(StepExecutor steps, Map<String, Object> settings, ThrowingSupplier<T, ?> work) {
				return steps.execute(STEP, settings, (given) -> get(work));
			}

		},

		ASYNCHRONOUS {

			@Override
			<T> StepResult<T> execute(StepExecutor steps, ThrowingSupplier<T, ?> work) {
				return await(steps.executeAsync(STEP, () -> stage(work)));
			}

			@Override
			<T> StepResult<T> execute(StepExecutor steps, Map<String, Object> settings, ThrowingSupplier<T, ?> work) {
				return await(steps.executeAsync(STEP, settings, (given) -> stage(work)));
			}

		};

		abstract <T> StepResult<T> execute(StepExecutor steps, ThrowingSupplier<T, ?> work);

		abstract <T> StepResult<T> execute(StepExecutor steps, Map<String, Object> settings,
				ThrowingSupplier<T, ?> work);

		// Waits that hold up no thread end when the time goes on
		static <T> StepResult<T> await(CompletableFuture<StepResult<T>> future) {
			while (!future.isDone()) {
				TIME.advance(Duration.ofSeconds(1));
				Thread.yield();
			}
			return future.join();
		}

		static <T> CompletionStage<T> stage(ThrowingSupplier<T, ?> work) {
			try {
				return CompletableFuture.completedFuture(work.get());
			}
			catch (Throwable ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		static <T> T get(ThrowingSupplier<T, ?> work) throws Exception {
			try {
				return work.get();
			}
			catch (Exception ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new AssertionError(ex);
			}
		}

	}

}
