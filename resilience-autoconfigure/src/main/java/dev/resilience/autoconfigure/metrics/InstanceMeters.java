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

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Registers meters of one instance in one registry, each of them once. The sources belong
 * to the instance, which lives as long as its registry, so that meters may refer to them
 * weakly.
 */
final class InstanceMeters {

	private final MeterCatalog catalog;

	private final String instance;

	private final Tags tags;

	InstanceMeters(MeterCatalog catalog, String instance) {
		this.catalog = catalog;
		this.instance = instance;
		this.tags = Tags.of("name", instance);
	}

	<S> void counter(String name, String description, String unit, S source, ToDoubleFunction<S> value,
			String... tags) {
		enter(name, tags,
				(all) -> FunctionCounter.builder(name, source, value)
					.description(description)
					.baseUnit(unit)
					.tags(all)::register);
	}

	<S> void gauge(String name, String description, S source, ToDoubleFunction<S> value, String... tags) {
		enter(name, tags,
				(all) -> Gauge.builder(name, source, value)
					.description(description)
					.tags(all)
					.strongReference(true)::register);
	}

	<S> void timer(String name, String description, S source, ToLongFunction<S> count, ToDoubleFunction<S> totalNanos,
			String... tags) {
		enter(name, tags,
				(all) -> FunctionTimer.builder(name, source, count, totalNanos, TimeUnit.NANOSECONDS)
					.description(description)
					.tags(all)::register);
	}

	/**
	 * Registers a timer with a histogram.
	 * @param name the name of the timer
	 * @param description what it measures
	 * @param tags its tags besides the name of the instance
	 * @return the timer, or {@code null} if it was registered before
	 */
	@Nullable Timer histogram(String name, String description, String... tags) {
		return enter(name, tags,
				(all) -> Timer.builder(name).description(description).tags(all).publishPercentileHistogram()::register);
	}

	private <M extends Meter> @Nullable M enter(String name, String[] tags,
			Function<Tags, Function<MeterRegistry, M>> registration) {
		Tags all = this.tags.and(tags);
		return this.catalog.enter(this.instance, name, all, registration.apply(all));
	}

}
