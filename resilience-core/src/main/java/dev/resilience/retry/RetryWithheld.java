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
 * An attempt failed that would have been repeated, were it not for the rest of the call:
 * a repeat might have done harm, or somebody else repeats already.
 *
 * @param instance the name of the instance
 * @param at the time of the event
 * @param attempt the number of the failed attempt, from 1
 * @param failure what the attempt threw, or {@code null} if it returned a result that was
 * to be repeated
 * @param reason why it is not repeated
 */
public record RetryWithheld(String instance, Instant at, int attempt, @Nullable Throwable failure,
		String reason) implements ResilienceEvent {

}
