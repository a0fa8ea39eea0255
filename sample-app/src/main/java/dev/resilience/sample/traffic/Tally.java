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

package dev.resilience.sample.traffic;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts what became of the orders. Thread-safe.
 */
class Tally {

	private final Map<String, Integer> refused = new TreeMap<>();

	private int confirmed;

	private int fallback;

	private int replayed;

	synchronized void confirmed(boolean fallback) {
		this.confirmed++;
		if (fallback) {
			this.fallback++;
		}
	}

	synchronized void replayed() {
		this.replayed++;
	}

	synchronized void refused(String reason) {
		this.refused.merge(reason, 1, Integer::sum);
	}

	synchronized Counts counts() {
		return new Counts(this.confirmed, this.fallback, this.replayed, new TreeMap<>(this.refused));
	}

	/**
	 * Returns the counts and starts again at zero.
	 * @return the counts since the last call
	 */
	synchronized Counts drain() {
		Counts counts = counts();
		this.confirmed = 0;
		this.fallback = 0;
		this.replayed = 0;
		this.refused.clear();
		return counts;
	}

	/**
	 * What became of the orders.
	 *
	 * @param confirmed orders that were confirmed
	 * @param fallback those of them whose recommendations came from a fallback
	 * @param replayed orders sent twice that were answered from the first time
	 * @param refused orders that were refused, by HTTP status and service
	 */
	record Counts(int confirmed, int fallback, int replayed, Map<String, Integer> refused) {

		@Override
		public String toString() {
			int total = this.refused.values().stream().mapToInt(Integer::intValue).sum();
			String reasons = this.refused.entrySet()
				.stream()
				.map((entry) -> entry.getValue() + " x " + entry.getKey())
				.collect(Collectors.joining(", ", " (", ")"));
			return "%d confirmed (%d with fallback recommendations), %d sent twice and replayed, %d refused%s"
				.formatted(this.confirmed, this.fallback, this.replayed, total, (total > 0) ? reasons : "");
		}

	}

}
