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

package dev.resilience.autoconfigure.idempotency.redis;

import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a server drops keys to make room. It is asked by {@code INFO}, which
 * services that forbid {@code CONFIG} allow.
 */
final class EvictionWarning {

	private static final Logger logger = LoggerFactory.getLogger(RedisIdempotencyStore.class);

	private static final String POLICY = "maxmemory_policy";

	private static final String KEEPS_ALL = "noeviction";

	private EvictionWarning() {
	}

	static void look(RedisLink link) {
		try {
			Properties memory = link.ask((connection) -> connection.serverCommands().info("memory"));
			String policy = evicting(memory);
			if (policy != null) {
				logger.warn(
						"Redis may drop claims and results of idempotent calls when its memory is full, and "
								+ "calls then run again: its maxmemory-policy is {} and should be {}",
						policy, KEEPS_ALL);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Redis does not tell whether it drops keys", ex);
		}
	}

	// Each node of a cluster answers under its own name
	private static @Nullable String evicting(@Nullable Properties memory) {
		if (memory == null) {
			return null;
		}
		return memory.stringPropertyNames()
			.stream()
			.filter((name) -> name.equals(POLICY) || name.endsWith("." + POLICY))
			.map(memory::getProperty)
			.filter((policy) -> !KEEPS_ALL.equals(policy))
			.findFirst()
			.orElse(null);
	}

}
