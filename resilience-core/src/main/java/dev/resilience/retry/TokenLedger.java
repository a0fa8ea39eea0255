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
 * A bucket of tokens as of gRPC (gRFC A6), counted in thousandths.
 *
 * @param most what the bucket holds
 * @param gain what a success adds
 * @param tokens what is in it
 */
record TokenLedger(long most, long gain, long tokens) implements BudgetLedger {

	private static final long TOKEN = 1000;

	static TokenLedger begin(RetryBudgetConfig config) {
		long most = config.maxTokens() * TOKEN;
		return new TokenLedger(most, Math.round(config.tokenRatio() * TOKEN), most);
	}

	/** As full as before, by share: a larger bucket does not forbid what was allowed. */
	@Override
	public TokenLedger with(RetryBudgetConfig config) {
		TokenLedger full = begin(config);
		return new TokenLedger(full.most, full.gain, Math.round((double) full.most * this.tokens / this.most));
	}

	@Override
	public long successes(RetryCounters counters) {
		return counters.successes();
	}

	// Only failures take something out, and before each of them successes are looked at
	@Override
	public long samplingNanos() {
		return NEVER;
	}

	@Override
	public TokenLedger succeeded(long successes, long now) {
		long needed = (this.most - this.tokens + this.gain - 1) / this.gain;
		return holding((successes >= needed) ? this.most : this.tokens + successes * this.gain);
	}

	@Override
	public TokenLedger failedAtFirst() {
		return this;
	}

	@Override
	public TokenLedger failed() {
		return holding(Math.max(0, this.tokens - TOKEN));
	}

	@Override
	public @Nullable TokenLedger withdraw() {
		return (2 * this.tokens > this.most) ? this : null;
	}

	@Override
	public TokenLedger giveBack() {
		return this;
	}

	@Override
	public boolean lends() {
		return false;
	}

	/** The failure that asks takes its token first. */
	@Override
	public long balance() {
		long above = this.tokens - this.most / 2;
		return Math.max(0, (above + TOKEN - 1) / TOKEN - 1);
	}

	private TokenLedger holding(long amount) {
		return (amount != this.tokens) ? new TokenLedger(this.most, this.gain, amount) : this;
	}

}
