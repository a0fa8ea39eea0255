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

package dev.resilience.policy;

import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * What threads do to a counter of which each soon has a cell of its own: no count is
 * lost, and who reads never sees less than before, nor more than was begun.
 */
public final class StripedCounterInterleavings {

	private final StripedCounter counter = new StripedCounter();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger counted = new AtomicInteger();

	private volatile boolean wrong;

	/** Counts one. */
	@Operation
	public void increment() {
		this.begun.incrementAndGet();
		this.counter.increment();
		this.counted.incrementAndGet();
	}

	/** Reads the sum. */
	@Operation
	public void sum() {
		int least = this.counted.get();
		long sum = this.counter.sum();
		if (sum < least || sum > this.begun.get()) {
			this.wrong = true;
		}
	}

	/** The sum is the number of counts. */
	@Validate
	public void isExact() {
		if (this.wrong || this.counter.sum() != this.counted.get()) {
			throw new IllegalStateException(this.counter + " after " + this.counted
					+ ((this.wrong) ? ", and a sum out of bounds meanwhile" : ""));
		}
	}

}
