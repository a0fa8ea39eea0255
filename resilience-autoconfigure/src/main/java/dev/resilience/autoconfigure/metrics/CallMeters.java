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

import java.util.Locale;

import dev.resilience.pipeline.CallCounters;
import dev.resilience.pipeline.CallOutcome;

/**
 * Meters of whole calls.
 */
final class CallMeters {

	static final String NAME = "resilience.calls";

	static final String DESCRIPTION = "Calls by the way in which they ended, with the time that they took";

	private CallMeters() {
	}

	static void register(InstanceMeters meters, CallCounters calls) {
		for (CallOutcome outcome : CallOutcome.values()) {
			meters.timer(NAME, DESCRIPTION, calls, (counters) -> counters.count(outcome),
					(counters) -> counters.totalNanos(outcome), "outcome", tag(outcome));
		}
	}

	static String tag(CallOutcome outcome) {
		return outcome.name().toLowerCase(Locale.ROOT);
	}

}
