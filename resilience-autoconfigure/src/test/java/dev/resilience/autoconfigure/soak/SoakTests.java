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

package dev.resilience.autoconfigure.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.InstanceListener;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilientExecutor;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls in every shape that fail, are cancelled and interrupted at random while settings
 * change under them: nothing is left behind, and all counters add up. Takes a few
 * seconds, or as long as the system property {@code soak.duration} says, such as
 * {@code 10m}; {@code soak.seed} repeats what an earlier run has drawn.
 */
class SoakTests {

	private static final int CALLERS = 4;

	private final Duration time = DurationStyle.detectAndParse(System.getProperty("soak.duration", "4s"));

	private final long seed = Long.getLong("soak.seed", System.nanoTime());

	private final SplittableRandom random = new SplittableRandom(this.seed);

	private final SoakStore store = new SoakStore(this.random.nextBoolean());

	private final SoakThreads threads = new SoakThreads();

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS + 1);

	private final Set<Thread> threadsBefore = libraryThreads();

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.resilience");

	@BeforeEach
	void quieten() {
		this.logger.setLevel(Level.ERROR);
	}

	@AfterEach
	void stopThreads() {
		this.logger.setLevel(Level.INFO);
		this.threads.close();
		this.callers.shutdownNow();
	}

	@Test
	void nothingIsLeftBehindAndCountersAddUp() {
		run((context, instances) -> {
			long end = System.nanoTime() + this.time.toNanos();
			List<Future<?>> load = load(context, instances, () -> System.nanoTime() - end < 0);
			end(load);
			assertNothingIsLeft(instances);
			SystemTime timer = (SystemTime) context.getBean(ResilienceRegistry.class).context().time();
			eventually(() -> assertThat(timer.scheduledTasks()).as("timer tasks").isZero());
		});
	}

	@Test
	void nothingIsLeftBehindOfAnApplicationThatEndsUnderLoad() {
		run((context, instances) -> {
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
			BooleanSupplier open = () -> !registry.context().waitingRoom().isClosed();
			List<Future<?>> load = load(context, instances, open);
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.atMost(Duration.ofSeconds(30))
				.until(() -> System.nanoTime() - end >= 0);
			context.close();
			end(load);
			assertNothingIsLeft(instances);
		});
	}

	private void run(Scenario scenario) {
		runner().withBean(IdempotencyStore.class, () -> this.store).run((context) -> {
			try {
				List<SoakInstance> instances = instances(context);
				scenario.run(context, instances);
				context.close();
				eventually(() -> assertThat(libraryThreads()).as("threads").allMatch(this.threadsBefore::contains));
				assertThat(this.threads.complaints()).isEmpty();
			}
			catch (Throwable ex) {
				throw new AssertionError("Failed with -Dsoak.seed=" + this.seed + ": " + this.threads.complaints(), ex);
			}
		});
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAopAutoConfiguration.class))
			.withBean(SoakTarget.Calm.class)
			.withBean(SoakTarget.Queued.class)
			.withBean(SoakTarget.Timed.class)
			.withBean(SoakTarget.Limited.class)
			.withBean(SoakTarget.Full.class)
			.withBean(SoakTarget.Once.class)
			.withBean(SoakTarget.Keyed.class)
			.withPropertyValues("resilience.defaults.retry.delay=1ms", "resilience.defaults.retry.max-delay=2ms",
					"resilience.defaults.circuit-breaker.failure-threshold=8",
					"resilience.defaults.circuit-breaker.open-duration=5ms",
					"resilience.defaults.circuit-breaker.probe-timeout=20ms",
					"resilience.defaults.bulkhead.queue-size=20", "resilience.defaults.bulkhead.max-wait=20ms",
					"resilience.defaults.rate-limiter.max-wait=2ms", "resilience.defaults.idempotency.ttl=20ms",
					"resilience.defaults.idempotency.on-duplicate=wait")
			.withPropertyValues(guardedBy(SoakInstance.CALM, "retry.max-attempts=3", "circuit-breaker.window-size=20",
					"bulkhead.max-concurrent=3", "rate-limiter.permits=3000"))
			.withPropertyValues(guardedBy(SoakInstance.QUEUED, "retry.max-attempts=3", "circuit-breaker.window-size=20",
					"bulkhead.max-concurrent=2"))
			.withPropertyValues(guardedBy(SoakInstance.TIMED, "retry.max-attempts=3", "circuit-breaker.window-size=20",
					"timeout.duration=2ms"))
			.withPropertyValues(guardedBy(SoakInstance.LIMITED, "retry.max-attempts=3", "rate-limiter.permits=500",
					"rate-limiter.burst=5"))
			.withPropertyValues(guardedBy(SoakInstance.FULL, "deadline=8ms", "retry.max-attempts=3",
					"circuit-breaker.window-size=20", "rate-limiter.permits=2000", "timeout.duration=2ms",
					"bulkhead.max-concurrent=2"))
			.withPropertyValues(guardedBy(SoakInstance.ONCE, "retry.max-attempts=3", "bulkhead.max-concurrent=3"))
			.withPropertyValues(guardedBy(SoakInstance.KEYED, "keyed.max-keys=25", "keyed.idle=10ms",
					"retry.max-attempts=3", "circuit-breaker.window-size=20", "bulkhead.max-concurrent=1"));
	}

	private static String[] guardedBy(String instance, String... settings) {
		return List.of(settings)
			.stream()
			.map((setting) -> "resilience.instances." + instance + "." + setting)
			.toArray(String[]::new);
	}

	private static List<SoakInstance> instances(AssertableApplicationContext context) {
		ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
		List<SoakInstance> instances = SoakInstance.all(registry, context::getBean);
		registry.listen(new InstanceListener() {

			@Override
			public void created(Resilience resilience) {
				instances.stream()
					.filter((instance) -> instance.name().equals(resilience.name()))
					.forEach((instance) -> instance.incarnatedAs(resilience));
			}

			@Override
			public void removed(Resilience resilience) {
				created(resilience);
			}

		});
		return instances;
	}

	private List<Future<?>> load(AssertableApplicationContext context, List<SoakInstance> instances,
			BooleanSupplier goOn) {
		ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
		List<Future<?>> load = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			SoakCaller caller = new SoakCaller(this.random.split(), instances, context.getBean(ResilientExecutor.class),
					registry.context().time(), this.threads);
			load.add(this.callers.submit(() -> {
				caller.callWhile(goOn);
				return null;
			}));
		}
		SoakChanges changes = new SoakChanges(this.random.split(), instances, context.getBean(LiveSettings.class),
				registry);
		load.add(this.callers.submit(() -> changes.changeWhile(goOn)));
		return load;
	}

	private static void end(List<Future<?>> load) throws Exception {
		for (Future<?> one : load) {
			one.get(10, TimeUnit.MINUTES);
		}
	}

	private void assertNothingIsLeft(List<SoakInstance> instances) {
		eventually(() -> {
			instances.forEach(SoakBooks::balance);
			assertThat(this.store.openClaims()).as("open claims").isZero();
			assertThat(this.store.openWatches()).as("open watches").isZero();
		});
	}

	private static void eventually(ThrowingRunnable assertion) {
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
	}

	private static Set<Thread> libraryThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("resilience-"))
			.collect(Collectors.toSet());
	}

	/** What happens to the instances of an application. */
	@FunctionalInterface
	private interface Scenario {

		void run(AssertableApplicationContext context, List<SoakInstance> instances) throws Exception;

	}

}
