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

package dev.resilience.circuitbreaker;

/**
 * What a window looks like. Windows survive a change of settings that leaves their shape.
 *
 * @param type what bounds the window
 * @param size the number of calls in a count window, else 0
 * @param durationNanos the length of a time window in nanoseconds, else 0
 */
record WindowShape(WindowType type, int size, long durationNanos) {

	static WindowShape count(int size) {
		return new WindowShape(WindowType.COUNT, size, 0);
	}

	static WindowShape time(long durationNanos) {
		return new WindowShape(WindowType.TIME, 0, durationNanos);
	}

	Window newWindow() {
		return (this.type == WindowType.COUNT) ? new CountWindow(this) : new TimeWindow(this);
	}

}
