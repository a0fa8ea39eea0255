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

/** Of a shared budget that has been switched off. */
enum UnlimitedLedger implements BudgetLedger {

	INSTANCE;

	@Override
	public BudgetLedger with(RetryBudgetConfig config) {
		return this;
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
	public BudgetLedger succeeded(long successes, long now) {
		return this;
	}

	@Override
	public BudgetLedger failedAtFirst() {
		return this;
	}

	@Override
	public BudgetLedger failed() {
		return this;
	}

	@Override
	public BudgetLedger withdraw() {
		return this;
	}

	@Override
	public BudgetLedger giveBack() {
		return this;
	}

	@Override
	public boolean lends() {
		return false;
	}

	@Override
	public long balance() {
		return Long.MAX_VALUE;
	}

}
