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

package dev.resilience.pipeline;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * Counts how often the clock is read.
 */
final class CountingTime implements TimeSource {

	private final ManualTime time = ManualTime.stopped();

	private final AtomicInteger readings = new AtomicInteger();

	int readings() {
		return this.readings.get();
	}

	@Override
	public long nanoTime() {
		this.readings.incrementAndGet();
		return this.time.nanoTime();
	}

	@Override
	public InstantSource wallClock() {
		return this.time.wallClock();
	}

	@Override
	public void park(Object blocker, long nanos) {
		this.time.park(blocker, nanos);
	}

	@Override
	public void schedule(TimerTask task, long dueNanos) {
		this.time.schedule(task, dueNanos);
	}

}
