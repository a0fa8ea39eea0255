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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.resilience.event.ResilienceEvent;

/**
 * An attempt failed and will be repeated.
 *
 * @param instance the name of the instance
 * @param at the time of the event
 * @param attempt the number of the failed attempt, from 1
 * @param failure what the attempt threw, or {@code null} if its result is to be repeated
 * @param delay the wait before the next attempt
 */
public record AttemptFailed(String instance, Instant at, int attempt, @Nullable Throwable failure,
		Duration delay) implements ResilienceEvent {

}
