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

package dev.resilience.autoconfigure.idempotency.crash;

import java.time.Duration;
import java.time.InstantSource;

import dev.resilience.time.SystemTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * The time of a machine whose clock is set wrong.
 */
final class WrongClock implements TimeSource {

	private final TimeSource time = SystemTime.shared();

	private final InstantSource clock;

	WrongClock(Duration ahead) {
		this.clock = () -> this.time.wallClock().instant().plus(ahead);
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public InstantSource wallClock() {
		return this.clock;
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
