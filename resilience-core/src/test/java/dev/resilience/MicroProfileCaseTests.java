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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.fallback.FallbackCounters;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.PolicyMode;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.retry.RetrySnapshot;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The rows of the MicroProfile cases in which bulkheads, retries and fallbacks meet, and
 * those of settings.
 */
class MicroProfileCaseTests {

	@TestFactory
	Stream<DynamicTest> bulkheadAndRetry() {
		return Stream.of(row("K5 a hundred calls, five at a time", MicroProfileCaseTests::k5),
				row("K6 a retry of rejections gets in eventually", () -> {
					ManualTime time = ManualTime.autoAdvancing();
					AtomicInteger waits = new AtomicInteger();
					List<Resilience> self = new ArrayList<>();
					Resilience orders = builder(time).retry(
							(retry) -> fixed(retry, 99_999, Duration.ofMillis(100)).maxDuration(Duration.ofMillis(3000))
								.retryOn(List.of(BulkheadFullException.class))
								.beforeRetry((attempt, failure, wait) -> {
									if (waits.incrementAndGet() == 7) {
										self.get(0).bulkhead().release();
									}
								}))
						.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
						.build();
					self.add(orders);
					orders.bulkhead().tryAcquire();
					assertThat(orders.call(Target.answering("value"))).isEqualTo("value");
					assertThat(waits).hasValue(7);
				}), row("K7 the slot is free between attempts, so another call may take it", () -> {
					ManualTime time = ManualTime.stopped();
					Resilience orders = builder(time)
						.retry((retry) -> fixed(retry, 1, Duration.ofSeconds(1)).retryOn(List.of(IOException.class)))
						.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
						.build();
					Target failing = Target.failing(new IOException());
					Background<String> a = Background.start(() -> orders.call(failing));
					time.awaitParked(1);
					SlowTarget slow = SlowTarget.interruptible();
					Background<String> b = Background.start(() -> orders.call(slow));
					slow.awaitBegun();
					time.advance(Duration.ofSeconds(1));
					assertThat(a.failure()).isInstanceOf(BulkheadFullException.class);
					assertThat(failing.executions()).isOne();
					slow.letGo();
					b.value();
				}), row("K8 a repeated attempt queues behind those that wait (blocking)", () -> {
					ManualTime time = ManualTime.stopped();
					Resilience orders = builder(time).retry((retry) -> fixed(retry, 1, Duration.ZERO))
						.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(10))
						.build();
					List<String> order = new CopyOnWriteArrayList<>();
					SlowTarget gate = SlowTarget.interruptible();
					Target aTarget = Target.doing(() -> {
						gate.get();
						throw new IOException();
					}).then(() -> note(order, "A"));
					Background<String> a = Background.start(() -> orders.call(aTarget));
					gate.awaitBegun();
					Background<String> b = Background.start(() -> orders.call(() -> note(order, "B")));
					time.awaitParked(1);
					Background<String> c = Background.start(() -> orders.call(() -> note(order, "C")));
					time.awaitParked(2);
					gate.letGo();
					List.of(a, b, c).forEach(Background::value);
					assertThat(order).containsExactly("B", "C", "A");
				}), row("K9 a rejection that retry-on does not name", () -> k9((retry) -> {
				})),
				row("K9 a rejection that abort-on names",
						() -> k9((retry) -> retry.retryOn(List.of(BulkheadFullException.class))
							.abortOn(List.of(BulkheadFullException.class)))),
				row("K9 no attempts left",
						() -> k9((retry) -> retry.maxAttempts(1).retryOn(List.of(BulkheadFullException.class)))));
	}

	private static void k5() throws Exception {
		Resilience orders = Resilience.builder("orders").bulkhead((bulkhead) -> bulkhead.maxConcurrent(5)).build();
		AtomicInteger concurrent = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch never = new CountDownLatch(1);
		List<Background<Outcome<String>>> calls = new ArrayList<>();
		for (int call = 0; call < 100; call++) {
			calls.add(Background.start(() -> orders.attempt(() -> {
				most.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
				never.await(5, TimeUnit.MILLISECONDS);
				concurrent.decrementAndGet();
				return "value";
			})));
		}
		long successes = calls.stream().filter((call) -> call.value().isSuccess()).count();
		assertThat(most).hasValueLessThanOrEqualTo(5);
		assertThat(successes).isGreaterThanOrEqualTo(5);
		assertThat(calls).allSatisfy((
				call) -> assertThat(call.value().isSuccess() || call.value().failure() instanceof BulkheadFullException)
					.isTrue());
		assertThat(orders.bulkhead().snapshot().accepted()).isEqualTo(successes);
	}

	private static void k9(Consumer<RetryConfig.Builder> settings) {
		ManualTime time = ManualTime.autoAdvancing();
		Resilience orders = builder(time).retry((retry) -> settings.accept(fixed(retry, 3, Duration.ofSeconds(1))))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(0))
			.build();
		Outcome<String> outcome = orders.attempt(Target.answering("value"));
		assertThat(outcome.failure()).isInstanceOf(BulkheadFullException.class);
		assertThat(outcome.duration()).isLessThan(Duration.ofMillis(800));
	}

	@TestFactory
	Stream<DynamicTest> fallbackAndRetry() {
		return Stream.of(row("F1 retry 1 and fallback", () -> f1(2, 2)), row("F1 retry 2 and fallback", () -> f1(3, 3)),
				row("F1 fallback alone", () -> {
					Target target = Target.failing(new IOException());
					Resilience orders = builder(ManualTime.stopped()).fallback("standby", (failure) -> "standby")
						.build();
					assertThat(orders.call(target)).isEqualTo("standby");
					assertThat(target.executions()).isOne();
				}));
	}

	private static void f1(int maxAttempts, int executions) throws Exception {
		Target target = Target.failing(new IOException());
		Resilience orders = builder(ManualTime.autoAdvancing()).fallback("standby", (failure) -> "standby")
			.retry((retry) -> retry.maxAttempts(maxAttempts))
			.build();
		assertThat(orders.call(target)).isEqualTo("standby");
		assertThat(target.executions()).isEqualTo(executions);
	}

	@TestFactory
	Stream<DynamicTest> wrongSettings() {
		return Stream.of(
				wrong("I1 bulkhead value -1", (b) -> b.bulkhead((bulkhead) -> bulkhead.maxConcurrent(-1)),
						"max-concurrent"),
				wrong("I1 bulkhead queue -1", (b) -> b.bulkhead((bulkhead) -> bulkhead.queueSize(-1)), "queue-size"),
				wrong("I1 breaker ratio -0.1", (b) -> b.circuitBreaker((breaker) -> breaker.failureRateThreshold(-10)),
						"failure-rate-threshold"),
				wrong("I1 breaker ratio -1", (b) -> b.circuitBreaker((breaker) -> breaker.failureRateThreshold(-100)),
						"failure-rate-threshold"),
				wrong("I1 breaker ratio 1.1", (b) -> b.circuitBreaker((breaker) -> breaker.failureRateThreshold(110)),
						"failure-rate-threshold"),
				wrong("I1 breaker volume 0", (b) -> b.circuitBreaker((breaker) -> breaker.minimumCalls(0)),
						"minimum-calls"),
				wrong("I1 breaker volume -1", (b) -> b.circuitBreaker((breaker) -> breaker.minimumCalls(-1)),
						"minimum-calls"),
				wrong("I1 breaker window 0", (b) -> b.circuitBreaker((breaker) -> breaker.windowSize(0)),
						"window-size"),
				wrong("I1 breaker window -1", (b) -> b.circuitBreaker((breaker) -> breaker.windowSize(-1)),
						"window-size"),
				wrong("I1 breaker successThreshold 0",
						(b) -> b.circuitBreaker((breaker) -> breaker.successThreshold(0)), "success-threshold"),
				wrong("I1 breaker successThreshold -1",
						(b) -> b.circuitBreaker((breaker) -> breaker.successThreshold(-1)), "success-threshold"),
				wrong("I1 breaker delay -1",
						(b) -> b.circuitBreaker((breaker) -> breaker.openDuration(Duration.ofMillis(-1))),
						"open-duration"),
				wrong("I1 retry delay -1", (b) -> b.retry((retry) -> retry.delay(Duration.ofMillis(-1))), "delay"),
				wrong("I1 retry jitter -1", (b) -> b.retry((retry) -> retry.jitterFactor(-1)), "jitter-factor"),
				wrong("I1 retry maxRetries -3", (b) -> b.retry((retry) -> retry.maxAttempts(-2)), "max-attempts"),
				wrong("I1 retry maxDuration 500 with delay 1000",
						(b) -> b
							.retry((retry) -> retry.maxDuration(Duration.ofMillis(500)).delay(Duration.ofMillis(1000))),
						"max-duration"),
				wrong("I1 timeout -1", (b) -> b.timeout(Duration.ofMillis(-1)), "duration"));
	}

	private static DynamicTest wrong(String name, Consumer<ResilienceBuilder> settings, String property) {
		return row(name, () -> assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> settings.accept(builder(ManualTime.stopped())))
			.satisfies((ex) -> assertThat(ex.problems()).anyMatch((problem) -> problem.toString().contains(property))));
	}

	@TestFactory
	Stream<DynamicTest> switchedOff() {
		return Stream.of(row("D1 bulkhead 2 is off: a third call passes", () -> {
			Resilience orders = builder(ManualTime.stopped())
				.bulkhead((bulkhead) -> bulkhead.maxConcurrent(2).mode(PolicyMode.OFF))
				.build();
			assertThat(orders.call(() -> orders.call(() -> orders.call(Target.answering("third"))))).isEqualTo("third");
		}), row("D1 bulkhead 2 is on: a third call is rejected", () -> {
			Resilience orders = builder(ManualTime.stopped()).bulkhead((bulkhead) -> bulkhead.maxConcurrent(2)).build();
			assertThatExceptionOfType(BulkheadFullException.class)
				.isThrownBy(() -> orders.call(() -> orders.call(() -> orders.call(Target.answering("third")))));
		}), row("D1 circuit breaker", () -> {
			Resilience orders = builder(ManualTime.stopped())
				.circuitBreaker((breaker) -> breaker.failureThreshold(1).mode(PolicyMode.OFF))
				.build();
			Target target = Target.failing(new IOException());
			orders.attempt(target);
			assertThat(orders.attempt(target).failure()).isInstanceOf(IOException.class);
		}), row("D1 retry", () -> {
			Target target = Target.failing(new IOException());
			builder(ManualTime.stopped()).retry((retry) -> retry.mode(PolicyMode.OFF)).build().attempt(target);
			assertThat(target.executions()).isOne();
		}), row("D1 rate limiter", () -> {
			Resilience orders = builder(ManualTime.stopped())
				.rateLimiter((limiter) -> limiter.permits(1).period(Duration.ofHours(1)).mode(PolicyMode.OFF))
				.build();
			orders.call(Target.answering("first"));
			assertThat(orders.call(Target.answering("second"))).isEqualTo("second");
		}), row("D1 timeout", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = builder(time)
				.timeout((timeout) -> timeout.duration(Duration.ofMillis(1)).mode(TimeoutMode.OFF))
				.build();
			assertThat(orders.call(() -> {
				time.advance(Duration.ofSeconds(1));
				return "late";
			})).isEqualTo("late");
		}), row("D1 fallback", () -> {
			IOException failure = new IOException();
			Resilience orders = builder(ManualTime.stopped())
				.fallback((settings) -> settings.mode(PolicyMode.OFF),
						FallbackOption.of("standby", (call, thrown) -> "standby"))
				.build();
			assertThat(orders.attempt(Target.failing(failure)).failure()).isSameAs(failure);
		}));
	}

	@TestFactory
	Stream<DynamicTest> numbers() {
		return Stream.of(row("M1 three failures, then success", () -> {
			Resilience orders = builder(ManualTime.autoAdvancing()).retry((retry) -> retry.maxAttempts(6)).build();
			IOException failure = new IOException();
			orders.call(Target.failing(failure).thenFail(failure).thenFail(failure).thenAnswer("value"));
			assertThat(retries(orders)).isEqualTo(new RetrySnapshot(0, 1, 0, 0, 0, 3));
			assertThat(orders.policies().calls().count(CallOutcome.SUCCESS)).isOne();
		}), row("M2 five retries fail twice", () -> {
			Resilience orders = builder(ManualTime.autoAdvancing()).retry((retry) -> retry.maxAttempts(6)).build();
			orders.attempt(Target.failing(new IOException()));
			orders.attempt(Target.failing(new IOException()));
			assertThat(retries(orders)).isEqualTo(new RetrySnapshot(0, 0, 0, 2, 0, 10));
			assertThat(orders.policies().calls().count(CallOutcome.FAILURE)).isEqualTo(2);
		}), row("M5 a fallback answers, and one does not", () -> {
			Resilience orders = builder(ManualTime.stopped())
				.fallback(FallbackOption.builder("standby", (call, failure) -> "standby")
					.on(List.of(IOException.class))
					.build())
				.build();
			orders.attempt(Target.failing(new IOException()));
			orders.attempt(Target.failing(new IllegalStateException()));
			orders.attempt(Target.answering("value"));
			assertThat(orders.policies().calls().count(CallOutcome.FALLBACK)).isOne();
			assertThat(orders.policies().calls().count(CallOutcome.FAILURE)).isOne();
			assertThat(orders.policies().calls().count(CallOutcome.SUCCESS)).isOne();
			FallbackCounters counters = orders.policies().fallbackCounters();
			assertThat(counters.options()).singleElement().satisfies((option) -> {
				assertThat(option.answered()).isOne();
				assertThat(option.skipped()).isOne();
				assertThat(option.failed()).isZero();
			});
		}));
	}

	private static RetrySnapshot retries(Resilience instance) {
		return instance.policies().retryCounters().snapshot();
	}

	private static DynamicTest row(String name, Executable test) {
		return DynamicTest.dynamicTest(name, test);
	}

	private static ResilienceBuilder builder(ManualTime time) {
		return Resilience.builder("orders").time(time);
	}

	private static RetryConfig.Builder fixed(RetryConfig.Builder retry, int maxRetries, Duration delay) {
		return retry.maxAttempts(1 + maxRetries).backoff(Backoff.FIXED).delay(delay).jitter(Jitter.NONE);
	}

	private static String note(List<String> order, String name) {
		order.add(name);
		return name;
	}

}
