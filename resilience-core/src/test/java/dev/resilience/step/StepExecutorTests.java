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
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.FailureCategory;
import dev.resilience.policy.FailedWork;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.retry.Adjustments;
import dev.resilience.retry.AttemptAdjustment;
import dev.resilience.retry.OnExhausted;
import dev.resilience.retry.RetryExhaustedException;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StepExecutorTests {

	private final ManualTime time = ManualTime.autoAdvancing();

	@Test
	void settingsChangeForTheNextAttempts() {
		List<Map<String, Object>> seen = new ArrayList<>();
		StepResult<String> result = shrinking().execute("load", Map.of("pages", 8, "sort", "id"), (settings) -> {
			seen.add(Map.copyOf(settings));
			return load(settings);
		});
		assertThat(result.value()).isEqualTo("2 pages");
		assertThat(result.adjustments()).containsExactly("pages 4", "pages 2");
		assertThat(seen).containsExactly(Map.of("pages", 8, "sort", "id"), Map.of("pages", 4, "sort", "id"),
				Map.of("pages", 2, "sort", "id"));
	}

	@Test
	void settingsChangeForAsynchronousAttemptsUnderADeadline() {
		StepResult<String> result = shrinking()
			.<String>executeAsync("load", Map.of("pages", 8),
					(settings) -> CompletableFuture.completedFuture(load(settings)))
			.join();
		assertThat(result.value()).isEqualTo("2 pages");
		assertThat(result.attempts()).isEqualTo(3);
		assertThat(result.adjustments()).containsExactly("pages 4", "pages 2");
		assertThat(result.errors()).hasSize(2);
	}

	@Test
	void adjustersOfACategoryWorkWithoutSettings() {
		List<Duration> limits = new ArrayList<>();
		StepExecutor steps = builder()
			.defaults(StepPolicy.builder()
				.retry((retry) -> retry.delay(Duration.ZERO)
					.adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(3)))
				.timeout(Duration.ofMillis(100))
				.build())
			.build();
		StepResult<Object> result = steps.execute("load", () -> {
			limits.add(Deadline.current().remaining());
			throw new SocketTimeoutException("slow");
		});
		assertThat(limits).containsExactly(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(900));
		assertThat(result.adjustments()).containsExactly("timeout 300ms", "timeout 900ms");
	}

	@Test
	void whatAGateRefusesIsBlocked() {
		StepExecutor steps = builder().step("fetch",
				StepPolicy.builder().withoutRetry().circuitBreaker((breaker) -> breaker.failureThreshold(1)).build())
			.build();
		assertThat(steps.execute("fetch", StepExecutorTests::fail).outcome()).isEqualTo(StepOutcome.FAILED);
		StepResult<Object> blocked = steps.execute("fetch", StepExecutorTests::fail);
		assertThat(blocked.outcome()).isEqualTo(StepOutcome.BLOCKED);
		assertThat(blocked.failure()).isInstanceOf(CircuitBreakerOpenException.class);
		assertThat(blocked.errors()).hasSize(1);
		assertThat(steps.registry().get("fetch").circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(steps.execute("other", () -> "fine").isSuccess()).isTrue();
	}

	@Test
	void whatTheSinkTakesIsDeadLettered() {
		List<FailedWork> taken = new CopyOnWriteArrayList<>();
		StepExecutor steps = builder().deadLetters(taken::add).build();
		StepResult<Object> result = steps.execute("send", Map.of("order", 7), (settings) -> fail());
		assertThat(result.outcome()).isEqualTo(StepOutcome.DEAD_LETTERED);
		assertThat(result.failure()).isInstanceOf(IOException.class);
		assertThat(taken).singleElement().satisfies((work) -> {
			assertThat(work.operation()).isEqualTo("send");
			assertThat(work.instance()).isEqualTo("send");
			assertThat(work.settings()).isEqualTo(Map.of("order", 7));
			assertThat(work.attempts()).isEqualTo(3);
			assertThat(work.kind()).isEqualTo(OutcomeKind.FAILURE);
			assertThat(work.failure()).isSameAs(result.failure());
		});
		assertThat(steps.executeAsync("send", () -> CompletableFuture.failedFuture(new IOException())).join().outcome())
			.isEqualTo(StepOutcome.DEAD_LETTERED);
		assertThat(steps.execute("send", () -> "sent").outcome()).isEqualTo(StepOutcome.SUCCESS);
		assertThat(taken).hasSize(2);
	}

	@Test
	void whatTheSinkRefusesOrCannotTakeHasFailed() {
		assertThat(builder().deadLetters((work) -> false).build().execute("send", StepExecutorTests::fail).outcome())
			.isEqualTo(StepOutcome.FAILED);
		StepResult<Object> result = builder().deadLetters((work) -> {
			throw new StackOverflowError();
		}).build().execute("send", StepExecutorTests::fail);
		assertThat(result.outcome()).isEqualTo(StepOutcome.FAILED);
		assertThat(result.failure()).isInstanceOf(IOException.class);
	}

	@Test
	void whatIsCancelledIsNeitherKeptNorTold() {
		List<Object> told = new CopyOnWriteArrayList<>();
		StepExecutor steps = builder().deadLetters(told::add)
			.onExhausted((step, attempt, failure, wait) -> told.add(step))
			.build();
		StepResult<Object> result = steps.execute("wait", () -> {
			throw new InterruptedException();
		});
		assertThat(Thread.interrupted()).isTrue();
		assertThat(result.outcome()).isEqualTo(StepOutcome.FAILED);
		CompletableFuture<Object> never = new CompletableFuture<>();
		CompletableFuture<StepResult<Object>> future = steps.executeAsync("wait", () -> never);
		future.cancel(true);
		assertThat(never).isCancelled();
		assertThat(told).isEmpty();
	}

	@Test
	void hooksThatThrowChangeNothing() {
		StepResult<Object> result = builder().onRetry((step, attempt, failure, wait) -> {
			throw new IllegalStateException("expected by this test");
		}).onExhausted((step, attempt, failure, wait) -> {
			throw new LinkageError("expected by this test");
		}).build().execute("send", StepExecutorTests::fail);
		assertThat(result.attempts()).isEqualTo(3);
		assertThat(result.failure()).isInstanceOf(IOException.class);
	}

	@Test
	void errorsHoldNoSecrets() {
		StepResult<Object> result = builder().build().execute("login", () -> {
			throw new IOException("refused: password=hunter2");
		});
		assertThat(result.errors()).hasSize(3).allSatisfy((error) -> assertThat(error).doesNotContain("hunter2"));
		assertThat(builder().redactor((text) -> {
			throw new IllegalStateException("expected by this test");
		}).build().execute("login", StepExecutorTests::fail).errors()).hasSize(3);
	}

	@Test
	void anExhaustedRetryThatWrapsIsNoErrorOfItsOwn() {
		StepResult<Object> result = builder().step("send",
				StepPolicy.builder().retry((retry) -> retry.onExhausted(OnExhausted.WRAP).delay(Duration.ZERO)).build())
			.build()
			.execute("send", StepExecutorTests::fail);
		assertThat(result.failure()).isInstanceOf(RetryExhaustedException.class);
		assertThat(result.errors()).hasSize(3);
	}

	@Test
	void aDeadlineThatEndsTheStepIsItsLastError() {
		StepExecutor steps = builder()
			.step("load",
					StepPolicy.builder()
						.retry((retry) -> retry.delay(Duration.ZERO).maxAttempts(9))
						.deadline(Duration.ofSeconds(1))
						.build())
			.build();
		StepResult<Object> result = steps.execute("load", () -> {
			this.time.advance(Duration.ofMillis(400));
			throw new IOException("slow");
		});
		assertThat(result.failure()).isInstanceOf(DeadlineExceededException.class);
		assertThat(result.attempts()).isEqualTo(3);
		assertThat(result.errors()).hasSize(4);
		assertThat(result.errors().get(3)).contains("DeadlineExceededException");
	}

	@Test
	void ofVeryManyErrorsTheLatestAreKept() {
		StepResult<Object> result = builder()
			.defaults(StepPolicy.builder().retry((retry) -> retry.maxAttempts(500).delay(Duration.ZERO)).build())
			.build()
			.execute("send", StepExecutorTests::fail);
		assertThat(result.attempts()).isEqualTo(500);
		assertThat(result.errors()).hasSize(100);
	}

	@Test
	void resultsThatAreRepeatedAreErrorsToo() {
		StepResult<String> result = builder().defaults(
				StepPolicy.builder().retry((retry) -> retry.delay(Duration.ZERO).retryOnResult("bad"::equals)).build())
			.build()
			.execute("ask", () -> "bad");
		assertThat(result.errors()).containsOnly("a result that is to be repeated").hasSize(3);
		assertThat(result.value()).isEqualTo("bad");
	}

	@Test
	void pastTheBoundStepsWithoutAPolicyShareOneState() {
		StepExecutor steps = builder().maxSteps(2).build();
		for (int i = 0; i < 10; i++) {
			assertThat(steps.execute("step" + i, () -> "fine").isSuccess()).isTrue();
		}
		assertThat(steps.registry().instances()).hasSize(3);
	}

	@Test
	void readingAPolicyRegistersNothing() {
		StepExecutor steps = builder().build();
		assertThat(steps.policy("never")).isEqualTo(steps.policy("ever"));
		assertThat(steps.policies()).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> steps.policy("not legal"));
		assertThatIllegalArgumentException().isThrownBy(() -> steps.execute("not legal", () -> "value"));
	}

	@Test
	void stepsMayBeInstancesOfARegistryThatOthersUse() {
		ResilienceRegistry registry = ResilienceRegistry.withDefaults();
		StepExecutorBuilder builder = StepExecutor.builder(registry)
			.step("load", StepPolicy.builder().retry((retry) -> retry.maxAttempts(7)).build());
		try (StepExecutor steps = builder.build()) {
			assertThat(steps.registry()).isSameAs(registry);
			assertThat(registry.get("load").config().retry().maxAttempts()).isEqualTo(7);
			assertThat(steps.policy("unknown").config().circuitBreaker()).isNotNull();
		}
		assertThat(registry.get("load").attempt(() -> "open still").isSuccess()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> builder.maxSteps(3));
		assertThatIllegalStateException().isThrownBy(() -> builder.defaults(StepPolicy.defaults()));
		registry.close();
	}

	@Test
	void anAdjusterWithoutARetryIsRefused() {
		assertThatIllegalStateException()
			.isThrownBy(() -> StepPolicy.builder().withoutRetry().adjust((request) -> null).build());
	}

	private StepExecutor shrinking() {
		return builder().defaults(StepPolicy.builder()
			.retry((retry) -> retry.delay(Duration.ZERO).maxAttempts(5).retryOn(List.of(RuntimeException.class)))
			.deadline(Duration.ofSeconds(10))
			.adjust((request) -> {
				int fewer = (Integer) request.attributes().get("pages") / 2;
				return AttemptAdjustment.ofAttributes(Map.of("pages", fewer), "pages " + fewer);
			})
			.build()).build();
	}

	private static String load(Map<String, Object> settings) {
		int pages = (Integer) settings.get("pages");
		if (pages > 2) {
			throw new IllegalStateException("too many pages");
		}
		return pages + " pages";
	}

	private StepExecutorBuilder builder() {
		return StepExecutor.builder()
			.time(this.time)
			.defaults(StepPolicy.builder().retry((retry) -> retry.delay(Duration.ZERO)).build());
	}

	private static Object fail() throws IOException {
		throw new IOException("down");
	}

}
