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

package dev.resilience.autoconfigure.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.resilience.pipeline.InstanceKeys;
import dev.resilience.policy.KeyedGates;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterSnapshot;

/**
 * Meters of a rate limiter.
 */
final class RateLimiterMeters {

	private static final String PREFIX = "resilience.ratelimiter.";

	private RateLimiterMeters() {
	}

	static void register(InstanceMeters meters, @Nullable RateLimiter limiter, InstanceKeys keys) {
		if (limiter == null) {
			return;
		}
		meters.gauge(PREFIX + "available", "Permits that could be spent at once", limiter,
				(source) -> source.snapshot().available());
		meters.gauge(PREFIX + "waiting", "Calls in the queue", limiter, (source) -> waiting(source, keys));
		calls(meters, limiter, "accepted", RateLimiterSnapshot::accepted);
		calls(meters, limiter, "rejected", RateLimiterSnapshot::rejected);
		calls(meters, limiter, "shadow", RateLimiterSnapshot::shadow);
	}

	private static long waiting(RateLimiter limiter, InstanceKeys keys) {
		LongAdder sum = new LongAdder();
		sum.add(limiter.snapshot().waiting());
		KeyedGates<RateLimiter> gates = keys.rateLimiters();
		if (gates != null) {
			gates.forEachGate((gate) -> sum.add(gate.snapshot().waiting()));
		}
		return sum.sum();
	}

	private static void calls(InstanceMeters meters, RateLimiter limiter, String outcome,
			ToLongFunction<RateLimiterSnapshot> count) {
		meters.counter(PREFIX + "calls", "Calls that asked the rate limiter by outcome", "calls", limiter,
				(source) -> count.applyAsLong(source.snapshot()), "outcome", outcome);
	}

}
