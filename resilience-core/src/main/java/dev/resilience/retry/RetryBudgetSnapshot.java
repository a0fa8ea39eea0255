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
 * What is left of a retry budget at one time.
 *
 * @param name the name under which instances share it, or {@code null} where it belongs
 * to one instance
 * @param config its settings
 * @param balance how many attempts could be repeated at this moment,
 * {@link Long#MAX_VALUE} for no limit
 */
public record RetryBudgetSnapshot(@Nullable String name, RetryBudgetConfig config, long balance) {

	/**
	 * Returns whether there is a limit at all.
	 * @return whether the balance is a number of attempts
	 */
	public boolean isLimited() {
		return this.config.type() != RetryBudgetType.NONE;
	}

}
