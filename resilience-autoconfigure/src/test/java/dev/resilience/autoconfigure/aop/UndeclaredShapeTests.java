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
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for methods whose declaration does not tell when their result is there.
 */
class UndeclaredShapeTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = AnnotatedContext.with(Generic.class);

	@Test
	void blockingWorkIsRepeatedByItsCaller() {
		this.contextRunner.run((context) -> {
			Generic generic = context.getBean(Generic.class);
			List<Thread> threads = new CopyOnWriteArrayList<>();
			String result = generic.call(() -> {
				threads.add(Thread.currentThread());
				if (threads.size() < 3) {
					throw new IOException("down");
				}
				return "third";
			});
			assertThat(result).isEqualTo("third");
			assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
			assertThat(calls(context, CallOutcome.SUCCESS)).isOne();
			assertThat(context.getBean(ManualTime.class).nanoTime())
				.isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
		});
	}

	@Test
	void theOwnFailureComesThrough() {
		this.contextRunner.run((context) -> {
			IOException own = new IOException("own");
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> context.getBean(Generic.class).call(() -> {
				throw own;
			})).isSameAs(own);
		});
	}

	@Test
	void nothingIsAResultToo() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(Generic.class).<Object>call(() -> null)).isNull());
	}

	@Test
	void blockingWorkIsInterruptedAtItsLimit() {
		this.contextRunner.run((context) -> {
			Generic generic = context.getBean(Generic.class);
			ManualTime time = context.getBean(ManualTime.class);
			assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> generic.limited(() -> {
				time.advance(Duration.ofSeconds(1));
				assertThat(Thread.currentThread().isInterrupted()).isTrue();
				return "late";
			}));
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		});
	}

	@Test
	void aCallerThatIsInterruptedWhileItWaitsCancelsTheCall() {
		this.contextRunner.run((context) -> {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> context.getBean(Generic.class).call(() -> {
				throw new IOException("down");
			}));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(calls(context, CallOutcome.IGNORED)).isOne();
		});
	}

	@Test
	void aStageEndsTheCallAndHoldsItsPermit() {
		this.contextRunner.run((context) -> {
			CompletableFuture<String> stage = new CompletableFuture<>();
			CompletableFuture<String> result = context.getBean(Generic.class).call(() -> stage);
			assertThat(result).isNotSameAs(stage).isNotDone();
			assertThat(active(context)).isOne();
			stage.complete("done");
			assertThat(result).isCompletedWithValue("done");
			assertThat(active(context)).isZero();
			assertThat(calls(context, CallOutcome.SUCCESS)).isOne();
		});
	}

	@Test
	void aFailedStageIsRepeatedByOthersOnceTheCallerHasLeft() {
		this.contextRunner.run((context) -> {
			List<CompletableFuture<String>> stages = new CopyOnWriteArrayList<>();
			CompletableFuture<String> result = context.getBean(Generic.class).call(() -> {
				CompletableFuture<String> stage = new CompletableFuture<>();
				stages.add(stage);
				return stage;
			});
			stages.get(0).completeExceptionally(new IOException("down"));
			ManualTime time = context.getBean(ManualTime.class);
			time.advance(Duration.ofMillis(100));
			Awaitility.await().atMost(LIMIT).until(() -> stages.size() == 2);
			stages.get(1).complete("second");
			assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("second");
		});
	}

	@Test
	void cancellingThePromiseCancelsTheStage() {
		this.contextRunner.run((context) -> {
			CompletableFuture<String> stage = new CompletableFuture<>();
			Future<String> result = context.getBean(Generic.class).call(() -> stage);
			result.cancel(true);
			assertThat(stage).isCancelled();
			assertThat(calls(context, CallOutcome.IGNORED)).isOne();
		});
	}

	@Test
	void aPlainFutureIsAPromiseToo() {
		this.contextRunner.run((context) -> {
			FutureTask<String> task = new FutureTask<>(() -> "done");
			Future<String> result = context.getBean(Generic.class).call(() -> task);
			assertThat(result.isDone()).isFalse();
			task.run();
			Awaitility.await().atMost(LIMIT).until(() -> {
				context.getBean(ManualTime.class).advance(Duration.ofMillis(1));
				return result.isDone();
			});
			assertThat(result.get()).isEqualTo("done");
		});
	}

	@Test
	void aPublisherIsProtectedForEachSubscriberAndItsAssemblyLeavesNoTrace() {
		this.contextRunner.run((context) -> {
			List<String> invocations = new CopyOnWriteArrayList<>();
			Mono<String> mono = context.getBean(Generic.class).call(() -> {
				invocations.add("invoked");
				int number = invocations.size();
				return Mono.fromSupplier(() -> "value of " + number);
			});
			assertThat(invocations).hasSize(1);
			assertThat(active(context)).isZero();
			assertThat(instance(context).rateLimiter().snapshot().available()).isEqualTo(100);
			for (CallOutcome outcome : CallOutcome.values()) {
				assertThat(calls(context, outcome)).as("%s", outcome).isZero();
			}
			StepVerifier.create(mono).expectNext("value of 1").expectComplete().verify(LIMIT);
			StepVerifier.create(mono).expectNext("value of 2").expectComplete().verify(LIMIT);
			assertThat(calls(context, CallOutcome.SUCCESS)).isEqualTo(2);
		});
	}

	@Test
	void aPublisherThatFailsIsRepeatedByInvokingTheMethodAgain() {
		this.contextRunner.run((context) -> {
			List<String> invocations = new CopyOnWriteArrayList<>();
			Flux<String> flux = context.getBean(Generic.class).call(() -> {
				invocations.add("invoked");
				return (invocations.size() < 2) ? Flux.error(new IOException("down")) : Flux.just("a", "b");
			});
			ManualTime time = context.getBean(ManualTime.class);
			StepVerifier.create(flux)
				.then(() -> time.advance(Duration.ofMillis(100)))
				.expectNext("a", "b")
				.expectComplete()
				.verify(LIMIT);
		});
	}

	@Test
	void oneMethodMayReturnNowAndLater() {
		this.contextRunner.run((context) -> {
			Generic generic = context.getBean(Generic.class);
			assertThat(generic.<Mono<String>>call(() -> Mono.just("later")).block(LIMIT)).isEqualTo("later");
			assertThat(generic.<String>call(() -> "now")).isEqualTo("now");
			assertThat(generic.<CompletableFuture<String>>call(() -> CompletableFuture.completedFuture("done")))
				.isCompletedWithValue("done");
			assertThat(calls(context, CallOutcome.SUCCESS)).isEqualTo(3);
		});
	}

	@Test
	void manyValuesOfAnIdempotentMethodFail() {
		this.contextRunner.run((context) -> {
			Generic generic = context.getBean(Generic.class);
			assertThatIllegalStateException().isThrownBy(() -> generic.once("key", () -> Flux.just("a", "b")))
				.withMessageContaining("are idempotent, but the method has returned many values");
			assertThat(((Mono<?>) generic.once("key", () -> Mono.just("a"))).block(LIMIT)).isEqualTo("a");
			assertThat(generic.once("key", () -> "b")).isEqualTo("a");
		});
	}

	@Test
	void aRefusalIsThrown() {
		this.contextRunner.run((context) -> {
			Generic generic = context.getBean(Generic.class);
			CompletableFuture<String> never = new CompletableFuture<>();
			generic.call(() -> never);
			assertThat(Outcomes.of(() -> generic.call(() -> "refused"))).isEqualTo("BulkheadFull");
			never.completeExceptionally(new CancellationException());
		});
	}

	private static Resilience instance(AssertableApplicationContext context) {
		return context.getBean(ResilienceRegistry.class).find("generic").orElseThrow();
	}

	private static long calls(AssertableApplicationContext context, CallOutcome outcome) {
		return instance(context).policies().calls().count(outcome);
	}

	private static int active(AssertableApplicationContext context) {
		return instance(context).bulkhead().snapshot().active();
	}

	static class Generic {

		@Retry(value = "generic", delay = "100ms", jitter = Retry.Jitter.NONE)
		@RateLimiter(value = "generic", permits = 100, period = "100h")
		@Bulkhead(value = "generic", maxConcurrent = 1)
		<T> T call(Callable<T> work) throws Exception {
			return work.call();
		}

		@Timeout(value = "limited", duration = "1s")
		Object limited(Callable<?> work) throws Exception {
			return work.call();
		}

		@Idempotent(value = "once", key = "#key")
		Object once(String key, Callable<?> work) throws Exception {
			return work.call();
		}

	}

}
