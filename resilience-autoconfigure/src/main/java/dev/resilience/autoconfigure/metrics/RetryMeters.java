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

package dev.resilience.autoconfigure.metrics;

import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.resilience.retry.RetryBudgetSnapshot;
import dev.resilience.retry.RetryCounters;
import dev.resilience.retry.RetrySnapshot;

/**
 * Meters of retries.
 */
final class RetryMeters {

	private RetryMeters() {
	}

	static void register(InstanceMeters meters, @Nullable RetryCounters counters) {
		if (counters == null) {
			return;
		}
		calls(meters, counters, "success_without_retry", RetrySnapshot::successWithoutRetry);
		calls(meters, counters, "success_with_retry", RetrySnapshot::successWithRetry);
		calls(meters, counters, "failed_without_retry", RetrySnapshot::failedWithoutRetry);
		calls(meters, counters, "exhausted", RetrySnapshot::exhausted);
		calls(meters, counters, "aborted", RetrySnapshot::aborted);
		calls(meters, counters, "budget_exhausted", RetrySnapshot::budgetExhausted);
		meters.counter("resilience.retry.attempts", "Attempts that repeated an earlier one", "attempts", counters,
				(source) -> source.snapshot().attempts());
		meters.gauge("resilience.retry.budget.balance", "Attempts that the retry budget would let be repeated now",
				counters, RetryMeters::balance);
	}

	private static double balance(RetryCounters counters) {
		RetryBudgetSnapshot budget = counters.budget();
		return (budget != null && budget.isLimited()) ? budget.balance() : Double.NaN;
	}

	private static void calls(InstanceMeters meters, RetryCounters counters, String outcome,
			ToLongFunction<RetrySnapshot> count) {
		meters.counter("resilience.retry.calls", "Calls under a retry by outcome", "calls", counters,
				(source) -> count.applyAsLong(source.snapshot()), "outcome", outcome);
	}

}
