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
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryClosedException;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutConfig;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rule 39: on close waits end at once with a rejection, admitted calls finish and threads
 * end.
 */
class RegistryCloseTests {

	private final ManualTime time = ManualTime.stopped();

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();

	@Test
	void aSleepingRetryEndsAtOnceWithARejection() {
		Resilience orders = this.registry.get("orders", retry());
		IOException failure = new IOException();
		Target target = Target.failing(failure);
		Background<String> sleeping = Background.start(() -> orders.call(target));
		this.time.awaitParked(1);
		this.registry.close();
		assertThat(sleeping.failure()).isInstanceOf(RetryClosedException.class)
			.isInstanceOf(CallRejectedException.class)
			.hasSuppressedException(failure);
		assertThat(target.executions()).isOne();
	}

	@Test
	void waitersOfABulkheadEndAtOnceWithARejectionWhileTheAdmittedCallFinishes() {
		Resilience orders = this.registry.get("orders", new InstanceConfig(null, null, null, null, null,
				BulkheadConfig.builder().maxConcurrent(1).queueSize(2).build()));
		SlowTarget admitted = SlowTarget.interruptible();
		Background<String> running = Background.start(() -> orders.call(admitted));
		admitted.awaitBegun();
		Target waitingTarget = Target.answering("value");
		Background<String> first = Background.start(() -> orders.call(waitingTarget));
		this.time.awaitParked(1);
		Background<String> second = Background.start(() -> orders.call(waitingTarget));
		this.time.awaitParked(2);
		this.registry.close();
		assertThat(first.failure()).isInstanceOf(BulkheadFullException.class);
		assertThat(second.failure()).isInstanceOf(BulkheadFullException.class);
		assertThat(running.isDone()).isFalse();
		admitted.letGo();
		assertThat(running.value()).isEqualTo("value");
		assertThat(waitingTarget.executions()).isZero();
		assertThat(orders.bulkhead().snapshot().active()).isZero();
	}

	@Test
	void waitersOfARateLimiterEndAtOnceWithARejection() {
		Resilience orders = this.registry.get("orders",
				new InstanceConfig(null, null, null,
						RateLimiterConfig.builder()
							.permits(1)
							.maxWait(Duration.ofHours(1))
							.period(Duration.ofMinutes(1))
							.build(),
						null, null));
		orders.rateLimiter().drain();
		Background<String> waiting = Background.start(() -> orders.call(Target.answering("value")));
		this.time.awaitParked(1);
		this.registry.close();
		assertThat(waiting.failure()).isInstanceOf(RateLimitExceededException.class);
	}

	@Test
	void callsThatNeedNotWaitStillWorkAfterwards() {
		Resilience orders = this.registry.get("orders", retry());
		this.registry.close();
		assertThat(orders.attempt(Target.answering("value")).value()).isEqualTo("value");
		assertThat(orders.attempt(Target.failing(new IOException())).failure())
			.isInstanceOf(RetryClosedException.class);
		assertThat(this.registry.get("new").attempt(Target.answering("value")).value()).isEqualTo("value");
	}

	@Test
	void closingTwiceIsLegal() {
		this.registry.close();
		this.registry.close();
		assertThat(this.registry.context().waitingRoom().isClosed()).isTrue();
	}

	@Test
	void theThreadsOfARegistryStartOnFirstUseAndEndWithIt() throws Exception {
		List<Thread> before = threads();
		ResilienceRegistry real = ResilienceRegistry.builder().build();
		assertThat(newThreads(before)).isEmpty();
		Resilience orders = real.get("orders", timeout());
		assertThat(orders.call(() -> Thread.currentThread().getName())).startsWith("resilience-offload-");
		List<Thread> started = newThreads(before);
		assertThat(started).isNotEmpty().allMatch(Thread::isDaemon);
		real.close();
		await().until(() -> newThreads(before).isEmpty());
	}

	@Test
	void whatIsGivenToTheRegistryIsNotClosedWithIt() throws Exception {
		AtomicInteger executed = new AtomicInteger();
		ResilienceRegistry guest = ResilienceRegistry.builder().time(this.time).offload((work) -> {
			executed.incrementAndGet();
			work.run();
		}).build();
		Resilience orders = guest.get("orders", timeout());
		guest.close();
		Callable<String> call = () -> orders.call(Target.answering("value"));
		assertThat(call.call()).isEqualTo("value");
		assertThat(executed).hasValue(1);
	}

	private static InstanceConfig retry() {
		return new InstanceConfig(null, RetryConfig.builder().maxAttempts(2).delay(Duration.ofSeconds(1)).build(), null,
				null, null, null);
	}

	private static InstanceConfig timeout() {
		return new InstanceConfig(null, null, null, null,
				TimeoutConfig.builder().duration(Duration.ofSeconds(30)).mode(TimeoutMode.OFFLOAD).build(), null);
	}

	private static List<Thread> newThreads(List<Thread> before) {
		return threads().stream().filter((thread) -> !before.contains(thread)).toList();
	}

	// All there are: a thread that a virtual one starts belongs to another group
	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("resilience-"))
			.toList();
	}

}
