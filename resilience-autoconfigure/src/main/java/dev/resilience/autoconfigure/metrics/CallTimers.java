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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;

import dev.resilience.pipeline.CallCounters;
import dev.resilience.pipeline.CallOutcome;

/**
 * Feeds the calls of one instance to timers with a histogram, one set in each registry.
 */
final class CallTimers implements CallCounters.Observer {

	private final List<Map<CallOutcome, Timer>> sets = new CopyOnWriteArrayList<>();

	void register(InstanceMeters meters) {
		Map<CallOutcome, Timer> set = new EnumMap<>(CallOutcome.class);
		for (CallOutcome outcome : CallOutcome.values()) {
			Timer timer = meters.histogram(CallMeters.NAME, CallMeters.DESCRIPTION, "outcome", CallMeters.tag(outcome));
			if (timer != null) {
				set.put(outcome, timer);
			}
		}
		if (!set.isEmpty()) {
			this.sets.add(set);
		}
	}

	@Override
	public void observed(CallOutcome outcome, long nanos) {
		// By index: an iterator would be allocated on every call.
		for (int i = 0; i < this.sets.size(); i++) {
			Timer timer = this.sets.get(i).get(outcome);
			if (timer != null) {
				timer.record(nanos, TimeUnit.NANOSECONDS);
			}
		}
	}

}
