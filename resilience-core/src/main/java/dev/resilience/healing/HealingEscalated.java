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
import java.util.List;

import dev.resilience.event.ResilienceEvent;

/**
 * Healing has come to its end and the subject is still ill: somebody has to look.
 * Published once for an illness.
 *
 * @param instance what is ill, usually the name of an instance
 * @param at the time of the event
 * @param diagnosisId the id of the diagnosis, or empty if there is none
 * @param rootCause the cause that was diagnosed, or empty
 * @param tried the ids of the actions that ran, in order
 * @param reason why nothing more is done
 */
public record HealingEscalated(String instance, Instant at, String diagnosisId, String rootCause, List<String> tried,
		String reason) implements ResilienceEvent {

	/**
	 * Creates an event.
	 * @param instance what is ill
	 * @param at the time of the event
	 * @param diagnosisId the id of the diagnosis, or empty
	 * @param rootCause the cause that was diagnosed, or empty
	 * @param tried the ids of the actions that ran, in order
	 * @param reason why nothing more is done
	 */
	public HealingEscalated {
		tried = List.copyOf(tried);
	}

}
