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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.TestDatabase;
import dev.resilience.time.SystemTime;

/**
 * An empty database with the table of the records, and stores on it. The time of a store
 * can be that of a table, where it passes only when a test says so.
 */
public final class JdbcStoreFixture implements AutoCloseable {

	private static final String CLOCK = "(SELECT micros FROM test_clock)";

	private static final long START = 1_800_000_000_000_000L;

	private final TestDatabase database;

	private final ExecutorService threads = Executors.newFixedThreadPool(2, (task) -> {
		Thread thread = new Thread(task, "store-poll");
		thread.setDaemon(true);
		return thread;
	});

	private final List<HikariDataSource> pools = new ArrayList<>();

	private JdbcStoreFixture(TestDatabase database) {
		this.database = database;
	}

	/**
	 * Creates a database with an empty table.
	 * @param kind the kind of database
	 * @return the fixture, to be closed
	 */
	public static JdbcStoreFixture create(DatabaseKind kind) {
		TestDatabase database = kind.create();
		JdbcStoreFixture fixture = new JdbcStoreFixture(database);
		database.execute(script(kind).split(";\\s*\\R"));
		database.execute("CREATE TABLE test_clock (micros BIGINT)", "INSERT INTO test_clock VALUES (" + START + ")");
		return fixture;
	}

	/**
	 * Reads the script of a kind of database.
	 * @param kind the kind
	 * @return the statements
	 */
	static String script(DatabaseKind kind) {
		String name = switch (kind) {
			case H2 -> "schema-h2.sql";
			case POSTGRESQL -> "schema-postgresql.sql";
			case MARIADB -> "schema-mariadb.sql";
		};
		try {
			return new ClassPathResource(name, JdbcIdempotencyStore.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the database.
	 * @return the database
	 */
	public TestDatabase database() {
		return this.database;
	}

	/**
	 * Creates a connection pool of another kind than usual.
	 * @param poolSize how many connections at most
	 * @param change what is different
	 * @return a new pool, closed with this fixture
	 */
	public HikariDataSource dataSource(int poolSize, Consumer<HikariDataSource> change) {
		HikariDataSource pool = new HikariDataSource();
		this.database.dataSource(poolSize).copyStateTo(pool);
		change.accept(pool);
		this.pools.add(pool);
		return pool;
	}

	/**
	 * Returns a store whose time passes when {@link #elapse} is called.
	 * @param dataSource the connections
	 * @return a new store
	 */
	public JdbcIdempotencyStore timedStore(DataSource dataSource) {
		return store(dataSource, CLOCK);
	}

	/**
	 * Returns a store that uses the time of the database.
	 * @param dataSource the connections
	 * @return a new store
	 */
	public JdbcIdempotencyStore store(DataSource dataSource) {
		return store(dataSource, null);
	}

	private JdbcIdempotencyStore store(DataSource dataSource, @Nullable String clock) {
		return new JdbcIdempotencyStore(dataSource, null, new JdbcTransactionManager(dataSource),
				JdbcIdempotencyOptions.defaults().withQueryTimeout(Duration.ofSeconds(20)), SystemTime.shared(),
				this.threads, clock);
	}

	/**
	 * Lets time pass for timed stores.
	 * @param duration how much
	 */
	public void elapse(Duration duration) {
		this.database.execute("UPDATE test_clock SET micros = micros + " + duration.toNanos() / 1000);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.pools.forEach(HikariDataSource::close);
		this.database.close();
	}

}
