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

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Everything of a budget that changes together. Immutable: every change makes another.
 */
final class BudgetBooks {

	private final RetryBudgetConfig config;

	/** {@code null} before it begins. */
	private final @Nullable BudgetLedger ledger;

	/** Whose calls are taken into account; instances that are gone are forgotten. */
	private final List<WeakReference<RetryCounters>> sources;

	/** How many of their successes have been taken in. */
	private final long counted;

	/**
	 * What is given out is marked with this, so that it is not taken back by a ledger
	 * that has not given it.
	 */
	private final long era;

	private BudgetBooks(RetryBudgetConfig config, @Nullable BudgetLedger ledger,
			List<WeakReference<RetryCounters>> sources, long counted, long era) {
		this.config = config;
		this.ledger = ledger;
		this.sources = sources;
		this.counted = counted;
		this.era = era;
	}

	static BudgetBooks empty(RetryBudgetConfig config) {
		return new BudgetBooks(config, null, List.of(), 0, 1);
	}

	RetryBudgetConfig config() {
		return this.config;
	}

	BudgetBooks with(RetryBudgetConfig other) {
		return (this.ledger != null && other.type() == this.config.type())
				? new BudgetBooks(other, this.ledger.with(other), this.sources, this.counted, this.era)
				: new BudgetBooks(other, null, this.sources, 0, this.era + 1);
	}

	BudgetLedger begun(long now) {
		return (this.ledger != null) ? this.ledger : BudgetLedger.begin(this.config, now);
	}

	BudgetBooks joined(RetryCounters counters) {
		List<WeakReference<RetryCounters>> joined = new ArrayList<>();
		for (WeakReference<RetryCounters> source : this.sources) {
			RetryCounters present = source.get();
			if (present == counters) {
				return this;
			}
			if (present != null) {
				joined.add(source);
			}
		}
		joined.add(new WeakReference<>(counters));
		BudgetLedger kept = Objects.requireNonNull(this.ledger);
		return new BudgetBooks(this.config, kept, List.copyOf(joined), successes(joined, kept), this.era);
	}

	BudgetBooks sampled(long now) {
		BudgetLedger begun = begun(now);
		long successes = successes(this.sources, begun);
		// It falls where an instance is gone
		long added = (this.ledger != null) ? Math.max(0, successes - this.counted) : 0;
		return keeping(begun.succeeded(added, now), successes);
	}

	private static long successes(List<WeakReference<RetryCounters>> sources, BudgetLedger ledger) {
		long sum = 0;
		for (WeakReference<RetryCounters> source : sources) {
			RetryCounters counters = source.get();
			sum += (counters != null) ? ledger.successes(counters) : 0;
		}
		return sum;
	}

	BudgetBooks failed(boolean first, boolean repeatable) {
		BudgetLedger changed = Objects.requireNonNull(this.ledger);
		changed = first ? changed.failedAtFirst() : changed;
		return keeping(repeatable ? changed.failed() : changed, this.counted);
	}

	@Nullable BudgetBooks withdrawn() {
		BudgetLedger changed = Objects.requireNonNull(this.ledger).withdraw();
		return (changed != null) ? keeping(changed, this.counted) : null;
	}

	long permit() {
		return (this.ledger != null && this.ledger.lends()) ? this.era : 0;
	}

	BudgetBooks givenBack(long permit) {
		return (this.ledger != null && this.era == permit) ? keeping(this.ledger.giveBack(), this.counted) : this;
	}

	private BudgetBooks keeping(BudgetLedger changed, long successes) {
		return (changed == this.ledger && successes == this.counted) ? this
				: new BudgetBooks(this.config, changed, this.sources, successes, this.era);
	}

}
