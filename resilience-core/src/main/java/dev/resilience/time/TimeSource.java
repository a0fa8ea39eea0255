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

/**
 * Where the library reads time, waits and schedules. The JVM's own time is
 * {@link SystemTime}; {@link ManualTime} lets tests decide. Implementations are safe for
 * use by many threads.
 */
public interface TimeSource {

	/**
	 * Returns the monotonic time in nanoseconds; only differences mean anything. Changes
	 * of the wall clock do not touch it.
	 * @return the monotonic time in nanoseconds
	 */
	long nanoTime();

	/**
	 * Returns the wall clock, for display, HTTP dates and stored expiry only.
	 * @return the wall clock
	 */
	InstantSource wallClock();

	/**
	 * Parks the current thread until it is unparked or interrupted, or until the time is
	 * over, like {@code LockSupport.parkNanos}: it may return early for no reason.
	 * @param blocker what the thread waits for, shown in thread dumps
	 * @param nanos the longest time to park, in nanoseconds
	 */
	void park(Object blocker, long nanos);

	/**
	 * Arms a task. It fires once, never early, on a thread that must not be held up.
	 * @param task the task, which must not have been scheduled before
	 * @param dueNanos when it fires, in terms of {@link #nanoTime()}
	 */
	void schedule(TimerTask task, long dueNanos);

	/**
	 * Returns a point in time, saturated where it would overflow.
	 * @param nanoTime a reading of {@link #nanoTime()}
	 * @param delayNanos the time to add in nanoseconds, not negative
	 * @return the sum, at most about 146 years after the reading, so that it still
	 * compares
	 */
	static long after(long nanoTime, long delayNanos) {
		return nanoTime + Math.min(delayNanos, Long.MAX_VALUE / 2);
	}

}
