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

package dev.resilience.deadletter;

import java.time.Instant;

import dev.resilience.event.ResilienceEvent;

/**
 * The work of a dead letter was done again.
 *
 * @param instance the name of the instance; empty where there is none
 * @param at the time of the event
 * @param id the id of the letter
 * @param operation the name of the work
 * @param succeeded whether it succeeded this time
 * @param replays how often it has been replayed
 */
public record DeadLetterReplayed(String instance, Instant at, String id, String operation, boolean succeeded,
		int replays) implements ResilienceEvent {

}
