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

package dev.resilience.autoconfigure.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.resilience.healing.Healer;
import dev.resilience.healing.HealingOutcome;

/**
 * The meters of healing.
 */
public final class HealingMeters implements MeterBinder {

	private final Healer healer;

	/**
	 * Creates the meters.
	 * @param healer counts what was done
	 */
	public HealingMeters(Healer healer) {
		this.healer = healer;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		for (HealingOutcome outcome : HealingOutcome.values()) {
			FunctionCounter.builder("resilience.healing.events", this.healer, (healer) -> healer.count(outcome))
				.description("Events in the healing journal")
				.tag("outcome", outcome.id())
				.register(meters);
		}
		Gauge.builder("resilience.healing.subjects", this.healer, (healer) -> healer.subjects().size())
			.description("What is looked after by healing, as it is or was ill")
			.register(meters);
		Gauge.builder("resilience.healing.halted", this.healer, (healer) -> healer.isHalted() ? 1 : 0)
			.description("Whether healing was halted")
			.register(meters);
	}

}
