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

package dev.resilience.autoconfigure.idempotency.crash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a {@link NodeApplication}.
 */
final class NodeSettings {

	// Soon over, and still longer than a busy machine lets a process wait for its turn
	private static final String SHORT = "3s";

	// Not over while a test runs
	private static final String LONG = "10m";

	private NodeSettings() {
	}

	static Map<String, Object> of(Map<String, Object> store) {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("spring.application.name", "crash");
		settings.put("spring.main.banner-mode", "off");
		settings.put("logging.level.root", "warn");
		// What breaks here breaks on purpose
		settings.put("logging.level.com.zaxxer.hikari", "error");
		settings.put("logging.level.dev.resilience", "error");
		settings.put("logging.level.org.springframework.jdbc.support.JdbcTransactionManager", "off");
		settings.put("logging.level.io.lettuce", "error");
		for (String instance : List.of("short-lease", "rejecting", "recovering", "bypassing")) {
			set(settings, instance, "lease", SHORT);
		}
		set(settings, "long-lease", "lease", LONG);
		// No lease is waited for where transactions guard the key
		set(settings, "booking", "lease", LONG);
		set(settings, "rejecting", "on-takeover", "reject");
		set(settings, "recovering", "on-takeover", "recover");
		set(settings, "recovering", "recover", "lookUp");
		set(settings, "bypassing", "on-store-error", "bypass");
		// Shorter than the clock of one node is wrong by
		set(settings, "long-lease", "ttl", "30m");
		settings.putAll(store);
		return settings;
	}

	static void set(Map<String, Object> settings, String instance, String name, Object value) {
		settings.put("resilience.instances." + instance + ".idempotency." + name, value);
	}

}
