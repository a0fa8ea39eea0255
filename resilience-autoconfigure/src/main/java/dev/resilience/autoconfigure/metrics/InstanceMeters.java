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
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
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
		Tags all = all(tags);
		this.catalog.enter(this.instance, name, all,
				(registry) -> FunctionCounter.builder(name, source, value)
					.description(description)
					.baseUnit(unit)
					.tags(all)
					.register(registry));
	}

	<S> void gauge(String name, String description, S source, ToDoubleFunction<S> value, String... tags) {
		Tags all = all(tags);
		this.catalog.enter(this.instance, name, all,
				(registry) -> Gauge.builder(name, source, value)
					.description(description)
					.tags(all)
					.strongReference(true)
					.register(registry));
	}

	<S> void timer(String name, String description, S source, ToLongFunction<S> count, ToDoubleFunction<S> totalNanos,
			String... tags) {
		Tags all = all(tags);
		this.catalog.enter(this.instance, name, all,
				(registry) -> FunctionTimer.builder(name, source, count, totalNanos, TimeUnit.NANOSECONDS)
					.description(description)
					.tags(all)
					.register(registry));
	}

	/**
	 * Registers a timer with a histogram.
	 * @param name the name of the timer
	 * @param description what it measures
	 * @param tags its tags besides the name of the instance
	 * @return the timer, or {@code null} if it was registered before
	 */
	@Nullable Timer histogram(String name, String description, String... tags) {
		Tags all = all(tags);
		return this.catalog.enter(this.instance, name, all,
				(registry) -> Timer.builder(name)
					.description(description)
					.tags(all)
					.publishPercentileHistogram()
					.register(registry));
	}

	private Tags all(String[] tags) {
		return (tags.length > 0) ? this.tags.and(tags) : this.tags;
	}

}
