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

package dev.resilience.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Protected calls on virtual threads, many more than there are carriers. A wait that
 * pinned its carrier would take them all, one after the other.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTests {

	private static final int CALLERS = 500;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				ResilienceAutoConfiguration.class, ResilienceAopAutoConfiguration.class))
		.withBean(Target.class)
		.withPropertyValues("spring.threads.virtual.enabled=true", "resilience.defaults.retry.jitter=none",
				"resilience.defaults.retry.backoff=fixed", "resilience.instances.patient.retry.delay=500ms",
				"resilience.instances.narrow.bulkhead.max-concurrent=10",
				"resilience.instances.narrow.bulkhead.queue-size=" + CALLERS,
				// All of them fail at once, which a budget is there to keep from being
				// repeated
				"resilience.instances.patient.retry.budget.type=none",
				"resilience.instances.metered.rate-limiter.permits=1000",
				"resilience.instances.metered.rate-limiter.burst=1",
				"resilience.instances.metered.rate-limiter.max-wait=1m");

	@Test
	void waitsBetweenAttemptsShareTheCarriers() {
		run((target, callers) -> {
			long before = System.nanoTime();
			assertThat(callers.all(target::patient)).containsOnly("virtual");
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(1000),
					Duration.ofSeconds(30));
		});
	}

	@Test
	void aTimeoutInterruptsAVirtualThread() {
		run((target, callers) -> assertThat(callers.all(target::slow)).containsOnly("CallTimeoutException"));
	}

	@Test
	void offloadedCallsAreOnVirtualThreadsAndReturnOnTime() {
		run((target, callers) -> {
			assertThat(callers.all(target::offloaded)).containsOnly("CallTimeoutException");
			assertThat(target.seen()).hasSize(CALLERS)
				.allMatch((thread) -> thread.startsWith("virtual resilience-offload-"));
			target.release().countDown();
		});
	}

	@Test
	void aBulkheadQueuesVirtualThreads() {
		run((target, callers) -> {
			assertThat(callers.all(target::narrow)).containsOnly("virtual");
			assertThat(target.most()).isBetween(1, 10);
		});
	}

	@Test
	void aRateLimiterQueuesVirtualThreads() {
		run((target, callers) -> {
			long before = System.nanoTime();
			assertThat(callers.all(target::metered)).containsOnly("virtual");
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(CALLERS - 1));
		});
	}

	@Test
	void aFallbackAnswersOnTheVirtualThread() {
		run((target, callers) -> assertThat(callers.all(target::failing)).containsOnly("instead, virtual"));
	}

	@Test
	void requestsAreProtectedOnVirtualThreads() {
		SpringApplication application = new SpringApplication(Web.class);
		try (ConfigurableApplicationContext context = application.run("--server.port=0",
				"--spring.threads.virtual.enabled=true", "--resilience.instances.patient.retry.delay=1ms",
				"--spring.main.banner-mode=off", "--spring.datasource.generate-unique-name=true")) {
			String port = context.getEnvironment().getProperty("local.server.port");
			String answer = RestClient.create("http://localhost:" + port).get().uri("/").retrieve().body(String.class);
			assertThat(answer).isEqualTo("virtual");
			assertThat(context.getBean(ResilienceRegistry.class).find("patient")).isPresent();
		}
	}

	private void run(Scenario scenario) {
		ContextConsumer<AssertableApplicationContext> consumer = (context) -> scenario.run(
				context.getBean(Target.class), new Callers(context.getBean("applicationTaskExecutor", Executor.class)));
		this.contextRunner.run(consumer);
	}

	private static String kind(Thread thread) {
		try {
			boolean virtual = (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
			return virtual ? "virtual" : "platform";
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	interface Scenario {

		void run(Target target, Callers callers) throws Exception;

	}

	/**
	 * Calls at the same time, each on a thread of its own.
	 *
	 * @param threads where calls run
	 */
	record Callers(Executor threads) {

		List<String> all(Callable<String> call) throws Exception {
			List<CompletableFuture<String>> results = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				results.add(CompletableFuture.supplyAsync(() -> {
					try {
						return call.call();
					}
					catch (CallTimeoutException ex) {
						return Thread.currentThread().isInterrupted() ? "still interrupted"
								: ex.getClass().getSimpleName();
					}
					catch (Exception ex) {
						throw new CompletionException(ex);
					}
				}, this.threads));
			}
			List<String> answers = new ArrayList<>();
			for (CompletableFuture<String> result : results) {
				answers.add(result.get(1, TimeUnit.MINUTES));
			}
			return answers;
		}

	}

	public static class Target {

		private static final ThreadLocal<Integer> ATTEMPTS = ThreadLocal.withInitial(() -> 0);

		private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		private final CountDownLatch release = new CountDownLatch(1);

		private final AtomicInteger inside = new AtomicInteger();

		private final AtomicInteger ignored = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		List<String> seen() {
			return this.seen;
		}

		CountDownLatch release() {
			return this.release;
		}

		int most() {
			return this.most.get();
		}

		@Retry("patient")
		public String patient() throws IOException {
			ATTEMPTS.set(ATTEMPTS.get() + 1);
			if (ATTEMPTS.get() < 3) {
				throw new IOException("not yet");
			}
			return kind(Thread.currentThread());
		}

		@Timeout(value = "slow", duration = "100ms")
		public String slow() throws InterruptedException {
			this.release.await();
			return "never";
		}

		@Timeout(value = "offloaded", duration = "200ms", mode = Timeout.Mode.OFFLOAD)
		public String offloaded() {
			Thread thread = Thread.currentThread();
			this.seen.add(kind(thread) + " " + thread.getName());
			while (this.release.getCount() > 0) {
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					this.ignored.incrementAndGet();
				}
			}
			return "late";
		}

		@Bulkhead("narrow")
		public String narrow() {
			this.most.accumulateAndGet(this.inside.incrementAndGet(), Math::max);
			java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
			this.inside.decrementAndGet();
			return kind(Thread.currentThread());
		}

		@RateLimiter("metered")
		public String metered() {
			return kind(Thread.currentThread());
		}

		@Fallback("instead")
		public String failing() throws IOException {
			throw new IOException("down");
		}

		String instead() {
			return "instead, " + kind(Thread.currentThread());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Web {

		@Bean
		Target target() {
			return new Target();
		}

		@Bean
		Front front(Target target) {
			return new Front(target);
		}

	}

	@RestController
	static class Front {

		private final Target target;

		Front(Target target) {
			this.target = target;
		}

		@GetMapping("/")
		String get() throws IOException {
			return this.target.patient();
		}

	}

}
