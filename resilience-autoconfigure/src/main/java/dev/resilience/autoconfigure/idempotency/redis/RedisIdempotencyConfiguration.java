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

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.IdempotencyProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;

/**
 * The store in the Redis server of the application, made only where an operation uses it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
@ImportRuntimeHints(RedisIdempotencyConfiguration.Address.class)
public class RedisIdempotencyConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(RedisIdempotencyConfiguration.class);

	RedisIdempotencyConfiguration() {
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(name = "redisIdempotencyStore")
	RedisIdempotencyStore redisIdempotencyStore(RedisConnectionFactory connections, ResilienceSettings settings,
			ResilienceRegistry registry) {
		IdempotencyProperties properties = settings.globals().idempotency();
		RedisIdempotencyOptions options = RedisIdempotencyOptions.defaults()
			.withKeyPrefix(properties.redis().keyPrefix())
			.withMaxWaiters(properties.maxWaiters());
		Executor threads = registry.context().offload();
		RedisIdempotencyStore store = new RedisIdempotencyStore(connections, options, registry.context().time(),
				threads);
		lookAtServer(store, threads);
		return store;
	}

	// A server that is away or slow holds up nobody who starts
	private static void lookAtServer(RedisIdempotencyStore store, Executor threads) {
		try {
			threads.execute(store::checkServer);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("No thread is free to ask Redis whether it drops keys", ex);
		}
	}

	/** The address of the server is read from a field. */
	static final class Address implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection()
				.registerTypeIfPresent(classLoader,
						"org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory",
						(factory) -> factory.withField(LettuceConnections.SERVER));
		}

	}

}
