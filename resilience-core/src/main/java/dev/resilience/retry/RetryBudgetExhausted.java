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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.resilience.event.ResilienceEvent;

/**
 * A failed attempt was not repeated because the retry budget was spent. Published at most
 * once per second for each budget, however many attempts it concerns.
 *
 * @param instance the name of the instance whose call it was
 * @param at the time of the event
 * @param budget the name under which instances share the budget, or {@code null} where it
 * belongs to the instance alone
 * @param attempts the number of attempts made, the first included
 * @param failure what the last attempt threw, or {@code null} if it returned a result
 * that was to be repeated
 */
public record RetryBudgetExhausted(String instance, Instant at, @Nullable String budget, int attempts,
		@Nullable Throwable failure) implements ResilienceEvent {

}
