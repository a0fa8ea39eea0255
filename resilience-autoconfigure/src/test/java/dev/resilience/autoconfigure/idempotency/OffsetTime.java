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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

import dev.resilience.time.SystemTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * The time of the system, moved forward at will.
 */
final class OffsetTime implements TimeSource {

	private final TimeSource system = SystemTime.shared();

	private final AtomicLong offset = new AtomicLong();

	void elapse(Duration duration) {
		this.offset.addAndGet(duration.toNanos());
	}

	@Override
	public long nanoTime() {
		return this.system.nanoTime() + this.offset.get();
	}

	@Override
	public InstantSource wallClock() {
		return () -> this.system.wallClock().instant().plusNanos(this.offset.get());
	}

	@Override
	public void park(Object blocker, long nanos) {
		this.system.park(blocker, nanos);
	}

	@Override
	public void schedule(TimerTask task, long dueNanos) {
		this.system.schedule(task, dueNanos - this.offset.get());
	}

}
