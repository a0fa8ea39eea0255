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

import org.jspecify.annotations.Nullable;

/**
 * A number of repeated attempts at a time, as Envoy counts them: from the decision to
 * repeat until the attempt is over.
 *
 * @param most how many attempts
 * @param active how many wait or run
 */
record ConcurrentLedger(int most, long active) implements BudgetLedger {

	static ConcurrentLedger begin(RetryBudgetConfig config) {
		return new ConcurrentLedger(config.maxConcurrent(), 0);
	}

	@Override
	public ConcurrentLedger with(RetryBudgetConfig config) {
		return new ConcurrentLedger(config.maxConcurrent(), this.active);
	}

	@Override
	public long successes(RetryCounters counters) {
		return 0;
	}

	@Override
	public long samplingNanos() {
		return NEVER;
	}

	@Override
	public ConcurrentLedger succeeded(long successes, long now) {
		return this;
	}

	@Override
	public ConcurrentLedger failedAtFirst() {
		return this;
	}

	@Override
	public ConcurrentLedger failed() {
		return this;
	}

	@Override
	public @Nullable ConcurrentLedger withdraw() {
		return (this.active < this.most) ? new ConcurrentLedger(this.most, this.active + 1) : null;
	}

	@Override
	public ConcurrentLedger giveBack() {
		return new ConcurrentLedger(this.most, this.active - 1);
	}

	@Override
	public boolean lends() {
		return true;
	}

	@Override
	public long balance() {
		return Math.max(0, this.most - this.active);
	}

}
