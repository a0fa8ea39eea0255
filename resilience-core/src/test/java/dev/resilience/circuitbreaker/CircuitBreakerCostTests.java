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

package dev.resilience.circuitbreaker;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerCostTests {

	private static final int CALLS = 20_000;

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void successAllocatesNothing(String rules, UnaryOperator<CircuitBreakerConfig.Builder> settings) {
		Bench bench = Bench.with(settings);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		succeed(bench.breaker);
		long before = threads.getThreadAllocatedBytes(thread);
		succeed(bench.breaker);
		long allocated = threads.getThreadAllocatedBytes(thread) - before;
		// One object per call would be 16 bytes each; what is left is the compiler's and
		// the bean's
		assertThat(allocated).isLessThan(CALLS);
	}

	static Stream<Arguments> successAllocatesNothing() {
		return Stream.of(cost("consecutive failures", (config) -> config),
				cost("count window", (config) -> config.failureRateThreshold(50)),
				cost("time window", (config) -> config.failureRateThreshold(50).windowType(WindowType.TIME)),
				cost("slow calls", (config) -> config.slowCallDuration(Duration.ofSeconds(1))),
				cost("results", (config) -> config.recordOnResult((result) -> result == null)));
	}

	@Test
	void successReadsNoClockWithCountRules() {
		AtomicInteger readings = new AtomicInteger();
		CircuitBreaker breaker = CircuitBreaker.of("payments",
				CircuitBreakerConfig.builder().failureRateThreshold(50).slowCallDuration(Duration.ofSeconds(1)).build(),
				PolicyContext.standalone(new CountingTime(readings)));
		succeed(breaker);
		assertThat(readings).hasValue(0);
	}

	private static void succeed(CircuitBreaker breaker) {
		for (int i = 0; i < CALLS; i++) {
			long permit = breaker.tryEnter(SharedCall.INSTANCE, 0);
			breaker.exit(permit, OutcomeKind.SUCCESS, "value", null, 1000);
		}
	}

	private static Arguments cost(String rules, UnaryOperator<CircuitBreakerConfig.Builder> settings) {
		return Arguments.of(rules, settings);
	}

	private record CountingTime(AtomicInteger readings) implements TimeSource {

		@Override
		public long nanoTime() {
			return this.readings.incrementAndGet();
		}

		@Override
		public InstantSource wallClock() {
			this.readings.incrementAndGet();
			return InstantSource.system();
		}

		@Override
		public void park(Object blocker, long nanos) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void schedule(TimerTask task, long dueNanos) {
			throw new UnsupportedOperationException();
		}

	}

}
