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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.Timeout;
import dev.resilience.timeout.TimeoutMode;
import dev.resilience.timeout.TimeoutSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of the MicroProfile cases in which a timeout meets other policies, and the
 * cancelling of calls.
 */
class MicroProfileTimeoutCaseTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
	}

	@TestFactory
	Stream<DynamicTest> timeoutAndRetry() {
		return Stream.of(row("R13 a timeout is repeated like other failures", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			Target target = taking(time, Duration.ofSeconds(1));
			Resilience orders = retried(time, (retry) -> {
			});
			assertThat(orders.attempt(target).failure()).isInstanceOf(CallTimeoutException.class);
			assertThat(target.executions()).isEqualTo(2);
		}), row("R14 an own exception before the limit", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			IOException failure = new IOException();
			Target target = Target.doing(() -> {
				time.advance(Duration.ofMillis(10));
				throw failure;
			});
			assertThat(retried(time, (retry) -> {
			}).attempt(target).failure()).isSameAs(failure);
			assertThat(target.executions()).isEqualTo(2);
		}), row("R15 retry-on does not name the timeout", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			Target target = taking(time, Duration.ofSeconds(1));
			retried(time, (retry) -> retry.retryOn(List.of(IOException.class))).attempt(target);
			assertThat(target.executions()).isOne();
		}), row("R15 abort-on names the timeout", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			Target target = taking(time, Duration.ofSeconds(1));
			retried(time, (retry) -> retry.abortOn(List.of(CallTimeoutException.class))).attempt(target);
			assertThat(target.executions()).isOne();
		}), row("T5 work that ignores interrupts is late and leaves no flag", () -> {
			ManualTime time = ManualTime.stopped();
			Outcome<String> outcome = builder(time).timeout(LIMIT).build().attempt(taking(time, Duration.ofSeconds(1)));
			assertThat(outcome.failure()).isInstanceOf(CallTimeoutException.class);
			assertThat(outcome.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(800));
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		}), row("T6 offloaded work that ignores interrupts goes on while its caller leaves (blocking)", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			SlowTarget target = SlowTarget.uninterruptible();
			Outcome<String> outcome = offloaded(time, target).build().attempt(target);
			assertThat(outcome.failure()).isInstanceOf(CallTimeoutException.class);
			assertThat(outcome.duration()).isEqualTo(LIMIT);
			target.letGo();
		}), row("T9 offloaded work that ignores interrupts is repeated on time (blocking)", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			SlowTarget target = SlowTarget.uninterruptible();
			Resilience orders = builder(time).offload(begins(target))
				.retry((retry) -> retry.maxAttempts(3).delay(Duration.ofMillis(200)).jitter(Jitter.NONE))
				.timeout((timeout) -> timeout.duration(LIMIT).mode(TimeoutMode.OFFLOAD))
				.build();
			Outcome<String> outcome = orders.attempt(target);
			assertThat(target.executions()).isEqualTo(3);
			assertThat(outcome.duration()).isLessThan(Duration.ofMillis(3000));
			target.letGo();
		}), row("T9 a fallback answers at the limit (blocking)", () -> {
			ManualTime time = ManualTime.autoAdvancing();
			SlowTarget target = SlowTarget.uninterruptible();
			Resilience orders = builder(time).offload(begins(target))
				.fallback("standby", (failure) -> "standby")
				.timeout((timeout) -> timeout.duration(LIMIT).mode(TimeoutMode.OFFLOAD))
				.build();
			Outcome<String> outcome = orders.attempt(target);
			assertThat(outcome.value()).isEqualTo("standby");
			assertThat(outcome.duration()).isEqualTo(LIMIT);
			target.letGo();
		}));
	}

	private static Resilience retried(ManualTime time, Consumer<RetryConfig.Builder> settings) {
		return builder(time).retry((retry) -> settings.accept(retry.maxAttempts(2))).timeout(LIMIT).build();
	}

	private static ResilienceBuilder offloaded(ManualTime time, SlowTarget target) {
		return builder(time).offload(begins(target))
			.timeout((timeout) -> timeout.duration(LIMIT).mode(TimeoutMode.OFFLOAD));
	}

	/** Runs each work on a thread of its own and returns once the target is called. */
	private static Executor begins(SlowTarget target) {
		return (work) -> {
			Background.start(() -> {
				work.run();
				return "done";
			});
			target.awaitBegun();
		};
	}

	@TestFactory
	Stream<DynamicTest> timeoutAndQueue() {
		return Stream.of(row("T7 calls time out in the queue and never start (blocking)", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = queued(time);
			SlowTarget target = SlowTarget.uninterruptible();
			Background<String> a = Background.start(() -> orders.call(target));
			target.awaitBegun();
			Background<String> b = Background.start(() -> orders.call(target));
			time.awaitParked(1);
			assertThat(orders.attempt(target).failure()).isInstanceOf(BulkheadFullException.class);
			time.advance(LIMIT);
			assertThat(b.failure()).isInstanceOf(CallTimeoutException.class);
			Background<String> c = Background.start(() -> orders.call(target));
			time.awaitParked(1);
			time.advance(LIMIT);
			assertThat(c.failure()).isInstanceOf(CallTimeoutException.class);
			target.letGo();
			assertThat(a.failure()).isInstanceOf(CallTimeoutException.class);
			assertThat(target.executions()).isOne();
			assertThat(orders.bulkhead().snapshot().active()).isZero();
			assertThat(orders.bulkhead().snapshot().waiting()).isZero();
		}), row("T8 the time in the queue counts (blocking)", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = queued(time);
			assertThat(orders.bulkhead().tryAcquire()).isTrue();
			SlowTarget target = SlowTarget.interruptible();
			Background<Outcome<String>> b = Background.start(() -> orders.attempt(target));
			time.awaitParked(1);
			time.advance(Duration.ofMillis(300));
			orders.bulkhead().release();
			target.awaitBegun();
			time.advance(Duration.ofMillis(200));
			assertThat(b.value().failure()).isInstanceOf(CallTimeoutException.class);
			assertThat(b.value().duration()).isLessThan(Duration.ofMillis(750));
		}));
	}

	private static Resilience queued(ManualTime time) {
		return builder(time).timeout(LIMIT).bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1)).build();
	}

	@TestFactory
	Stream<DynamicTest> cancelling() {
		return Stream.of(row("C1 an interrupt reaches the work (blocking)", () -> {
			Resilience orders = builder(ManualTime.stopped()).retry((retry) -> {
			}).bulkhead((bulkhead) -> bulkhead.maxConcurrent(1)).build();
			SlowTarget target = SlowTarget.interruptible();
			Background<String> running = Background.start(() -> orders.call(target));
			target.awaitBegun();
			running.interrupt();
			assertThat(running.failure()).isInstanceOf(InterruptedException.class);
			assertThat(target.executions()).isOne();
		}), row("C2 a cancelled call keeps its slot until it returns (blocking)", () -> {
			Resilience orders = builder(ManualTime.stopped()).retry((retry) -> {
			}).bulkhead((bulkhead) -> bulkhead.maxConcurrent(1)).build();
			SlowTarget target = SlowTarget.uninterruptible();
			Background<String> running = Background.start(() -> orders.call(target));
			target.awaitBegun();
			running.interrupt();
			assertThat(orders.attempt(Target.answering("value")).failure()).isInstanceOf(BulkheadFullException.class);
			target.letGo();
			assertThat(running.value()).isEqualTo("value");
			assertThat(running.endedInterrupted()).isTrue();
			assertThat(orders.attempt(Target.answering("value")).isSuccess()).isTrue();
		}), row("C2 a call cancelled in the queue never starts and is not repeated (blocking)", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = builder(time)
				.retry((retry) -> retry.retryOn(List.of(BulkheadFullException.class, Exception.class)))
				.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1))
				.build();
			orders.bulkhead().tryAcquire();
			Target target = Target.answering("value");
			Background<Outcome<String>> queued = Background.start(() -> orders.attempt(target));
			time.awaitParked(1);
			queued.interrupt();
			assertThat(queued.value().attempts()).isOne();
			assertThat(queued.endedInterrupted()).isTrue();
			orders.bulkhead().release();
			assertThat(target.executions()).isZero();
		}));
	}

	@TestFactory
	Stream<DynamicTest> numbers() {
		return Stream.of(row("M5 two slow calls and a fast one", () -> {
			ManualTime time = ManualTime.stopped();
			Resilience orders = builder(time).timeout(LIMIT).build();
			orders.attempt(taking(time, LIMIT));
			orders.attempt(taking(time, LIMIT));
			orders.attempt(Target.answering("fast"));
			TimeoutSnapshot snapshot = ((Timeout) orders.pipeline().policies().get(0)).snapshot();
			assertThat(snapshot.timedOut()).isEqualTo(2);
			assertThat(snapshot.inTime()).isOne();
		}));
	}

	private static DynamicTest row(String name, Executable test) {
		return DynamicTest.dynamicTest(name, test);
	}

	private static ResilienceBuilder builder(ManualTime time) {
		return Resilience.builder("orders").time(time);
	}

	private static Target taking(ManualTime time, Duration duration) {
		return Target.doing(() -> {
			time.advance(duration);
			return "late";
		});
	}

}
