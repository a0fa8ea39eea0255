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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.resilience.policy.StripedCounter;

/**
 * Counts what became of the calls of one instance; shared by all methods that use the
 * instance. The meaning of each count is told by {@link RetrySnapshot}. Counts only rise.
 * Safe for use by many threads.
 */
public final class RetryCounters {

	private static final VarHandle SUCCESS_WITH_RETRY = handle("successWithRetry");

	private static final VarHandle FAILED_WITHOUT_RETRY = handle("failedWithoutRetry");

	private static final VarHandle EXHAUSTED = handle("exhausted");

	private static final VarHandle ABORTED = handle("aborted");

	private static final VarHandle ATTEMPTS = handle("attempts");

	private final StripedCounter successWithoutRetry = new StripedCounter();

	private volatile long successWithRetry;

	private volatile long failedWithoutRetry;

	private volatile long exhausted;

	private volatile long aborted;

	private volatile long attempts;

	/**
	 * Reads the counts.
	 * @return the counts; taken one after the other while calls may go on
	 */
	public RetrySnapshot snapshot() {
		return new RetrySnapshot(this.successWithoutRetry.sum(), this.successWithRetry, this.failedWithoutRetry,
				this.exhausted, this.aborted, this.attempts);
	}

	void succeededAtOnce() {
		this.successWithoutRetry.increment();
	}

	void succeededLater() {
		SUCCESS_WITH_RETRY.getAndAdd(this, 1L);
	}

	void attemptRepeated() {
		ATTEMPTS.getAndAdd(this, 1L);
	}

	void gaveUp(RetryDecision.Verdict verdict, int attempts) {
		VarHandle count = switch (verdict) {
			case EXHAUSTED -> EXHAUSTED;
			case NOT_RETRYABLE -> (attempts == 1) ? FAILED_WITHOUT_RETRY : ABORTED;
			case STOPPED -> ABORTED;
			case RETRY -> throw new IllegalArgumentException("Nobody gives up who goes on");
		};
		count.getAndAdd(this, 1L);
	}

	private static VarHandle handle(String field) {
		try {
			return MethodHandles.lookup().findVarHandle(RetryCounters.class, field, long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
