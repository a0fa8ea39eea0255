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

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceIdempotencyAutoConfiguration;
import dev.resilience.autoconfigure.idempotency.IdempotencyStores;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.testsupport.RedisServer;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link RedisIdempotencyConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisIdempotencyConfigurationTests {

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	private final String prefix = "test:" + UUID.randomUUID() + ":";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceIdempotencyAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + RedisServer.shared().port(),
				"resilience.idempotency.redis.key-prefix=" + this.prefix);

	@Test
	void keepsRecordsUnderTheConfiguredPrefixAndEndsQuietly(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			IdempotencyStores stores = context.getBean(IdempotencyStores.class);
			assertThat(
					stores.get("redis").claim(new ClaimRequest(KEY, "charge", null, "a", Duration.ofMinutes(1), true)))
				.isInstanceOf(Claim.Claimed.class);
			assertThat(RedisServer.shared().command("EXISTS " + this.prefix + KEY.hex())).isEqualTo(":1");
		});
		assertThat(output).doesNotContain("ERROR").doesNotContain("WARN");
	}

	@Test
	void comesIntoBeingOnlyWhenItIsAskedFor() {
		this.contextRunner.withPropertyValues("spring.data.redis.port=1").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(
					context.getSourceApplicationContext().getBeanFactory().containsSingleton("redisIdempotencyStore"))
				.isFalse();
			assertThat(context.getBean(IdempotencyStores.class).get("redis")).isInstanceOf(RedisIdempotencyStore.class);
		});
	}

	@Test
	void warnsOfAServerThatDropsKeys(CapturedOutput output) {
		try (RedisServer evicting = RedisServer.start()) {
			evicting.command("CONFIG SET maxmemory-policy volatile-lru");
			this.contextRunner.withPropertyValues("spring.data.redis.port=" + evicting.port()).run((context) -> {
				context.getBean(IdempotencyStores.class).get("redis");
				await().atMost(Duration.ofSeconds(60))
					.untilAsserted(() -> assertThat(output).containsOnlyOnce("its maxmemory-policy is volatile-lru"));
			});
		}
	}

	@Test
	void isNotThereWithoutSpringDataRedis() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class,
					ResilienceIdempotencyAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("redisIdempotencyStore"));
	}

	@Test
	void isNotThereWhereNobodySaysWhichServer() {
		this.contextRunner.withUserConfiguration(TwoServers.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("redisIdempotencyStore"));
	}

	@Test
	void stepsBackForAStoreOfTheSameName() {
		this.contextRunner.withUserConfiguration(OwnStore.class)
			.run((context) -> assertThat(context.getBean(IdempotencyStores.class).get("redis"))
				.isInstanceOf(InMemoryIdempotencyStore.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoServers {

		@Bean
		RedisConnectionFactory first() {
			return new LettuceConnectionFactory();
		}

		@Bean
		RedisConnectionFactory second() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStore {

		@Bean
		InMemoryIdempotencyStore redisIdempotencyStore() {
			return new InMemoryIdempotencyStore(SystemTime.shared());
		}

	}

}
