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

import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.time.SystemTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a call that succeeds costs beyond a proxy whose advice does nothing.
 */
class AnnotatedCallCostTests {

	private static final int CALLS = 100_000;

	private final ApplicationContextRunner contextRunner = AnnotatedContext.runner()
		.withBean(CountingTime.class)
		.withBean(Target.class);

	@Test
	void fourPoliciesAllocateAtMost24Bytes() {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			assertThat(bytesPerCall(target::four) - bytesPerCall(empty()::four)).isBetween(-1.0, 24.5);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "retry", "circuitBreaker", "bulkhead", "rateLimiter" })
	void onePolicyAllocatesAtMost24Bytes(String policy) {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			assertThat(bytesPerCall(call(target, policy)) - bytesPerCall(call(empty(), policy))).isBetween(-1.0, 24.5);
		});
	}

	@ParameterizedTest
	@CsvSource({ "retry, 0", "circuitBreaker, 0", "bulkhead, 0", "rateLimiter, 1", "four, 1" })
	void theClockIsReadOnlyForAPolicyThatNeedsTheTime(String policy, int readings) {
		this.contextRunner.run((context) -> assertThat(readingsPerCall(context, policy)).isEqualTo(readings));
	}

	@ParameterizedTest
	@ValueSource(strings = { "retry", "circuitBreaker", "bulkhead", "rateLimiter", "four" })
	void theClockIsReadTwiceWhereCallsAreMeasured(String policy) {
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(readingsPerCall(context, policy)).isEqualTo(2));
	}

	private static double readingsPerCall(BeanFactory beans, String policy) {
		Call call = call(beans.getBean(Target.class), policy);
		CountingTime time = beans.getBean(CountingTime.class);
		call.on(1);
		long before = time.readings.get();
		for (int i = 0; i < 100; i++) {
			call.on(i);
		}
		return (time.readings.get() - before) / 100.0;
	}

	private static Call call(Target target, String policy) {
		return switch (policy) {
			case "retry" -> target::retry;
			case "circuitBreaker" -> target::circuitBreaker;
			case "bulkhead" -> target::bulkhead;
			case "rateLimiter" -> target::rateLimiter;
			case "four" -> target::four;
			default -> throw new IllegalArgumentException(policy);
		};
	}

	private static Target empty() {
		ProxyFactory factory = new ProxyFactory(new Target());
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) (invocation) -> invocation.proceed());
		return (Target) factory.getProxy();
	}

	private static double bytesPerCall(Call call) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long sum = run(call);
		long before = threads.getCurrentThreadAllocatedBytes();
		sum += run(call);
		long bytes = threads.getCurrentThreadAllocatedBytes() - before;
		assertThat(sum).isEqualTo(2L * CALLS);
		return (double) bytes / CALLS;
	}

	private static long run(Call call) {
		long sum = 0;
		for (int i = 0; i < CALLS; i++) {
			sum += call.on(1);
		}
		return sum;
	}

	interface Call {

		int on(int argument);

	}

	public static class Target {

		@Retry
		@CircuitBreaker
		@Bulkhead
		@RateLimiter(permits = 1_000_000_000)
		public int four(int argument) {
			return argument;
		}

		@Retry
		public int retry(int argument) {
			return argument;
		}

		@CircuitBreaker
		public int circuitBreaker(int argument) {
			return argument;
		}

		@Bulkhead
		public int bulkhead(int argument) {
			return argument;
		}

		@RateLimiter(permits = 1_000_000_000)
		public int rateLimiter(int argument) {
			return argument;
		}

	}

	static class CountingTime implements TimeSource {

		private final SystemTime time = new SystemTime();

		private final AtomicLong readings = new AtomicLong();

		@Override
		public long nanoTime() {
			this.readings.incrementAndGet();
			return this.time.nanoTime();
		}

		@Override
		public InstantSource wallClock() {
			return this.time.wallClock();
		}

		@Override
		public void park(Object blocker, long nanos) {
			this.time.park(blocker, nanos);
		}

		@Override
		public void schedule(TimerTask task, long dueNanos) {
			this.time.schedule(task, dueNanos);
		}

	}

}
