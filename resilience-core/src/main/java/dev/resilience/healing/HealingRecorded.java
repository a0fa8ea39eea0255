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

package dev.resilience.healing;

import java.time.Instant;

import dev.resilience.event.ResilienceEvent;

/**
 * Something was written into the healing journal.
 *
 * @param instance what is or was ill, usually the name of an instance
 * @param at the time of the event
 * @param id the id of the journal's event
 * @param action the id of the action, or empty where none fits
 * @param mode how far healing was allowed to go
 * @param outcome what became of the action
 */
public record HealingRecorded(String instance, Instant at, String id, String action, HealingMode mode,
		HealingOutcome outcome) implements ResilienceEvent {

}
