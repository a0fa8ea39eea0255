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

package dev.resilience.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * An empty database of one test or test class. Closing it closes the pools that it has
 * given out and drops it. Thread-safe.
 */
public final class TestDatabase implements AutoCloseable {

	private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

	private final DatabaseKind kind;

	private final int port;

	private final IntFunction<String> urls;

	private final @Nullable String username;

	private final @Nullable String password;

	private final Consumer<TestDatabase> drop;

	private final List<HikariDataSource> pools = new CopyOnWriteArrayList<>();

	TestDatabase(DatabaseKind kind, int port, IntFunction<String> urls, @Nullable String username,
			@Nullable String password, Consumer<TestDatabase> drop) {
		this.kind = kind;
		this.port = port;
		this.urls = urls;
		this.username = username;
		this.password = password;
		this.drop = drop;
	}

	/**
	 * Return what kind of database it is.
	 * @return the kind
	 */
	public DatabaseKind kind() {
		return this.kind;
	}

	/**
	 * Return the name of the product.
	 * @return the name
	 */
	public String name() {
		return this.kind.toString();
	}

	/**
	 * Return the URL of the database.
	 * @return the URL for JDBC
	 */
	public String jdbcUrl() {
		return this.urls.apply(this.port);
	}

	/**
	 * Return the URL of the database when asked through another port, say that of a
	 * {@link TcpProxy}.
	 * @param through the port at 127.0.0.1
	 * @return the URL for JDBC
	 */
	public String jdbcUrl(int through) {
		port();
		return this.urls.apply(through);
	}

	/**
	 * Return the port of the server.
	 * @return the port
	 * @throws IllegalStateException when the database is in this JVM
	 */
	public int port() {
		if (this.port == 0) {
			throw new IllegalStateException(this.kind + " has no port here");
		}
		return this.port;
	}

	/**
	 * Return the user to log in with.
	 * @return the name, null when the URL says it
	 */
	public @Nullable String username() {
		return this.username;
	}

	/**
	 * Return the password to log in with.
	 * @return the password, null when the URL says it
	 */
	public @Nullable String password() {
		return this.password;
	}

	/**
	 * Creates a connection pool, which waits ten seconds for a free connection.
	 * @param poolSize how many connections at most, opened when needed
	 * @return a new pool, closed with this database
	 */
	public HikariDataSource dataSource(int poolSize) {
		return pool(jdbcUrl(), poolSize);
	}

	/**
	 * Creates a connection pool through another port, say that of a {@link TcpProxy}.
	 * @param poolSize how many connections at most, opened when needed
	 * @param through the port at 127.0.0.1
	 * @return a new pool, closed with this database
	 */
	public HikariDataSource dataSource(int poolSize, int through) {
		return pool(jdbcUrl(through), poolSize);
	}

	/**
	 * Opens a connection past all pools and proxies.
	 * @return the connection, to be closed
	 * @throws SQLException if the server does not answer
	 */
	public Connection adminConnection() throws SQLException {
		return (this.username != null) ? DriverManager.getConnection(jdbcUrl(), this.username, this.password)
				: DriverManager.getConnection(jdbcUrl());
	}

	/**
	 * Executes statements past all pools and proxies.
	 * @param statements one after the other
	 * @throws IllegalStateException if one fails
	 */
	public void execute(String... statements) {
		try (Connection connection = adminConnection(); Statement sql = connection.createStatement()) {
			for (String statement : statements) {
				sql.execute(statement);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Cannot execute " + String.join("; ", statements), ex);
		}
	}

	/**
	 * Asks for one number past all pools and proxies.
	 * @param query a query of one row and column
	 * @return the number
	 * @throws IllegalStateException if the query fails or has no row
	 */
	public long count(String query) {
		try (Connection connection = adminConnection();
				Statement sql = connection.createStatement();
				var rows = sql.executeQuery(query)) {
			if (!rows.next()) {
				throw new IllegalStateException("No row: " + query);
			}
			return rows.getLong(1);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Cannot ask " + query, ex);
		}
	}

	/**
	 * Closes the pools and drops the database.
	 */
	@Override
	public void close() {
		this.pools.forEach(HikariDataSource::close);
		this.drop.accept(this);
	}

	@Override
	public String toString() {
		return name();
	}

	private HikariDataSource pool(String url, int size) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setUsername(this.username);
		config.setPassword(this.password);
		config.setMaximumPoolSize(size);
		config.setMinimumIdle(0);
		config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
		config.setInitializationFailTimeout(-1);
		HikariDataSource pool = new HikariDataSource(config);
		this.pools.add(pool);
		return pool;
	}

}
