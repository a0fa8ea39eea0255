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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many events a journal has of each kind.
 *
 * @param totalEvents the number of events
 * @param byCategory the number by kind of failure, in lower case, in the order of the
 * first event
 * @param byOutcome the number by outcome, in lower case, in the order of the first event
 * @param successRate the share of actions that helped among those that ran, 0 to 1; 0
 * where none has run
 * @param attempts the number of actions that ran
 */
public record HealingSummary(long totalEvents, Map<String, Long> byCategory, Map<String, Long> byOutcome,
		double successRate, long attempts) {

	/**
	 * Creates a summary.
	 * @param totalEvents the number of events
	 * @param byCategory the number by kind of failure
	 * @param byOutcome the number by outcome
	 * @param successRate the share of actions that helped
	 * @param attempts the number of actions that ran
	 */
	public HealingSummary {
		byCategory = Collections.unmodifiableMap(new LinkedHashMap<>(byCategory));
		byOutcome = Collections.unmodifiableMap(new LinkedHashMap<>(byOutcome));
	}

	/**
	 * Returns the summary as values that any JSON library can write.
	 * @return a new map
	 */
	public Map<String, Object> toMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("total_events", this.totalEvents);
		map.put("by_category", this.byCategory);
		map.put("by_outcome", this.byOutcome);
		map.put("success_rate", this.successRate);
		map.put("attempts", this.attempts);
		return map;
	}

}
