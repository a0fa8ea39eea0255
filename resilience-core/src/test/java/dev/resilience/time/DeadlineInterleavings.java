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

import java.time.Duration;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/**
 * Work under limits on one thread while another lets time pass, which interrupts the
 * worker: once a limit has ended, its interrupt is gone and none follows; and an
 * interrupt of an enclosing limit is never lost with that of an inner one.
 */
public final class DeadlineInterleavings {

	private static final long LIMIT = 10;

	private final ManualTime time = ManualTime.stopped();

	private volatile @Nullable String problem;

	/** Works under one limit. */
	@Operation(nonParallelGroup = "worker")
	public void work() {
		checkInterrupt("before the limit");
		Deadline limit = Deadline.begin(this.time, "outer", this.time.nanoTime(), LIMIT);
		boolean seen = Thread.currentThread().isInterrupted();
		boolean expired = limit.end();
		check(expired || !seen, "an interrupt without an end");
		checkInterrupt("after the limit");
	}

	/** Works under two limits. */
	@Operation(nonParallelGroup = "worker")
	public void workInside() {
		checkInterrupt("before the limits");
		Deadline outer = Deadline.begin(this.time, "outer", this.time.nanoTime(), LIMIT);
		Deadline inner = Deadline.begin(this.time, "inner", this.time.nanoTime(), LIMIT);
		inner.end();
		boolean fired = outer.state() == TimerTask.FIRED;
		check(!fired || Thread.currentThread().isInterrupted(), "no interrupt after the inner limit");
		check(outer.end() || !fired, "an expiry without an end");
		checkInterrupt("after the limits");
	}

	/** Lets the limits expire. */
	@Operation
	public void pass() {
		this.time.advance(Duration.ofNanos(LIMIT));
	}

	private void checkInterrupt(String when) {
		// To read the problem lets the other thread go on before we look
		if (this.problem == null) {
			check(!Thread.interrupted(), "an interrupt " + when);
		}
	}

	private void check(boolean expected, String message) {
		if (!expected) {
			this.problem = message;
		}
	}

	/** Nothing went wrong, and nothing is left. */
	@Validate
	public void nothingIsWrong() {
		checkInterrupt("in the end");
		check(this.time.scheduledTasks() == 0, "a limit is still armed");
		if (this.problem != null) {
			throw new IllegalStateException(this.problem);
		}
	}

}
