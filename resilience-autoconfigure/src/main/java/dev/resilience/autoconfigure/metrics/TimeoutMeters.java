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

import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

import dev.resilience.timeout.TimeoutCounters;

/**
 * Meters of timeouts.
 */
final class TimeoutMeters {

	private TimeoutMeters() {
	}

	static void register(InstanceMeters meters, @Nullable TimeoutCounters counters) {
		if (counters == null) {
			return;
		}
		calls(meters, counters, "in_time", TimeoutCounters::inTime);
		calls(meters, counters, "timed_out", TimeoutCounters::timedOut);
		calls(meters, counters, "rejected", TimeoutCounters::rejected);
		calls(meters, counters, "shadow", TimeoutCounters::shadow);
	}

	private static void calls(InstanceMeters meters, TimeoutCounters counters, String outcome,
			ToDoubleFunction<TimeoutCounters> count) {
		meters.counter("resilience.timeout.calls", "Attempts under a timeout by outcome", "calls", counters, count,
				"outcome", outcome);
	}

}
