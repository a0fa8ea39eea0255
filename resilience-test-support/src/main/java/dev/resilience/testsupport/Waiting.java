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

package dev.resilience.testsupport;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what another process does, and fails at a deadline. Thread-safe.
 */
final class Waiting {

	/**
	 * How long a server may take to start on a busy machine.
	 */
	static final Duration START = Duration.ofSeconds(90);

	private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

	private Waiting() {
	}

	/**
	 * Waits until a condition holds.
	 * @param condition asked about a hundred times a second
	 * @param deadline how long at most
	 * @param failure what to say when the deadline has passed
	 * @throws IllegalStateException when the deadline has passed
	 */
	static void until(BooleanSupplier condition, Duration deadline, Supplier<String> failure) {
		long end = System.nanoTime() + deadline.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException(failure.get());
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

}
