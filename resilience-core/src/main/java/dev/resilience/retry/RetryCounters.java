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

package dev.resilience.retry;

import java.util.concurrent.atomic.AtomicLong;

import dev.resilience.policy.StripedCounter;

/**
 * Counts what became of the calls of one instance; shared by all methods that use the
 * instance. The meaning of each count is told by {@link RetrySnapshot}. Counts only rise.
 * Safe for use by many threads.
 */
public final class RetryCounters {

	private final StripedCounter successWithoutRetry = new StripedCounter();

	private final AtomicLong successWithRetry = new AtomicLong();

	private final AtomicLong failedWithoutRetry = new AtomicLong();

	private final AtomicLong exhausted = new AtomicLong();

	private final AtomicLong aborted = new AtomicLong();

	private final AtomicLong attempts = new AtomicLong();

	/**
	 * Reads the counts.
	 * @return the counts; taken one after the other while calls may go on
	 */
	public RetrySnapshot snapshot() {
		return new RetrySnapshot(this.successWithoutRetry.sum(), this.successWithRetry.get(),
				this.failedWithoutRetry.get(), this.exhausted.get(), this.aborted.get(), this.attempts.get());
	}

	void succeededAtOnce() {
		this.successWithoutRetry.increment();
	}

	void succeededLater() {
		this.successWithRetry.incrementAndGet();
	}

	void attemptRepeated() {
		this.attempts.incrementAndGet();
	}

	void gaveUp(RetryDecision.Verdict verdict, int attempts) {
		AtomicLong count = switch (verdict) {
			case EXHAUSTED -> this.exhausted;
			case NOT_RETRYABLE -> (attempts == 1) ? this.failedWithoutRetry : this.aborted;
			case STOPPED -> this.aborted;
			case RETRY -> throw new IllegalArgumentException("Nobody gives up who goes on");
		};
		count.incrementAndGet();
	}

}
