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

import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
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
import org.springframework.transaction.support.ResourceTransactionManager;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.jdbc.SchemaOptions;
import dev.resilience.autoconfigure.jdbc.TableSchema;
import dev.resilience.autoconfigure.settings.IdempotencyProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.StoreUnreachableException;

/**
 * The store of idempotency records in the database of the application. It comes into
 * being, and its table with it, only when an idempotent method needs it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ JdbcOperations.class, DataSourceScriptDatabaseInitializer.class,
		PlatformTransactionManager.class })
@ConditionalOnBean(DataSource.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
@ImportRuntimeHints(JdbcIdempotencyConfiguration.Scripts.class)
public class JdbcIdempotencyConfiguration {

	/** The name of the bean. */
	public static final String STORE_BEAN_NAME = "jdbcIdempotencyStore";

	private static final String SCRIPTS = "dev/resilience/autoconfigure/idempotency/jdbc";

	private static final Logger logger = LoggerFactory.getLogger(JdbcIdempotencyConfiguration.class);

	/** A name that no instance has, to find out what holds where nothing is said. */
	private static final String NO_INSTANCE = "idempotency-of-no-instance";

	JdbcIdempotencyConfiguration() {
	}

	@Bean(name = STORE_BEAN_NAME)
	@Lazy
	@DependsOnDatabaseInitialization
	@ConditionalOnMissingBean(name = STORE_BEAN_NAME)
	JdbcIdempotencyStore jdbcIdempotencyStore(ResilienceSettings settings, ResilienceRegistry registry,
			ObjectProvider<DataSource> dataSources, @IdempotencyDataSource ObjectProvider<DataSource> own,
			ObjectProvider<PlatformTransactionManager> transactions, JdbcIdempotencyCleanup cleanup) {
		IdempotencyProperties properties = settings.globals().idempotency();
		IdempotencyProperties.Jdbc jdbc = properties.jdbc();
		JdbcIdempotencyOptions options = JdbcIdempotencyOptions.defaults()
			.withTableName(jdbc.tableName())
			.withQueryTimeout(jdbc.queryTimeout())
			.withMaxWaiters(properties.maxWaiters());
		DataSource dataSource = dataSources.getObject();
		JdbcIdempotencyStore store = new JdbcIdempotencyStore(dataSource, own.getIfUnique(),
				transactionsOf(dataSource, transactions), options, registry.context().time(),
				registry.context().offload());
		prepare(store, dataSource, settings);
		cleanup.adopt(store);
		return store;
	}

	@Bean
	@ConditionalOnMissingBean
	JdbcIdempotencyCleanup jdbcIdempotencyCleanup(ResilienceSettings settings) {
		IdempotencyProperties.Jdbc jdbc = settings.globals().idempotency().jdbc();
		return new JdbcIdempotencyCleanup(jdbc.cleanupInterval(), jdbc.cleanupBatch());
	}

	// Prefers the manager that says it is for this database; one that cannot say is
	// asked when it begins a transaction.
	private static @Nullable PlatformTransactionManager transactionsOf(DataSource dataSource,
			ObjectProvider<PlatformTransactionManager> transactions) {
		Stream<PlatformTransactionManager> candidates = transactions.orderedStream();
		PlatformTransactionManager own = candidates
			.filter((candidate) -> candidate instanceof ResourceTransactionManager manager
					&& dataSource.equals(manager.getResourceFactory()))
			.findFirst()
			.orElse(null);
		if (own != null) {
			return own;
		}
		PlatformTransactionManager unique = transactions.getIfUnique();
		boolean otherDatabase = unique instanceof ResourceTransactionManager manager
				&& manager.getResourceFactory() instanceof DataSource;
		return otherDatabase ? null : unique;
	}

	// A database that is down for now does not stop an application that can wait for it.
	private static void prepare(JdbcIdempotencyStore store, DataSource dataSource, ResilienceSettings settings) {
		try {
			checkOrCreate(store, dataSource, settings.globals().idempotency().jdbc());
		}
		catch (StoreUnreachableException ex) {
			logger.warn("The table of the idempotency records could not be checked", ex);
		}
		catch (IllegalStateException ex) {
			if (!isBypassedEverywhere(settings)) {
				throw ex;
			}
			logger.warn("Idempotent methods run without protection: {}", ex.getMessage());
		}
	}

	private static void checkOrCreate(JdbcIdempotencyStore store, DataSource dataSource,
			IdempotencyProperties.Jdbc properties) {
		try {
			store.checkTable();
		}
		catch (IllegalStateException ex) {
			SchemaOptions schema = new SchemaOptions(properties.initializeSchema(), SCRIPTS,
					JdbcIdempotencyOptions.DEFAULT_TABLE_NAME, properties.tableName(), properties.schema(),
					properties.platform());
			if (!new TableSchema(dataSource, schema).initializeDatabase()) {
				throw ex;
			}
			store.checkTable();
		}
	}

	private static boolean isBypassedEverywhere(ResilienceSettings settings) {
		return Stream.concat(settings.instanceNames().stream(), Stream.of(NO_INSTANCE))
			.allMatch((name) -> settings.resolve(name).idempotencyConfig().onStoreError() == OnStoreError.BYPASS);
	}

	/** The scripts are found by name. */
	static final class Scripts implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern(SCRIPTS + "/schema-*.sql");
		}

	}

}
