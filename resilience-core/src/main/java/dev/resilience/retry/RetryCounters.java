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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.StripedCounter;
import dev.resilience.time.TimeSource;

/**
 * Counts what became of the calls of one instance, and keeps its retry budget; shared by
 * all methods that use the instance. The meaning of each count is told by
 * {@link RetrySnapshot}. Counts only rise. Safe for use by many threads.
 */
public final class RetryCounters {

	private static final VarHandle SUCCESS_WITH_RETRY = handle("successWithRetry");

	private static final VarHandle FAILED_WITHOUT_RETRY = handle("failedWithoutRetry");

	private static final VarHandle EXHAUSTED = handle("exhausted");

	private static final VarHandle ABORTED = handle("aborted");

	private static final VarHandle BUDGET_EXHAUSTED = handle("budgetExhausted");

	private static final VarHandle ATTEMPTS = handle("attempts");

	private final StripedCounter successWithoutRetry = new StripedCounter();

	private volatile long successWithRetry;

	private volatile long failedWithoutRetry;

	private volatile long exhausted;

	private volatile long aborted;

	private volatile long budgetExhausted;

	private volatile long attempts;

	/** The budget of this instance alone, kept while it uses another or none. */
	private final RetryBudget ownBudget = RetryBudget.own();

	private volatile @Nullable BudgetUse budgetInUse;

	/**
	 * Reads the counts.
	 * @return the counts; taken one after the other while calls may go on
	 */
	public RetrySnapshot snapshot() {
		return new RetrySnapshot(this.successWithoutRetry.sum(), this.successWithRetry, this.failedWithoutRetry,
				this.exhausted, this.aborted, this.budgetExhausted, this.attempts);
	}

	/**
	 * Reads what is left of the retry budget.
	 * @return the budget that limits this instance now, or {@code null} for none
	 */
	public @Nullable RetryBudgetSnapshot budget() {
		BudgetUse use = this.budgetInUse;
		return (use != null) ? use.budget().snapshot(use.time().nanoTime()) : null;
	}

	/**
	 * Decides which budget limits this instance from now on.
	 * @param config the settings of its retry
	 * @param time where time comes from
	 * @return the budget, or {@code null} for none
	 */
	@Nullable RetryBudget useBudget(RetryConfig config, TimeSource time) {
		RetryBudget budget = config.sharedBudget();
		if (budget == null && config.budget().type() != RetryBudgetType.NONE) {
			budget = this.ownBudget;
			budget.reconfigure(config.budget());
		}
		if (budget == null) {
			this.budgetInUse = null;
			return null;
		}
		budget.join(this, time.nanoTime());
		this.budgetInUse = new BudgetUse(budget, time);
		return budget;
	}

	long successesAtOnce() {
		return this.successWithoutRetry.sum();
	}

	long successes() {
		return this.successWithoutRetry.sum() + this.successWithRetry;
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
			case NOT_RETRYABLE, UNSAFE -> (attempts == 1) ? FAILED_WITHOUT_RETRY : ABORTED;
			case STOPPED -> ABORTED;
			case OVER_BUDGET -> BUDGET_EXHAUSTED;
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

	/**
	 * A budget and the time by which it is kept.
	 *
	 * @param budget the budget
	 * @param time where its time comes from
	 */
	private record BudgetUse(RetryBudget budget, TimeSource time) {

	}

}
