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

import java.time.InstantSource;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.jdbc.RowCleanup;
import dev.resilience.autoconfigure.jdbc.SchemaOptions;
import dev.resilience.autoconfigure.jdbc.TableOptions;
import dev.resilience.autoconfigure.jdbc.TableSetup;
import dev.resilience.autoconfigure.settings.DeadLetterJdbcProperties;
import dev.resilience.autoconfigure.settings.JdbcTableProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.deadletter.DeadLetterStatus;

/**
 * The store of dead letters in the database of the application. It comes into being, and
 * its table with it, only when settings name it and it is needed.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ JdbcOperations.class, DataSourceScriptDatabaseInitializer.class,
		PlatformTransactionManager.class })
@ConditionalOnSingleCandidate(DataSource.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
@ImportRuntimeHints(JdbcDeadLetterConfiguration.Scripts.class)
public class JdbcDeadLetterConfiguration {

	/** The name of the bean. */
	public static final String BEAN_NAME = "jdbcDeadLetterStore";

	private static final String CLEANUP = "jdbcDeadLetterStoreCleanup";

	private static final int BATCH = 1000;

	JdbcDeadLetterConfiguration() {
	}

	@Bean(name = BEAN_NAME, defaultCandidate = false)
	@Lazy
	@DependsOnDatabaseInitialization
	@ConditionalOnMissingBean(name = BEAN_NAME)
	JdbcDeadLetterStore jdbcDeadLetterStore(ResilienceSettings settings, ResilienceRegistry registry,
			DataSource dataSource, @Qualifier(CLEANUP) RowCleanup cleanup) {
		JdbcTableProperties properties = settings.globals().get(DeadLetterJdbcProperties.class).table();
		JdbcDeadLetterStore created = new JdbcDeadLetterStore(dataSource,
				new TableOptions(properties.tableName(), properties.queryTimeout()));
		TableSetup.prepare(created::checkTable, dataSource,
				new SchemaOptions(properties.initializeSchema(), JdbcDeadLetterStore.SCRIPTS,
						JdbcDeadLetterStore.DEFAULT_TABLE_NAME, properties.tableName(), properties.schema(),
						properties.platform()));
		InstantSource clock = registry.context().time().wallClock();
		cleanup.adopt(() -> created.remove(DeadLetterStatus.ENDED, clock.instant().minus(properties.retention()),
				BATCH) >= BATCH);
		return created;
	}

	@Bean(name = CLEANUP, defaultCandidate = false)
	@ConditionalOnMissingBean(name = CLEANUP)
	RowCleanup jdbcDeadLetterStoreCleanup(ResilienceSettings settings) {
		return new RowCleanup("resilience-dead-letter-cleanup", "dead letters",
				settings.globals().get(DeadLetterJdbcProperties.class).table().cleanupInterval());
	}

	/** The scripts are found by name. */
	static final class Scripts implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern(JdbcDeadLetterStore.SCRIPTS + "/schema-*.sql");
		}

	}

}
