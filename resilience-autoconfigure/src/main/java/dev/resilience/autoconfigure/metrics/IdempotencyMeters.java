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
	}

	private static void calls(InstanceMeters meters, IdempotencyCounters counters, String outcome,
			ToLongFunction<IdempotencySnapshot> count) {
		meters.counter("resilience.idempotency.calls", "Idempotent calls by outcome", "calls", counters,
				(source) -> count.applyAsLong(source.snapshot("", PolicyMode.ENFORCE)), "outcome", outcome);
	}

}
