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

package dev.resilience.autoconfigure.idempotency.jdbc;

import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.IdempotencyKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link JdbcIdempotencyConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class JdbcIdempotencyConfigurationTests {

	private static final ClaimRequest REQUEST = new ClaimRequest(IdempotencyKey.of("charge", "K"), "charge", null, "a",
			Duration.ofSeconds(30), true);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, Importing.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	@Test
	void makesNeitherStoreNorTableUnlessNeeded() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("jdbcIdempotencyStore"))
				.isFalse();
			assertThat(tables(context.getBean(DataSource.class))).isZero();
		});
	}

	@Test
	void makesTheTableOfAnEmbeddedDatabase() {
		this.contextRunner.run((context) -> {
			JdbcIdempotencyStore store = context.getBean(JdbcIdempotencyStore.class);
			assertThat(store.claim(REQUEST)).isInstanceOf(Claim.Claimed.class);
			assertThat(context.getBean(JdbcIdempotencyCleanup.class).isRunning()).isTrue();
		});
	}

	@Test
	void namesTheTableAsConfigured() {
		this.contextRunner.withPropertyValues("resilience.idempotency.jdbc.table-name=PUBLIC.my_keys")
			.run((context) -> {
				JdbcIdempotencyStore store = context.getBean(JdbcIdempotencyStore.class);
				assertThat(store.claim(REQUEST)).isInstanceOf(Claim.Claimed.class);
				assertThat(new JdbcTemplate(context.getBean(DataSource.class))
					.queryForObject("SELECT COUNT(*) FROM my_keys", Integer.class)).isOne();
			});
	}

	@Test
	void aMissingTableStopsTheApplicationAndNamesTheScriptCase44() {
		this.contextRunner.withPropertyValues("resilience.idempotency.jdbc.initialize-schema=never")
			.withBean(Object.class, Object::new, (bean) -> bean.setDependsOn("jdbcIdempotencyStore"))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Table 'resilience_idempotency'")
				.hasMessageContaining("schema-h2.sql")
				.hasMessageContaining("initialize-schema=always"));
	}

	@Test
	void aMissingTableIsToldWhereCallsMayRunWithoutProtectionCase44(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience.idempotency.jdbc.initialize-schema=never",
					"resilience.defaults.idempotency.on-store-error=bypass")
			.run((context) -> {
				assertThat(context.getBean(JdbcIdempotencyStore.class)).isNotNull();
				assertThat(output).contains("Table 'resilience_idempotency'");
			});
	}

	@Test
	void aDatabaseThatIsDownDoesNotStopTheApplication(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:h2:tcp://127.0.0.1:1/none",
					"spring.datasource.hikari.connection-timeout=250")
			.run((context) -> {
				assertThat(context.getBean(JdbcIdempotencyStore.class)).isNotNull();
				assertThat(output).contains("could not be checked");
			});
	}

	@Test
	void usesTheTransactionsOfTheApplication() {
		this.contextRunner.run((context) -> {
			JdbcIdempotencyStore store = context.getBean(JdbcIdempotencyStore.class);
			store.prepare(REQUEST);
			assertThat(attempt(store)).isInstanceOf(Claim.Claimed.class);
		});
	}

	@Test
	void derivesASecondPoolForThreadsInTransactions(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.datasource.hikari.maximum-pool-size=1").run((context) -> {
			JdbcIdempotencyStore store = context.getBean(JdbcIdempotencyStore.class);
			assertThat(inTransaction(context.getBean(PlatformTransactionManager.class), store))
				.isInstanceOf(Claim.Claimed.class);
			assertThat(output).doesNotContain("No second connection pool");
		});
	}

	@Test
	void aDatabaseInMemoryWithoutANameKeepsItsOnePool(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:", "spring.datasource.hikari.maximum-pool-size=1",
					"spring.datasource.hikari.connection-timeout=500")
			.run((context) -> {
				JdbcIdempotencyStore store = context.getBean(JdbcIdempotencyStore.class);
				assertThat(store.claim(REQUEST)).isInstanceOf(Claim.Claimed.class);
				assertThat(store.claim(REQUEST)).isInstanceOf(Claim.InFlight.class);
			});
		assertThat(output).doesNotContain("No second connection pool");
	}

	@Test
	void takesItsConnectionsFromTheMarkedPool() {
		this.contextRunner.withUserConfiguration(OwnPool.class)
			.withPropertyValues("spring.datasource.generate-unique-name=false", "spring.datasource.name=marked",
					"spring.datasource.hikari.maximum-pool-size=1")
			.run((context) -> {
				JdbcIdempotencyStore store = context.getBean(JdbcIdempotencyStore.class);
				assertThat(inTransaction(context.getBean(PlatformTransactionManager.class), store))
					.isInstanceOf(Claim.Claimed.class);
				HikariDataSource marked = context.getBean("markedPool", HikariDataSource.class);
				assertThat(marked.getHikariPoolMXBean().getTotalConnections()).isPositive();
				assertThat(attempt(store)).isInstanceOf(Claim.InFlight.class);
			});
	}

	private static Claim inTransaction(PlatformTransactionManager manager, JdbcIdempotencyStore store) {
		Claim claim = new TransactionTemplate(manager).execute((status) -> store.claim(REQUEST));
		assertThat(claim).isNotNull();
		return claim;
	}

	private static Claim attempt(JdbcIdempotencyStore store) {
		try {
			return store.attempt(REQUEST, Duration.ofMinutes(1), (token) -> null);
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private static long tables(DataSource dataSource) {
		Long count = new JdbcTemplate(dataSource).queryForObject("SELECT COUNT(*) FROM information_schema.tables "
				+ "WHERE LOWER(table_name) = 'resilience_idempotency'", Long.class);
		return (count != null) ? count : 0;
	}

	/** As the auto-configuration does. */
	@AutoConfiguration(after = DataSourceTransactionManagerAutoConfiguration.class)
	@Import(JdbcIdempotencyConfiguration.class)
	static class Importing {

	}

	/** A pool of the user for the store. */
	@Configuration(proxyBeanMethods = false)
	static class OwnPool {

		@Bean(defaultCandidate = false)
		@IdempotencyDataSource
		HikariDataSource markedPool() {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl("jdbc:h2:mem:marked;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
			pool.setUsername("sa");
			return pool;
		}

	}

}
