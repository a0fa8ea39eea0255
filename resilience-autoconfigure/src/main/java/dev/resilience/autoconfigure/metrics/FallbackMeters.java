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

import dev.resilience.fallback.FallbackCounters;
import dev.resilience.fallback.FallbackSnapshot;

/**
 * Meters of fallbacks, option by option.
 */
final class FallbackMeters {

	private FallbackMeters() {
	}

	static void register(InstanceMeters meters, @Nullable FallbackCounters counters) {
		if (counters == null) {
			return;
		}
		for (FallbackSnapshot.Option option : counters.options()) {
			calls(meters, counters, option.name(), "answered", FallbackSnapshot.Option::answered);
			calls(meters, counters, option.name(), "failed", FallbackSnapshot.Option::failed);
			calls(meters, counters, option.name(), "skipped", FallbackSnapshot.Option::skipped);
		}
	}

	private static void calls(InstanceMeters meters, FallbackCounters counters, String option, String outcome,
			ToLongFunction<FallbackSnapshot.Option> count) {
		meters.counter("resilience.fallback.calls", "Failed calls that reached a fallback by outcome", "calls",
				counters, (source) -> count(source.option(option), count), "option", option, "outcome", outcome);
	}

	private static long count(FallbackSnapshot.@Nullable Option option, ToLongFunction<FallbackSnapshot.Option> count) {
		return (option != null) ? count.applyAsLong(option) : 0;
	}

}
