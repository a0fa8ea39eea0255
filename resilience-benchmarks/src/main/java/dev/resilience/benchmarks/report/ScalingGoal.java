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

import java.util.Locale;
import java.util.Optional;

/**
 * A goal for what a second thread on the same instance adds to the calls per second.
 *
 * @param id the name of the goal
 * @param subject the case in words
 * @param ours our case
 * @param factor the multiple of one thread's calls per second that two must make
 */
record ScalingGoal(String id, String subject, String ours, double factor) implements Goal {

	@Override
	public String demand() {
		return String.format(Locale.ROOT, "calls per second at least %s × one thread", Numbers.plain(this.factor));
	}

	@Override
	public Optional<Verdict> judge(Results results) {
		Optional<Measurement> one = results.find(this.ours, Results.OURS, 1);
		Optional<Measurement> two = results.find(this.ours, Results.OURS, 2);
		if (one.isEmpty() || two.isEmpty()) {
			return Optional.empty();
		}
		double gain = 2 * one.get().nanos() / two.get().nanos();
		return Optional.of(Verdict.of(Numbers.cost(two.get()), "one thread " + Numbers.cost(one.get()),
				String.format(Locale.ROOT, "%.2f × calls", gain), (gain >= this.factor) ? "" : "calls per second"));
	}

	@Override
	public boolean isBenchmark() {
		return true;
	}

}
