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

package dev.resilience.time;

import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * The JVM's own time. Tasks fire on one daemon thread that starts with the first task and
 * ends when this time source is closed.
 */
public final class SystemTime implements TimeSource, AutoCloseable {

	private static final SystemTime SHARED = new SystemTime();

	private final WakeupTimer timer = new WakeupTimer(System::nanoTime);

	/**
	 * Returns a time source for everything that has no owner of its own; it is never
	 * closed.
	 * @return the shared time source
	 */
	public static SystemTime shared() {
		return SHARED;
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public InstantSource wallClock() {
		return InstantSource.system();
	}

	@Override
	public void park(Object blocker, long nanos) {
		LockSupport.parkNanos(blocker, nanos);
	}

	@Override
	public void schedule(TimerTask task, long dueNanos) {
		this.timer.schedule(task, dueNanos);
	}

	/**
	 * Returns the number of tasks that the timer holds, cancelled ones that are not
	 * unlinked yet included.
	 * @return the number of tasks
	 */
	public int scheduledTasks() {
		return this.timer.size();
	}

	/**
	 * Ends the timer thread. Tasks that are still armed never fire.
	 */
	@Override
	public void close() {
		if (this != SHARED) {
			this.timer.close();
		}
	}

}
