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

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.ThrowingSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a call that succeeds at once allocates in the core.
 */
class AllocationTests {

	private static final int WARM_UP = 30_000;

	private static final int CALLS = 100_000;

	private static final ThrowingSupplier<String, RuntimeException> WORK = () -> "value";

	private final java.lang.management.ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	@BeforeEach
	void needsACounterOfAllocations() {
		assumeTrue(this.threads instanceof ThreadMXBean counting && counting.isThreadAllocatedMemorySupported()
				&& counting.isThreadAllocatedMemoryEnabled(), "This JVM does not count allocations per thread");
	}

	@Test
	void nothingUnderBreakerRetryBulkheadAndLimiter() {
		assertThat(bytesPerCall(guarded().build())).isLessThan(1);
	}

	@Test
	void nothingWhereCallsAreTimedToo() {
		assertThat(bytesPerCall(guarded().timed().build())).isLessThan(1);
	}

	@Test
	void oneObjectOfAtMost64BytesUnderATimeout() {
		assertThat(bytesPerCall(guarded().timeout(Duration.ofMinutes(10)).build())).isLessThan(65);
	}

	private static ResilienceBuilder guarded() {
		return Resilience.builder("orders").retry((retry) -> {
		}).circuitBreaker((breaker) -> {
		}).rateLimiter((limiter) -> limiter.permits(1_000_000).period(Duration.ofMillis(1))).bulkhead((bulkhead) -> {
		});
	}

	private double bytesPerCall(Resilience instance) {
		ThreadMXBean counting = (ThreadMXBean) this.threads;
		repeat(instance, WARM_UP);
		long before = counting.getCurrentThreadAllocatedBytes();
		repeat(instance, CALLS);
		return (double) (counting.getCurrentThreadAllocatedBytes() - before) / CALLS;
	}

	private static void repeat(Resilience instance, int calls) {
		for (int call = 0; call < calls; call++) {
			instance.call(WORK);
		}
	}

}
