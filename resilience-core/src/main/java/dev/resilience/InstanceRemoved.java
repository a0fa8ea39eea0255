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

package dev.resilience;

import java.time.Instant;

import dev.resilience.event.ResilienceEvent;

/**
 * An instance that was created by name is gone, with its state and its totals.
 *
 * @param instance the name of the instance, which may be used for a new one
 * @param at when it was removed
 */
public record InstanceRemoved(String instance, Instant at) implements ResilienceEvent {

}
