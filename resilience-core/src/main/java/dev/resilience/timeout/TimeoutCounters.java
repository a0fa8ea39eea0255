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

package dev.resilience.timeout;

import java.util.concurrent.atomic.AtomicLong;

import dev.resilience.policy.StripedCounter;

/**
 * What the timeouts of one instance have counted. Every attempt under a timeout counts in
 * exactly one of the numbers, none of which ever goes down. Safe for use by many threads.
 */
public final class TimeoutCounters {

	private final StripedCounter inTime = new StripedCounter();

	private final AtomicLong timedOut = new AtomicLong();

	private final AtomicLong shadow = new AtomicLong();

	private final AtomicLong rejected = new AtomicLong();

	/**
	 * Returns how many attempts ended before the limit, however they ended.
	 * @return the number of attempts
	 */
	public long inTime() {
		return this.inTime.sum();
	}

	/**
	 * Returns how many attempts exceeded the limit.
	 * @return the number of attempts
	 */
	public long timedOut() {
		return this.timedOut.get();
	}

	/**
	 * Returns how many attempts exceeded the limit in shadow mode, where nothing is cut
	 * short.
	 * @return the number of attempts
	 */
	public long shadow() {
		return this.shadow.get();
	}

	/**
	 * Returns how many attempts found no thread to be offloaded to.
	 * @return the number of attempts
	 */
	public long rejected() {
		return this.rejected.get();
	}

	void countInTime() {
		this.inTime.increment();
	}

	void countTimedOut() {
		this.timedOut.incrementAndGet();
	}

	void countShadow() {
		this.shadow.incrementAndGet();
	}

	void countRejected() {
		this.rejected.incrementAndGet();
	}

}
