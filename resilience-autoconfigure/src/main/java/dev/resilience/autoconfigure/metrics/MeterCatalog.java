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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * The meters that were registered in one registry, so that each is registered once
 * however often an instance is announced.
 */
final class MeterCatalog {

	private final MeterRegistry registry;

	private final Set<Entry> entries = ConcurrentHashMap.newKeySet();

	private final Map<Entry, Meter> meters = new ConcurrentHashMap<>();

	MeterCatalog(MeterRegistry registry) {
		this.registry = registry;
	}

	InstanceMeters of(String instance) {
		return new InstanceMeters(this, instance);
	}

	/**
	 * Registers a meter, unless it was registered before.
	 * @param <M> the type of the meter
	 * @param instance the name of the instance to which it belongs
	 * @param name the name of the meter
	 * @param tags the tags of the meter
	 * @param registration registers it
	 * @return the meter, or {@code null} if it was registered before
	 */
	<M extends Meter> @Nullable M enter(String instance, String name, Tags tags,
			Function<MeterRegistry, M> registration) {
		Entry entry = new Entry(instance, name, tags);
		if (!this.entries.add(entry)) {
			return null;
		}
		M meter = registration.apply(this.registry);
		this.meters.put(entry, meter);
		return meter;
	}

	/**
	 * Removes all meters of an instance.
	 * @param instance the name of the instance
	 */
	void remove(String instance) {
		this.meters.forEach((entry, meter) -> {
			if (entry.instance().equals(instance) && this.meters.remove(entry, meter)) {
				this.registry.remove(meter);
			}
		});
		this.entries.removeIf((entry) -> entry.instance().equals(instance));
	}

	// Hashes itself, as an application may start with thousands of meters and what
	// records
	// bring along is slow until it is compiled
	private record Entry(String instance, String name, Tags tags) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Entry entry && this.name.equals(entry.name) && this.instance.equals(entry.instance)
					&& this.tags.equals(entry.tags);
		}

		@Override
		public int hashCode() {
			return (this.instance.hashCode() * 31 + this.name.hashCode()) * 31 + this.tags.hashCode();
		}

	}

}
