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

package dev.resilience.idempotency;

import java.time.Instant;

import dev.resilience.event.ResilienceEvent;

/**
 * A call has ended and its result was not kept, because its claim had been taken over or
 * removed.
 *
 * @param instance the name of the instance
 * @param at the time of the event
 * @param keyHash the first 8 hex digits of the hash of operation and key
 */
public record StaleCompletion(String instance, Instant at, String keyHash) implements ResilienceEvent {

}
