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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.bulkhead.BulkheadSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryExhaustedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of all kinds while settings change under them.
 */
class LiveChangeConcurrencyTests {

	private static final int CHANGES = 400;

	private static final String ONE_ATTEMPT = "retry.max-attempts=1\nretry.on-exhausted=rethrow\n";

	private static final String THREE_ATTEMPTS = "retry.max-attempts=3\nretry.on-exhausted=wrap\n";

	/** Each with what goes with it or not at all. */
	private static final List<String> TEXTS = List.of(ONE_ATTEMPT + "bulkhead.max-concurrent=1",
			THREE_ATTEMPTS + "bulkhead.max-concurrent=3", ONE_ATTEMPT + "bulkhead.mode=off",
			THREE_ATTEMPTS + "bulkhead.mode=shadow\nbulkhead.max-concurrent=3",
			ONE_ATTEMPT + "bulkhead.queue-size=2\nbulkhead.max-concurrent=1\ncircuit-breaker.mode=off",
			THREE_ATTEMPTS + "bulkhead.max-concurrent=3\ncircuit-breaker.slow-call-duration=1m");

	private final AtomicLong made = new AtomicLong();

	private final AtomicInteger running = new AtomicInteger();

	@Test
	void permitsAndCountersAddUpAndNobodySeesHalfAChange() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAopAutoConfiguration.class))
			.withPropertyValues("resilience.instances.busy.retry.delay=0s",
					"resilience.instances.busy.retry.jitter=none",
					"resilience.instances.busy.bulkhead.max-concurrent=2",
					"resilience.instances.busy.circuit-breaker.failure-threshold=1000000")
			.withBean(Target.class)
			.run((context) -> {
				LiveSettings live = context.getBean(LiveSettings.class);
				live.change("busy", TEXTS.get(0), ChangedBy.CODE);
				Resilience busy = context.getBean(ResilienceRegistry.class).get("busy");
				Target target = context.getBean(Target.class);
				List<Supplier<Throwable>> shapes = List.of(() -> thrownBy(target::fail),
						() -> thrownBy(() -> busy.call(LiveChangeConcurrencyTests::fail)),
						() -> busy.attempt(LiveChangeConcurrencyTests::fail).failure(),
						() -> thrownBy(() -> busy.callAsync(LiveChangeConcurrencyTests::failLater).join()));
				drive(live, shapes);
				assertNothingIsLeft(busy);
			});
	}

	private void drive(LiveSettings live, List<Supplier<Throwable>> shapes) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(6);
		this.running.incrementAndGet();
		List<Future<?>> callers = new ArrayList<>();
		for (Supplier<Throwable> shape : shapes) {
			callers.add(threads.submit(() -> callUntilTheEnd(shape)));
		}
		callers.add(threads.submit(() -> readUntilTheEnd(live)));
		try {
			for (int i = 0; i < CHANGES; i++) {
				assertThat(live.change("busy", TEXTS.get(i % TEXTS.size()), ChangedBy.CODE)).isTrue();
			}
		}
		finally {
			this.running.decrementAndGet();
			for (Future<?> caller : callers) {
				caller.get();
			}
			threads.shutdown();
		}
	}

	private void callUntilTheEnd(Supplier<Throwable> shape) {
		while (this.running.get() > 0) {
			Throwable failure = shape.get();
			this.made.incrementAndGet();
			Throwable told = (failure instanceof CompletionException) ? failure.getCause() : failure;
			if (told instanceof RetryExhaustedException exhausted) {
				assertThat(exhausted.attempts()).isEqualTo(3);
			}
			else {
				assertThat(told).isInstanceOfAny(IOException.class, CallRejectedException.class);
			}
		}
	}

	private void readUntilTheEnd(LiveSettings live) {
		while (this.running.get() > 0) {
			Map<String, String> settings = live.resolve("busy")
				.effectiveSettings(EnumSet.allOf(PolicyType.class))
				.stream()
				.collect(Collectors.toMap(EffectiveSetting::key, EffectiveSetting::value));
			assertThat(settings.get("retry.on-exhausted"))
				.isEqualTo(settings.get("retry.max-attempts").equals("1") ? "rethrow" : "wrap");
		}
	}

	private void assertNothingIsLeft(Resilience busy) {
		Awaitility.await().untilAsserted(() -> {
			BulkheadSnapshot bulkhead = busy.bulkhead().snapshot();
			assertThat(bulkhead.active()).isZero();
			assertThat(bulkhead.waiting()).isZero();
		});
		long counted = 0;
		for (CallOutcome outcome : CallOutcome.values()) {
			counted += busy.policies().calls().count(outcome);
		}
		assertThat(counted).isEqualTo(this.made.get()).isPositive();
		CircuitBreakerSnapshot.Calls calls = busy.circuitBreaker().calls();
		assertThat(calls.success() + calls.slowSuccess() + calls.slowFailure() + calls.notPermitted()).isZero();
		assertThat(busy.policies().context().waitingRoom().size()).isZero();
	}

	private static Throwable thrownBy(Work work) {
		try {
			work.run();
			return new AssertionError("nothing was thrown");
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	private static Object fail() throws IOException {
		throw new IOException("no route to host");
	}

	private static CompletableFuture<Object> failLater() {
		return CompletableFuture.supplyAsync(() -> {
			throw new CompletionException(new IOException("no route to host"));
		});
	}

	/** Something to do. */
	private interface Work {

		void run() throws Throwable;

	}

	static class Target {

		@Retry("busy")
		@CircuitBreaker("busy")
		@Bulkhead("busy")
		Object fail() throws IOException {
			throw new IOException("no route to host");
		}

	}

}
