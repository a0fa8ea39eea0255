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

package dev.resilience.autoconfigure.deadletter.jdbc;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceDeadLetterAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceEndpointAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceHealthAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceMetricsAutoConfiguration;
import dev.resilience.autoconfigure.actuate.DeadLettersEndpoint;
import dev.resilience.autoconfigure.actuate.ResilienceHealthIndicator;
import dev.resilience.autoconfigure.metrics.DeadLetterMeters;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterRequest;
import dev.resilience.deadletter.DeadLetterStatus;
import dev.resilience.deadletter.DeadLetters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link JdbcDeadLetterConfiguration}, and of those who watch dead letters.
 */
@ExtendWith(OutputCaptureExtension.class)
class JdbcDeadLetterConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceDeadLetterAutoConfiguration.class,
						ResilienceMetricsAutoConfiguration.class, ResilienceHealthAutoConfiguration.class,
						ResilienceEndpointAutoConfiguration.class, EndpointAutoConfiguration.class,
						DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withPropertyValues("spring.datasource.generate-unique-name=true", "resilience.dead-letters.store=jdbc",
				"management.endpoints.web.exposure.include=deadletters");

	@Test
	void whoeverWatchesMakesNeitherStoreNorTable() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(DeadLetterMeters.class);
			MeterRegistry meters = bound(context.getBean(DeadLetterMeters.class));
			assertThat(depth(meters)).isNaN();
			assertThat(health(context.getBean(ResilienceHealthIndicator.class))).isEmpty();
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("jdbcDeadLetterStore"))
				.isFalse();
			assertThat(tables(context.getBean(DataSource.class))).isZero();
		});
	}

	@Test
	void keepsLettersInTheTableOfAnEmbeddedDatabase() {
		this.contextRunner.run((context) -> {
			DeadLetters letters = context.getBean(DeadLetters.class);
			assertThat(letters.store()).isInstanceOf(JdbcDeadLetterStore.class);
			String id = add(letters);
			assertThat(id).isNotNull();
			assertThat(context.getBean(DeadLettersEndpoint.class)
				.letters(null, null, null, null, null, null, null, null, null)
				.letters()).singleElement().satisfies((letter) -> assertThat(letter.id()).isEqualTo(id));
			assertThat(depth(bound(context.getBean(DeadLetterMeters.class)))).isEqualTo(1);
			assertThat(health(context.getBean(ResilienceHealthIndicator.class))).containsKey("deadLetters");
		});
	}

	@Test
	void removesLettersThatEndedLongAgo() {
		this.contextRunner
			.withPropertyValues("resilience.dead-letters.jdbc.retention=1ms",
					"resilience.dead-letters.jdbc.cleanup-interval=20ms",
					"resilience.dead-letters.jdbc.table-name=PUBLIC.my_letters")
			.run((context) -> {
				DeadLetters letters = context.getBean(DeadLetters.class);
				add(letters);
				letters.discard(Objects.requireNonNull(add(letters)), "done by hand");
				await().until(() -> letters.counts().of(DeadLetterStatus.DISCARDED) == 0);
				assertThat(letters.list(DeadLetterFilter.ALL, null, 10)).hasSize(1);
				assertThat(new JdbcTemplate(context.getBean(DataSource.class))
					.queryForObject("SELECT COUNT(*) FROM my_letters", Integer.class)).isOne();
			});
	}

	@Test
	void aMissingTableStopsTheApplicationAndNamesTheScript() {
		this.contextRunner.withPropertyValues("resilience.dead-letters.jdbc.initialize-schema=never")
			.withBean(Object.class, Object::new, (bean) -> bean.setDependsOn("jdbcDeadLetterStore"))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Table 'resilience_dead_letter'")
				.hasMessageContaining("deadletter/jdbc/schema-h2.sql")
				.hasMessageContaining("resilience.dead-letters.jdbc.initialize-schema=always"));
	}

	@Test
	void aDatabaseThatIsDownStopsNeitherTheApplicationNorItsCalls(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:h2:tcp://127.0.0.1:1/none",
					"spring.datasource.hikari.connection-timeout=250")
			.run((context) -> {
				DeadLetters letters = context.getBean(DeadLetters.class);
				assertThat(output).contains("The table 'resilience_dead_letter' could not be checked");
				assertThat(add(letters)).isNull();
				assertThat(output).contains("A dead letter of 'charge' is lost").contains("no route to host");
				assertThat(letters.statistics().lost()).isEqualTo(1);
				assertThat(health(context.getBean(ResilienceHealthIndicator.class))).containsEntry("degraded", true);
			});
	}

	private static @Nullable String add(DeadLetters letters) {
		return letters.add(new DeadLetterRequest(DeadLetter.CALL, "charge", "orders", DeadLetterPayload.NONE, Map.of(),
				new IOException("no route to host"), 3));
	}

	private static MeterRegistry bound(DeadLetterMeters meters) {
		MeterRegistry registry = new SimpleMeterRegistry();
		meters.bindTo(registry);
		return registry;
	}

	private static double depth(MeterRegistry registry) {
		return registry.get("resilience.deadletters").tag("status", "new").gauge().value();
	}

	private static Map<String, Object> health(ResilienceHealthIndicator indicator) {
		Health health = indicator.health();
		assertThat(health).isNotNull();
		return health.getDetails();
	}

	private static long tables(DataSource dataSource) {
		Long count = new JdbcTemplate(dataSource).queryForObject("SELECT COUNT(*) FROM information_schema.tables "
				+ "WHERE LOWER(table_name) = 'resilience_dead_letter'", Long.class);
		return (count != null) ? count : 0;
	}

}
