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

package dev.resilience.autoconfigure.healing.jdbc;

import java.time.Duration;
import java.time.Instant;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceDiagnosisAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceHealingAutoConfiguration;
import dev.resilience.classification.FailureCategory;
import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingJournal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link JdbcHealingJournalConfiguration}.
 */
class JdbcHealingJournalConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceDiagnosisAutoConfiguration.class,
						ResilienceHealingAutoConfiguration.class, DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	@Test
	void makesNeitherJournalNorTableUnlessSettingsSaySo() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("jdbcHealingJournal"))
				.isFalse();
			assertThat(new JdbcTemplate(context.getBean(DataSource.class)).queryForObject(
					"SELECT COUNT(*) FROM information_schema.tables WHERE LOWER(table_name) = 'resilience_healing_event'",
					Integer.class))
				.isZero();
		});
	}

	@Test
	void keepsTheJournalInTheDatabaseAndRemovesOldEvents() {
		this.contextRunner
			.withPropertyValues("resilience.healing.journal.type=jdbc",
					"resilience.healing.journal.jdbc.table-name=my_events",
					"resilience.healing.journal.jdbc.cleanup-interval=20ms")
			.run((context) -> {
				HealingJournal journal = context.getBean(HealingJournal.class);
				Instant now = Instant.now();
				journal.append(HealingEvent.builder(FailureCategory.NETWORK)
					.id("heal-old")
					.at(now.minus(Duration.ofDays(31)))
					.build());
				journal.append(HealingEvent.builder(FailureCategory.NETWORK).id("heal-new").at(now).build());
				await().until(() -> journal.read(HealingFilter.ALL).size() == 1);
				assertThat(new JdbcTemplate(context.getBean(DataSource.class))
					.queryForObject("SELECT event_id FROM my_events", String.class)).isEqualTo("heal-new");
			});
	}

	@Test
	void aMissingTableStopsTheApplicationAndNamesTheScript() {
		this.contextRunner
			.withPropertyValues("resilience.healing.journal.type=jdbc",
					"resilience.healing.journal.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Table 'resilience_healing_event'")
				.hasStackTraceContaining("healing/jdbc/schema-h2.sql"));
	}

}
