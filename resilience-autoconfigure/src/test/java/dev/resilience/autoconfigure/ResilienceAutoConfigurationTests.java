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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.aop.AnnotatedInstances;
import dev.resilience.autoconfigure.aop.MethodPlans;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.policy.ContextCarrier;
import dev.resilience.retry.RetryClosedException;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How a context with protected beans starts, which beans of the application it takes, and
 * how it ends.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResilienceAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class));

	@Test
	void nothingIsMadeTooEarly(CapturedOutput output) {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
					ResilienceMetricsAutoConfiguration.class, ResilienceEventAutoConfiguration.class))
			.withUserConfiguration(Shop.class, CommonTag.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors")
					.doesNotContain("not eligible for auto-proxying");
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters).isInstanceOf(SimpleMeterRegistry.class);
				assertThat(meters.get("resilience.calls").meters()).isNotEmpty()
					.allMatch((meter) -> "shop".equals(meter.getId().getTag("application")));
				assertThat(Counter.builder("mine").register(meters).getId().getTag("application")).isEqualTo("shop");
			});
	}

	@Test
	void anotherTimeAnotherChanceAndAnotherCarrierWin() {
		ManualTime time = ManualTime.stopped();
		RandomGenerator random = () -> 0L;
		ContextCarrier carrier = () -> () -> () -> {
		};
		this.contextRunner.withBean(TimeSource.class, () -> time)
			.withBean(RandomGenerator.class, () -> random)
			.withBean("mine", ContextCarrier.class, () -> carrier)
			.run((context) -> {
				ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
				assertThat(registry.context().time()).isSameAs(time);
				assertThat(registry.context().random()).isSameAs(random);
				assertThat(carrierOf(registry)).isSameAs(carrier);
			});
	}

	private static ContextCarrier carrierOf(ResilienceRegistry registry) {
		return ((TransactionWarningCarrier) registry.context().carrier()).carrier();
	}

	@Test
	void anotherRegistryReplacesOurs() {
		ResilienceRegistry registry = ResilienceRegistry.withDefaults();
		this.contextRunner.withBean("mine", ResilienceRegistry.class, () -> registry)
			.withUserConfiguration(Shop.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(ResilienceRegistry.class);
				context.getBean(Orders.class).place();
				assertThat(registry.find("Orders-place")).isPresent();
			});
	}

	@Test
	void withoutSpringAopNothingIsAdvised() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.aop.framework"))
			.run((context) -> assertThat(context).hasSingleBean(ResilienceRegistry.class)
				.doesNotHaveBean(MethodPlans.class)
				.doesNotHaveBean(AnnotatedInstances.class));
	}

	@Test
	void switchedOffEveryCallPassesThroughAndBeansStay() {
		this.contextRunner.withUserConfiguration(Shop.class)
			.withPropertyValues("resilience.enabled=false")
			.run((context) -> {
				assertThat(context).hasSingleBean(ResilienceRegistry.class).hasSingleBean(MethodPlans.class);
				Orders orders = context.getBean(Orders.class);
				assertThatExceptionOfType(IOException.class).isThrownBy(orders::fail);
				assertThat(orders.calls()).isEqualTo(1);
			});
	}

	@Test
	void offloadedWorkRunsOnTheNamedExecutor() {
		ExecutorService workers = Executors.newSingleThreadExecutor((work) -> new Thread(work, "worker-of-mine"));
		try {
			this.contextRunner.withUserConfiguration(Shop.class)
				.withBean("workers", Executor.class, () -> workers)
				.withPropertyValues("resilience.offload.executor=workers")
				.run((context) -> assertThat(context.getBean(Orders.class).offloaded()).startsWith("worker-of-mine"));
		}
		finally {
			workers.shutdownNow();
		}
	}

	@Test
	void theLoggingContextGoesAlongToOffloadedWork() {
		this.contextRunner.withUserConfiguration(Shop.class).run((context) -> {
			MDC.put("order", "4711");
			try {
				assertThat(context.getBean(Orders.class).offloaded()).endsWith(" 4711");
			}
			finally {
				MDC.clear();
			}
		});
	}

	@Test
	void withoutTheContextPropagationLibraryTheLoggingContextGoesAlongToo() {
		this.contextRunner.withUserConfiguration(Shop.class)
			.withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ContextCarrier.class);
				assertThat(carrierOf(context.getBean(ResilienceRegistry.class)))
					.isEqualTo(new IdempotencyCarrier(ContextCarrier.MDC_ONLY));
			});
	}

	@Test
	void closingTheContextEndsWaitingCallsAndThreads() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(3);
		try {
			List<Future<?>> calls = new ArrayList<>();
			CountDownLatch hold = new CountDownLatch(1);
			this.contextRunner.withUserConfiguration(Shop.class).run((context) -> {
				Orders orders = context.getBean(Orders.class);
				ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
				CountDownLatch held = new CountDownLatch(1);
				calls.add(callers.submit(() -> orders.single(held, hold)));
				held.await();
				calls.add(callers.submit(() -> orders.single(held, hold)));
				calls.add(callers.submit(() -> {
					orders.patient();
					return null;
				}));
				while (registry.context().waitingRoom().size() < 2) {
					Thread.onSpinWait();
				}
			});
			assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
				.isThrownBy(() -> calls.get(1).get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(BulkheadFullException.class);
			assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
				.isThrownBy(() -> calls.get(2).get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(RetryClosedException.class);
			hold.countDown();
			assertThat(calls.get(0).get(10, TimeUnit.SECONDS)).isEqualTo("single");
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void waitsEndBeforeTheWebServerAndOthersStop() {
		List<Boolean> closed = new ArrayList<>();
		this.contextRunner.withBean(WebServer.class, () -> new WebServer(closed)).run((context) -> {
			context.getBean(WebServer.class).registry = context.getBean(ResilienceRegistry.class);
			context.close();
			assertThat(closed).containsExactly(true);
		});
	}

	@Test
	void theEndOfAChildContextEndsNoWaits() {
		this.contextRunner.withUserConfiguration(Shop.class).run((context) -> {
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			new ApplicationContextRunner().withParent(context).run((child) -> assertThat(child).hasNotFailed());
			assertThat(registry.context().waitingRoom().isClosed()).isFalse();
			context.close();
			assertThat(registry.context().waitingRoom().isClosed()).isTrue();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class CommonTag {

		@Bean
		MeterRegistryCustomizer<MeterRegistry> commonTag() {
			return (registry) -> registry.config().commonTags("application", "shop");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		Orders orders() {
			return new Orders();
		}

	}

	/** Stops as a web server does that waits for its requests. */
	static class WebServer implements SmartLifecycle {

		private final List<Boolean> closed;

		private @Nullable ResilienceRegistry registry;

		WebServer(List<Boolean> closed) {
			this.closed = closed;
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
			ResilienceRegistry present = this.registry;
			if (present != null) {
				this.closed.add(present.context().waitingRoom().isClosed());
				this.registry = null;
			}
		}

		@Override
		public boolean isRunning() {
			return this.registry != null;
		}

	}

	public static class Orders {

		private int calls;

		int calls() {
			return this.calls;
		}

		@Retry
		@CircuitBreaker
		public String place() {
			return "placed";
		}

		@Retry(delay = "0s")
		public void fail() throws IOException {
			this.calls++;
			throw new IOException("down");
		}

		@Timeout(duration = "1m", mode = Timeout.Mode.OFFLOAD)
		public String offloaded() {
			return Thread.currentThread().getName() + " " + MDC.get("order");
		}

		@Retry(delay = "1h", maxDelay = "1h")
		public void patient() throws IOException {
			throw new IOException("down");
		}

		@Bulkhead(maxConcurrent = 1, queueSize = 1)
		public String single(CountDownLatch held, CountDownLatch hold) throws InterruptedException {
			held.countDown();
			hold.await();
			return "single";
		}

	}

}
