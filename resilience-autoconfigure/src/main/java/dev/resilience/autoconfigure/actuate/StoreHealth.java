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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Status;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.StoreUse;

/**
 * Health of the idempotency stores that are in use. One that does not answer takes the
 * application down where calls fail without it, and leaves it degraded where all of them
 * run without protection.
 */
final class StoreHealth {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final ResilienceRegistry registry;

	private final Supplier<Map<String, IdempotencyStore>> stores;

	private final StoreProbes probes = new StoreProbes(PATIENCE);

	StoreHealth(ResilienceRegistry registry, Supplier<Map<String, IdempotencyStore>> stores) {
		this.registry = registry;
		this.stores = stores;
	}

	Report check() {
		Map<String, Object> details = new LinkedHashMap<>();
		boolean degraded = false;
		boolean down = false;
		for (Map.Entry<String, IdempotencyStore> entry : this.stores.get().entrySet()) {
			Throwable failure = this.probes.failureOf(entry.getValue());
			boolean bypassed = failure != null && isBypassed(entry.getValue());
			details.put(entry.getKey(), details(failure, bypassed));
			degraded |= failure != null;
			down |= failure != null && !bypassed;
		}
		return new Report(details, degraded, down);
	}

	private static Map<String, Object> details(@Nullable Throwable failure, boolean bypassed) {
		if (failure == null) {
			return Map.of("status", Status.UP.getCode());
		}
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("status", Status.DOWN.getCode());
		details.put("calls", bypassed ? "run without protection" : "fail");
		details.put("error", failure.getClass().getName() + ": " + failure.getMessage());
		return details;
	}

	// A store of which nobody has said how it is used may be one that calls need
	private boolean isBypassed(IdempotencyStore store) {
		boolean used = false;
		for (Resilience instance : this.registry.instances()) {
			IdempotencyCounters counters = instance.policies().idempotencyCounters();
			if (counters == null) {
				continue;
			}
			for (StoreUse use : counters.uses()) {
				if (use.store().equals(store)) {
					if (use.onStoreError() != OnStoreError.BYPASS) {
						return false;
					}
					used = true;
				}
			}
		}
		return used;
	}

	/**
	 * What a check has found.
	 *
	 * @param details one for each store, by name
	 * @param degraded whether a store does not answer
	 * @param down whether calls fail because of it
	 */
	record Report(Map<String, Object> details, boolean degraded, boolean down) {

	}

}
