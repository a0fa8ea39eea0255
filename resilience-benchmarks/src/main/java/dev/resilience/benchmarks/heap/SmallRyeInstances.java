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

package dev.resilience.benchmarks.heap;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import io.smallrye.faulttolerance.api.Guard;

/**
 * Instances of SmallRye Fault Tolerance.
 */
final class SmallRyeInstances {

	private SmallRyeInstances() {
	}

	static HeapSubject breaker() {
		return guards(SmallRyeInstances::withBreaker);
	}

	static HeapSubject four() {
		return guards((guard) -> withBreaker(guard).withRetry()
			.delay(0, ChronoUnit.MILLIS)
			.jitter(0, ChronoUnit.MILLIS)
			.done()
			.withRateLimit()
			.limit(1_000_000)
			.window(1, ChronoUnit.SECONDS)
			.done()
			.withBulkhead()
			.limit(10)
			.done());
	}

	private static Guard.Builder withBreaker(Guard.Builder guard) {
		return guard.withCircuitBreaker().requestVolumeThreshold(100).failureRatio(0.5).done();
	}

	private static HeapSubject guards(UnaryOperator<Guard.Builder> policies) {
		return new HeapSubject() {

			@Override
			public Object create(String name) {
				return policies.apply(Guard.create().withDescription(name)).build();
			}

			@Override
			public void call(Object instance, Callable<Integer> work) throws Exception {
				((Guard) instance).call(work, Integer.class);
			}

		};
	}

}
