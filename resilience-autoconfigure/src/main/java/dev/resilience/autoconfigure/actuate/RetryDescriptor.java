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

package dev.resilience.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.retry.RetryBudgetSnapshot;
import dev.resilience.retry.RetryBudgetType;
import dev.resilience.retry.RetryCounters;
import dev.resilience.retry.RetrySnapshot;

/**
 * Description of the retries of an instance.
 *
 * @param name the name of the instance
 * @param calls what became of calls
 * @param attempts the number of repeated attempts
 * @param budget what limits repeated attempts, or {@code null} if nothing does
 */
public record RetryDescriptor(String name, Calls calls, long attempts,
		@Nullable Budget budget) implements OperationResponseBody {

	static @Nullable RetryDescriptor of(InstancePolicies instance) {
		RetryCounters counters = instance.retryCounters();
		if (counters == null) {
			return null;
		}
		RetrySnapshot snapshot = counters.snapshot();
		return new RetryDescriptor(instance.instance(),
				new Calls(snapshot.successWithoutRetry(), snapshot.successWithRetry(), snapshot.failedWithoutRetry(),
						snapshot.exhausted(), snapshot.aborted(), snapshot.budgetExhausted()),
				snapshot.attempts(), budget(counters.budget()));
	}

	private static @Nullable Budget budget(@Nullable RetryBudgetSnapshot budget) {
		return (budget != null && budget.isLimited())
				? new Budget(budget.name(), budget.config().type(), budget.balance()) : null;
	}

	/**
	 * What became of calls; each call is in exactly one.
	 *
	 * @param successWithoutRetry calls that succeeded at once
	 * @param successWithRetry calls that succeeded at a later attempt
	 * @param failedWithoutRetry calls whose first failure is not repeated
	 * @param exhausted calls for which no attempts or no time were left
	 * @param aborted calls whose repeating was stopped
	 * @param budgetExhausted calls that were not repeated because the budget was spent
	 */
	public record Calls(long successWithoutRetry, long successWithRetry, long failedWithoutRetry, long exhausted,
			long aborted, long budgetExhausted) {

	}

	/**
	 * What limits repeated attempts of all calls together.
	 *
	 * @param name the name of the budget, or {@code null} if it belongs to the instance
	 * alone
	 * @param type how it limits them
	 * @param balance how many could be repeated now
	 */
	public record Budget(@Nullable String name, RetryBudgetType type, long balance) {

	}

}
