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

import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.policy.PolicyMode;

/**
 * Meters of idempotent calls.
 */
final class IdempotencyMeters {

	private IdempotencyMeters() {
	}

	static void register(InstanceMeters meters, @Nullable IdempotencyCounters counters) {
		if (counters == null) {
			return;
		}
		calls(meters, counters, "executed", IdempotencySnapshot::executed);
		calls(meters, counters, "replayed", IdempotencySnapshot::replayed);
		calls(meters, counters, "waited", IdempotencySnapshot::waited);
		calls(meters, counters, "conflict", IdempotencySnapshot::conflict);
		calls(meters, counters, "mismatch", IdempotencySnapshot::mismatch);
		calls(meters, counters, "invalid_key", IdempotencySnapshot::invalidKeys);
		calls(meters, counters, "store_error", IdempotencySnapshot::storeErrors);
		calls(meters, counters, "unavailable", IdempotencySnapshot::unavailable);
		calls(meters, counters, "bypassed", IdempotencySnapshot::bypassed);
		calls(meters, counters, "recovered", IdempotencySnapshot::recovered);
		counter(meters, counters, "takeovers", "Claims of earlier calls taken over", IdempotencySnapshot::takeovers);
		counter(meters, counters, "lost.leases", "Calls that lost their claim while they ran",
				IdempotencySnapshot::lostLeases);
		counter(meters, counters, "stale.completions", "Results not kept because the claim had been lost",
				IdempotencySnapshot::staleCompletions);
		counter(meters, counters, "failed.completions", "Results not kept at once because the store failed",
				IdempotencySnapshot::failedCompletions);
		counter(meters, counters, "late.completions", "Results kept after the store had failed",
				IdempotencySnapshot::lateCompletions);
		meters.gauge("resilience.idempotency.in.flight", "Calls of this process that run under a claim", counters,
				(source) -> snapshot(source).inFlight());
	}

	private static void calls(InstanceMeters meters, IdempotencyCounters counters, String outcome,
			ToLongFunction<IdempotencySnapshot> count) {
		meters.counter("resilience.idempotency.calls", "Idempotent calls by outcome", "calls", counters,
				(source) -> count.applyAsLong(snapshot(source)), "outcome", outcome);
	}

	private static void counter(InstanceMeters meters, IdempotencyCounters counters, String name, String description,
			ToLongFunction<IdempotencySnapshot> count) {
		meters.counter("resilience.idempotency." + name, description, name.substring(name.indexOf('.') + 1), counters,
				(source) -> count.applyAsLong(snapshot(source)));
	}

	private static IdempotencySnapshot snapshot(IdempotencyCounters counters) {
		return counters.snapshot("", PolicyMode.ENFORCE);
	}

}
