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

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceIdempotencyAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceMetricsAutoConfiguration;
import dev.resilience.autoconfigure.idempotency.IdempotencyStores;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link JdbcRecordMeters}.
 */
class JdbcRecordMetersTests {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				ResilienceAutoConfiguration.class, ResilienceIdempotencyAutoConfiguration.class,
				ResilienceMetricsAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:record-meters-${random.uuid}");

	@Test
	void readsWhatTheDatabaseCanTell() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(JdbcRecordMeters.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(JdbcRecordMeters.class).bindTo(registry);
			assertThat(value(registry, "resilience.idempotency.expired.records")).isNaN();
			IdempotencyStore store = context.getBean(IdempotencyStores.class).get("jdbc");
			assertThat(value(registry, "resilience.idempotency.expired.records")).isZero();
			IdempotencyKey key = IdempotencyKey.of("charge", "K");
			Claim claim = store.claim(new ClaimRequest(key, "charge", null, "a", LEASE, true));
			store.complete(key, ((Claim.Claimed) claim).token(), Ending.result("text/1", null), Duration.ZERO);
			assertThat(value(registry, "resilience.idempotency.expired.records")).isEqualTo(1);
			assertThat(value(registry, "resilience.idempotency.oldest.claim")).isZero();
			store.claim(new ClaimRequest(IdempotencyKey.of("charge", "L"), "charge", null, "a", LEASE, true));
			assertThat(value(registry, "resilience.idempotency.oldest.claim")).isPositive().isLessThan(300);
			context.getBean(JdbcTemplate.class).execute("DROP TABLE resilience_idempotency");
			assertThat(value(registry, "resilience.idempotency.oldest.claim")).isNaN();
		});
	}

	@Test
	void areNotThereWithoutADatabase() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class,
					ResilienceIdempotencyAutoConfiguration.class, ResilienceMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(JdbcRecordMeters.class));
	}

	private static double value(MeterRegistry registry, String name) {
		return registry.get(name).tag("store", "jdbc").gauge().value();
	}

}
