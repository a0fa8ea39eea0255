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

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.sample.downstream.Behaviour;
import dev.resilience.sample.downstream.Downstream;

/**
 * A stretch of time in which one service misbehaves, or none.
 *
 * @param duration how long it lasts
 * @param downstream the service that misbehaves, {@code null} for none
 * @param behaviour makes its behaviour
 * @param report what a reader of the log is told
 */
record Phase(Duration duration, @Nullable Downstream downstream, Supplier<Behaviour> behaviour, String report) {

	/**
	 * What happens again and again, within a minute.
	 */
	static final List<Phase> CYCLE = List
		.of(healthy(3, "all services are healthy"),
				new Phase(Duration.ofSeconds(8), Downstream.PAYMENT, () -> Behaviour.failing(0.4),
						"payment fails 4 calls in 10: retries make up for it"),
				new Phase(Duration.ofSeconds(9), Downstream.PAYMENT, () -> Behaviour.failing(1),
						"payment fails every call: the circuit opens"),
				healthy(9, "payment is healthy: the circuit probes and closes"),
				new Phase(Duration.ofSeconds(9), Downstream.RECOMMENDATION, () -> Behaviour.slow(Duration.ofSeconds(2)),
						"recommendation is slow: timeouts, then fallbacks answer"),
				healthy(6, "recommendation is healthy"),
				new Phase(Duration.ofSeconds(6), Downstream.INVENTORY, () -> Behaviour.rateLimited(4),
						"inventory answers 4 calls a second: retries wait for their turn"),
				healthy(5, "inventory is healthy"));

	private static Phase healthy(int seconds, String report) {
		return new Phase(Duration.ofSeconds(seconds), null, Behaviour::healthy, report);
	}

	/**
	 * Returns the phase of the cycle at a time.
	 * @param elapsed the time since the first cycle began
	 * @return the phase
	 */
	static Phase at(Duration elapsed) {
		Duration cycle = CYCLE.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
		Duration rest = elapsed.minus(cycle.multipliedBy(elapsed.dividedBy(cycle)));
		for (Phase phase : CYCLE) {
			if (rest.compareTo(phase.duration) < 0) {
				return phase;
			}
			rest = rest.minus(phase.duration);
		}
		throw new IllegalStateException("The phases cover the cycle");
	}

}
