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

package dev.resilience.timeout;

import java.time.Duration;
import java.time.Instant;

import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.PolicyType;

/**
 * An attempt exceeded its timeout, or a whole call its deadline.
 *
 * @param instance the name of the instance
 * @param at the time of the event
 * @param policy {@link PolicyType#TIMEOUT} for an attempt, {@link PolicyType#DEADLINE}
 * for a whole call
 * @param limit the limit
 * @param elapsed the time until the caller was released
 */
public record CallTimedOut(String instance, Instant at, PolicyType policy, Duration limit,
		Duration elapsed) implements ResilienceEvent {

}
