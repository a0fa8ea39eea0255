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
 * User code that changes what holds for the next attempts of a call because of how the
 * last one failed. It is asked after each failed attempt that will be repeated, on the
 * thread of the call; what it throws is logged and changes nothing. Must be safe for use
 * by many threads.
 *
 * @see Adjustments
 */
@FunctionalInterface
public interface AttemptAdjuster {

	/**
	 * Says what to change.
	 * @param request the failed attempt and what holds so far
	 * @return what holds for the next attempts, or {@code null} to change nothing
	 */
	@Nullable AttemptAdjustment adjust(AdjustmentRequest request);

}
