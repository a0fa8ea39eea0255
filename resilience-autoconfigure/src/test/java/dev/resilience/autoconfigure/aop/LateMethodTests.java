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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for methods that return stages and futures.
 */
class LateMethodTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = AnnotatedContext.runner()
		.withBean(ManualTime.class, ManualTime::stopped)
		.withBean(Client.class);

	@Test
	void aStageThatIsCompletedNeedsNoOtherThread() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.results().add(CompletableFuture.completedFuture("done"));
			assertThat(client.stage()).isCompletedWithValue("done");
			assertThat(client.threads()).containsExactly(Thread.currentThread().getName());
		});
	}

	@Test
	void everythingThatGoesWrongFailsTheFuture() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			assertThat(client.unready()).failsWithin(LIMIT)
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("Client.unready returned null instead of a CompletableFuture");
			assertThat(client.weighted(0)).failsWithin(LIMIT)
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("it must be a number of at least 1");
		});
	}

	@Test
	void fallbacksReturnStagesOrTheirValues() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			assertThat(client.answeredLater().toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo("stage");
			assertThat(client.answeredNow().get(20, TimeUnit.SECONDS)).isEqualTo("value");
			assertThat(client.answeredWithoutValue()).succeedsWithin(LIMIT);
			assertThat(client.answered()).isOne();
		});
	}

	@Test
	void aFallbackOfAnotherValueStopsTheStart() {
		AnnotatedContext.with(OtherValue.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasMessageContaining("number() returns java.lang.Integer, which is no "));
	}

	@Test
	void laterAttemptsSeeTheLoggingContextOfTheCaller() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			CompletableFuture<String> first = new CompletableFuture<>();
			client.results().addAll(List.of(first, CompletableFuture.completedFuture("done")));
			MDC.put("user", "Ada");
			CompletableFuture<String> result;
			try {
				result = client.stage();
			}
			finally {
				MDC.clear();
			}
			first.completeExceptionally(new IOException("down"));
			assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(client.users()).containsExactly("Ada", "Ada");
			assertThat(client.threads().get(1)).isNotEqualTo(Thread.currentThread().getName());
		});
	}

	@Test
	void otherAdviceRunsOnceForEachAttemptAndSeesItsInvocation() {
		AtomicInteger seen = new AtomicInteger();
		MethodInterceptor other = (invocation) -> {
			if (invocation.getMethod().getName().equals("stage")) {
				assertThat(ExposeInvocationInterceptor.currentInvocation()).isNotNull();
				seen.incrementAndGet();
			}
			return invocation.proceed();
		};
		this.contextRunner.withBean(DefaultPointcutAdvisor.class, () -> {
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(
					new AnnotationMatchingPointcut(null, Retry.class), other);
			advisor.setOrder(Ordered.LOWEST_PRECEDENCE);
			return advisor;
		}).run((context) -> {
			Client client = context.getBean(Client.class);
			client.results()
				.addAll(List.of(CompletableFuture.failedFuture(new IOException("down")),
						CompletableFuture.failedFuture(new IOException("down")),
						CompletableFuture.completedFuture("third")));
			assertThat(client.stage().get(20, TimeUnit.SECONDS)).isEqualTo("third");
			assertThat(seen).hasValue(3);
		});
	}

	@Test
	void aPlainFutureIsPolledAndEndsTheCall() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			ManualTime time = context.getBean(ManualTime.class);
			client.task(new FutureTask<>(() -> "done"));
			Future<String> result = client.future();
			time.advance(Duration.ofSeconds(5));
			assertThat(result.isDone()).isFalse();
			assertThat(active(context.getBean(ResilienceRegistry.class))).isOne();
			client.task().run();
			passUntilDone(time, result);
			assertThat(result.get()).isEqualTo("done");
			assertThat(active(context.getBean(ResilienceRegistry.class))).isZero();
			assertThat(time.scheduledTasks()).isZero();
		});
	}

	@Test
	void aPlainFutureThatFailsIsRepeated() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.task(new FutureTask<>(() -> {
				client.task(new FutureTask<>(() -> "second"));
				client.task().run();
				throw new IOException("first");
			}));
			client.task().run();
			Future<String> result = client.future();
			passUntilDone(context.getBean(ManualTime.class), result);
			assertThat(result.get()).isEqualTo("second");
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void c1CancellingAPlainFutureInterruptsItsWorkIfItMay(boolean mayInterrupt) {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			CountDownLatch running = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			client.task(new FutureTask<>(() -> {
				running.countDown();
				try {
					end.await(mayInterrupt ? 10_000 : 100, TimeUnit.MILLISECONDS);
					interrupted.complete(false);
				}
				catch (InterruptedException ex) {
					interrupted.complete(true);
				}
				return "done";
			}));
			Future<String> result = client.future();
			Thread worker = new Thread(client.task());
			worker.start();
			running.await();
			assertThat(result.cancel(mayInterrupt)).isTrue();
			assertThat(interrupted.get(20, TimeUnit.SECONDS)).isEqualTo(mayInterrupt);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(result::get);
			Awaitility.await().atMost(LIMIT).until(() -> active(context.getBean(ResilienceRegistry.class)) == 0);
		});
	}

	@Test
	void anAdmittedPlainFutureEndsAfterTheContextIsClosed() {
		CompletableFuture<Future<String>> given = new CompletableFuture<>();
		CompletableFuture<FutureTask<String>> task = new CompletableFuture<>();
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.task(new FutureTask<>(() -> "done"));
			task.complete(client.task());
			given.complete(client.future());
		});
		assertThat(given.join().isDone()).isFalse();
		task.join().run();
		Awaitility.await().atMost(LIMIT).until(() -> given.join().isDone());
		assertThat(given.join()).isNotCancelled();
	}

	private static int active(ResilienceRegistry registry) {
		return registry.find("future").orElseThrow().bulkhead().snapshot().active();
	}

	private static void passUntilDone(ManualTime time, Future<?> future) {
		Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
			time.advance(Duration.ofMillis(50));
			return future.isDone();
		});
	}

	static class OtherValue {

		@Fallback("number")
		CompletionStage<String> call() {
			return CompletableFuture.failedFuture(new IOException("down"));
		}

		Integer number() {
			return 1;
		}

	}

	static class Client {

		private final List<CompletableFuture<String>> results = new CopyOnWriteArrayList<>();

		private final List<String> threads = new CopyOnWriteArrayList<>();

		private final List<String> users = new CopyOnWriteArrayList<>();

		private final AtomicInteger answered = new AtomicInteger();

		private volatile FutureTask<String> task;

		List<CompletableFuture<String>> results() {
			return this.results;
		}

		List<String> threads() {
			return this.threads;
		}

		List<String> users() {
			return this.users;
		}

		int answered() {
			return this.answered.get();
		}

		FutureTask<String> task() {
			return this.task;
		}

		void task(FutureTask<String> next) {
			this.task = next;
		}

		@Retry(value = "stage", delay = "0ms")
		CompletableFuture<String> stage() {
			this.threads.add(Thread.currentThread().getName());
			this.users.add(String.valueOf(MDC.get("user")));
			return this.results.remove(0);
		}

		@Retry(value = "unready", maxAttempts = 1)
		CompletableFuture<String> unready() {
			return null;
		}

		@RateLimiter(value = "weighted", weight = "#weight")
		CompletableFuture<String> weighted(int weight) {
			return CompletableFuture.completedFuture("done");
		}

		@Fallback(value = "later", instance = "answered")
		CompletionStage<String> answeredLater() {
			return CompletableFuture.failedFuture(new IOException("down"));
		}

		private CompletableFuture<String> later() {
			return CompletableFuture.supplyAsync(() -> "stage");
		}

		@Fallback(value = "now", instance = "answered")
		Future<String> answeredNow() {
			throw new IllegalStateException("down");
		}

		private String now() {
			return "value";
		}

		@Fallback(value = "nothing", instance = "answered")
		CompletableFuture<Void> answeredWithoutValue() {
			return CompletableFuture.failedFuture(new IOException("down"));
		}

		private void nothing() {
			this.answered.incrementAndGet();
		}

		@Retry(value = "future", delay = "0ms")
		@Bulkhead("future")
		Future<String> future() {
			return this.task;
		}

	}

}
