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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * The meters that were registered in one registry, so that each is registered once
 * however often an instance is announced.
 */
final class MeterCatalog {

	private final MeterRegistry registry;

	private final Set<Entry> entries = ConcurrentHashMap.newKeySet();

	MeterCatalog(MeterRegistry registry) {
		this.registry = registry;
	}

	InstanceMeters of(String instance) {
		return new InstanceMeters(this, instance);
	}

	MeterRegistry registry() {
		return this.registry;
	}

	/**
	 * Enters a meter.
	 * @param name the name of the meter
	 * @param tags the tags of the meter
	 * @return whether it is new
	 */
	boolean enter(String name, Tags tags) {
		return this.entries.add(new Entry(name, tags));
	}

	private record Entry(String name, Tags tags) {

	}

}
