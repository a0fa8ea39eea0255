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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Status;

import dev.resilience.deadletter.DeadLetterCounts;
import dev.resilience.deadletter.DeadLetters;

/**
 * Health of dead letters: how much work waits for somebody, and whether their store
 * answers. One that does not leaves the application degraded, as calls go on and what
 * fails meanwhile is in the log.
 */
final class DeadLetterHealth {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Supplier<@Nullable DeadLetters> letters;

	private final Probes<DeadLetters, DeadLetterCounts> probes = new Probes<>(PATIENCE, DeadLetters::counts);

	DeadLetterHealth(Supplier<@Nullable DeadLetters> letters) {
		this.letters = letters;
	}

	Report check() {
		DeadLetters used = this.letters.get();
		if (used == null) {
			return new Report(Map.of(), false);
		}
		Probes.Answer<DeadLetterCounts> answer = this.probes.ask(used);
		Throwable failure = answer.failure();
		DeadLetterCounts counts = answer.value();
		Map<String, Object> details = new LinkedHashMap<>();
		if (counts != null) {
			// Where nothing has failed there is nothing to tell about a memory
			if (used.store().blocking() || counts.open() > 0) {
				details.put("status", Status.UP.getCode());
				details.put("open", counts.open());
				if (counts.oldestNew() != null) {
					details.put("oldestNew", counts.oldestNew());
				}
			}
		}
		else if (failure != null) {
			details.put("status", Status.DOWN.getCode());
			details.put("letters", "are written to the log");
			details.put("error", failure.getClass().getName() + ": " + failure.getMessage());
		}
		return new Report(details, failure != null);
	}

	/**
	 * What a check has found.
	 *
	 * @param details the details; empty where there is nothing to tell
	 * @param degraded whether the store does not answer
	 */
	record Report(Map<String, Object> details, boolean degraded) {

	}

}
