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

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;

/**
 * What an {@link AttemptAdjuster} is told of a failed attempt that will be repeated.
 *
 * @param instance the name of the instance
 * @param attempt the number of the failed attempt, from 1
 * @param failure what it threw
 * @param classification what that means
 * @param timeout the limit under which the attempt was made, or {@code null} for none
 * @param delay the wait before the next attempt, as it stands
 * @param maxDelay the longest wait of the settings
 * @param maxAttempts the number of attempts of the call in all, as it stands; at least 1
 * @param attributes what the work knows; unmodifiable
 */
public record AdjustmentRequest(String instance, int attempt, Throwable failure, Classification classification,
		@Nullable Duration timeout, Duration delay, Duration maxDelay, int maxAttempts,
		Map<String, Object> attributes) {

}
