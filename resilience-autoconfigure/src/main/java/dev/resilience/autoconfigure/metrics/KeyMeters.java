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

import dev.resilience.pipeline.InstanceKeys;
import dev.resilience.policy.KeyedGates;

/**
 * Meters of the gates that an instance keeps by key. Keys themselves are never tags:
 * there may be very many, and they may be secrets.
 */
final class KeyMeters {

	private static final String PREFIX = "resilience.keyed.";

	private KeyMeters() {
	}

	static void register(InstanceMeters meters, InstanceKeys keys) {
		keys.all().forEach((gates) -> register(meters, gates));
	}

	private static void register(InstanceMeters meters, KeyedGates<?> gates) {
		String policy = gates.type().property();
		meters.gauge(PREFIX + "keys", "Keys that have gates of their own", gates, KeyedGates::keysInUse, "policy",
				policy);
		meters.counter(PREFIX + "overflow", "Calls that shared a gate as there was no room for their key", "calls",
				gates, KeyedGates::overflowCalls, "policy", policy);
	}

}
