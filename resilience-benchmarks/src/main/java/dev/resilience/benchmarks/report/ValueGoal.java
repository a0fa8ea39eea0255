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

package dev.resilience.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.resilience.benchmarks.MeasuredValue;

/**
 * A goal for something that is not measured by JMH.
 *
 * @param id the name of the goal
 * @param subject the case in words
 * @param ours the name of our value
 * @param limit the most it may be
 * @param unit the unit of the limit
 * @param peers the names of the peers' values, for comparison only
 */
record ValueGoal(String id, String subject, String ours, double limit, String unit,
		List<String> peers) implements Goal {

	ValueGoal(String id, String subject, String ours, double limit, String unit, String... peers) {
		this(id, subject, ours, limit, unit, List.of(peers));
	}

	@Override
	public String demand() {
		return "at most " + Numbers.plain(this.limit) + " " + this.unit;
	}

	@Override
	public Optional<Verdict> judge(Results results) {
		return results.value(this.ours).map((our) -> judge(our, results));
	}

	private Verdict judge(MeasuredValue our, Results results) {
		if (!our.unit().equals(this.unit)) {
			throw new IllegalArgumentException(our + " is not in " + this.unit);
		}
		Optional<MeasuredValue> least = this.peers.stream()
			.flatMap((peer) -> results.value(peer).stream())
			.min(Comparator.comparingDouble(MeasuredValue::value));
		return Verdict.of(Numbers.value(our),
				least.map((peer) -> library(peer) + " " + Numbers.value(peer)).orElse("–"),
				least.map((peer) -> Numbers.ratio(our.value() / peer.value())).orElse(""),
				(our.value() <= this.limit) ? "" : this.unit);
	}

	// The second part of a name such as heap.failsafe.breaker.used
	private static String library(MeasuredValue peer) {
		String[] parts = peer.name().split("\\.");
		return Libraries.name(parts[Math.min(1, parts.length - 1)]);
	}

	@Override
	public boolean isBenchmark() {
		return false;
	}

}
