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

package dev.resilience.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.autoconfigure.idempotency.codec.CodecOptions;
import dev.resilience.autoconfigure.idempotency.codec.JacksonResultCodecs;
import dev.resilience.autoconfigure.idempotency.codec.StoredResponses;
import dev.resilience.autoconfigure.idempotency.jdbc.JdbcIdempotencyConfiguration;
import dev.resilience.autoconfigure.idempotency.redis.RedisIdempotencyConfiguration;
import dev.resilience.autoconfigure.settings.IdempotencyProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.idempotency.ResultCodecs;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the stores of idempotency
 * records outside of the process, and for what writes results into them. Each store comes
 * into being only where an operation uses it.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class,
		afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
				"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
				"org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration" })
@Import({ JdbcIdempotencyConfiguration.class, RedisIdempotencyConfiguration.class })
public final class ResilienceIdempotencyAutoConfiguration {

	ResilienceIdempotencyAutoConfiguration() {
	}

	/**
	 * Writes results as JSON where Jackson is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class JacksonConfiguration {

		@Bean
		@ConditionalOnMissingBean(ResultCodecs.class)
		JacksonResultCodecs resilienceResultCodecs(ObjectProvider<JsonMapper> mapper, ResilienceSettings settings) {
			IdempotencyProperties properties = settings.globals().idempotency();
			StoredResponses responses = StoredResponses.of(properties.http().replayedHeaders(),
					properties.http().storeClientErrors());
			return JacksonResultCodecs.of(mapper.getIfUnique(JsonMapper::shared),
					new CodecOptions((int) properties.maxResultSize().toBytes(), CodecOptions.DEFAULT_GZIP_ABOVE,
							properties.verifyRoundTrip(), responses));
		}

	}

}
