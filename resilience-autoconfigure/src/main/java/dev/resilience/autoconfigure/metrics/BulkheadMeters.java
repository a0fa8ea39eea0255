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

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadSnapshot;
import dev.resilience.pipeline.InstanceKeys;
import dev.resilience.policy.KeyedGates;

/**
 * Meters of a bulkhead.
 */
final class BulkheadMeters {

	private static final String PREFIX = "resilience.bulkhead.";

	private BulkheadMeters() {
	}

	static void register(InstanceMeters meters, @Nullable Bulkhead bulkhead, InstanceKeys keys) {
		if (bulkhead == null) {
			return;
		}
		meters.gauge(PREFIX + "active", "Calls that run", bulkhead,
				(source) -> sum(source, keys, BulkheadSnapshot::active));
		meters.gauge(PREFIX + "waiting", "Calls in the queue", bulkhead,
				(source) -> sum(source, keys, BulkheadSnapshot::waiting));
		meters.gauge(PREFIX + "limit", "Calls that may run at the same time", bulkhead,
				(source) -> source.snapshot().limit());
		calls(meters, bulkhead, "accepted", BulkheadSnapshot::accepted);
		calls(meters, bulkhead, "rejected", BulkheadSnapshot::rejected);
		calls(meters, bulkhead, "shadow", BulkheadSnapshot::shadow);
	}

	private static long sum(Bulkhead bulkhead, InstanceKeys keys, ToLongFunction<BulkheadSnapshot> number) {
		LongAdder sum = new LongAdder();
		sum.add(number.applyAsLong(bulkhead.snapshot()));
		KeyedGates<Bulkhead> gates = keys.bulkheads();
		if (gates != null) {
			gates.forEachGate((gate) -> sum.add(number.applyAsLong(gate.snapshot())));
		}
		return sum.sum();
	}

	private static void calls(InstanceMeters meters, Bulkhead bulkhead, String outcome,
			ToLongFunction<BulkheadSnapshot> count) {
		meters.counter(PREFIX + "calls", "Calls that asked the bulkhead by outcome", "calls", bulkhead,
				(source) -> count.applyAsLong(source.snapshot()), "outcome", outcome);
	}

}
