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

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A MariaDB server: one that runs already and is named by the system property
 * {@code test.mariadb.url} or the environment variable {@code TEST_MARIADB_URL},
 * otherwise one of its own from the {@code mariadbd} that is installed. Where there is
 * neither, tests that ask for one are skipped and the build says so at its end; with the
 * system property {@code mariadb.required} they fail. Texts compare without regard to
 * case, as by the server's default. Thread-safe.
 */
public final class MariaDbServer implements AutoCloseable {

	private final MariaDbAddress address;

	private final @Nullable MariaDbProcess process;

	private MariaDbServer(MariaDbAddress address, @Nullable MariaDbProcess process) {
		this.address = address;
		this.process = process;
	}

	/**
	 * Return whether tests can have a server.
	 * @return whether one is named or installed
	 */
	public static boolean available() {
		return MariaDbAddress.named().isPresent() || MariaDbProcess.installed();
	}

	/**
	 * Return the server that the tests of this JVM share, started when first asked for.
	 * Do not kill it.
	 * @return always the same one
	 * @throws org.opentest4j.TestAbortedException when there is none
	 */
	public static MariaDbServer shared() {
		require(available());
		return Holder.SHARED;
	}

	/**
	 * Starts a server for one test alone, which can be killed.
	 * @return the server, to be closed
	 * @throws org.opentest4j.TestAbortedException when none is installed
	 */
	public static MariaDbServer start() {
		require(MariaDbProcess.installed());
		MariaDbProcess process = MariaDbProcess.start();
		return new MariaDbServer(MariaDbAddress.local(process.port()), process);
	}

	/**
	 * Return the port that it listens on, the same after a {@link #restart()}.
	 * @return the port
	 */
	public int port() {
		return this.address.port();
	}

	/**
	 * Return the host that it listens on.
	 * @return the name or address
	 */
	public String host() {
		return this.address.host();
	}

	/**
	 * Creates an empty database in which texts compare without regard to case.
	 * @return its name, unique on this server
	 */
	public String createDatabase() {
		String name = "resilience_" + UUID.randomUUID().toString().replace('-', '_');
		execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
		return name;
	}

	/**
	 * Drops a database.
	 * @param name the database
	 */
	public void dropDatabase(String name) {
		execute("DROP DATABASE IF EXISTS " + name);
	}

	/**
	 * Return the URL of a database with user and password in it.
	 * @param database the name of the database
	 * @return the URL for JDBC
	 */
	public String jdbcUrl(String database) {
		return this.address.jdbcUrl(database);
	}

	/**
	 * Return the URL of a database when asked through another port, say that of a
	 * {@link TcpProxy}.
	 * @param database the name of the database
	 * @param through the port at 127.0.0.1
	 * @return the URL for JDBC
	 */
	public String jdbcUrl(String database, int through) {
		return this.address.at("127.0.0.1", through).jdbcUrl(database);
	}

	/**
	 * Kills the server as {@code kill -9} does. Every connection breaks.
	 * @throws IllegalStateException when it is not a server of its own
	 */
	public void kill9() {
		own().kill9();
	}

	/**
	 * Starts the server again on the same port and data, where it recovers as after a
	 * crash.
	 * @throws IllegalStateException when it is not a server of its own
	 */
	public void restart() {
		own().restart();
	}

	/**
	 * Stops the server if it is one of its own.
	 */
	@Override
	public void close() {
		if (this.process != null) {
			this.process.kill9();
		}
	}

	private MariaDbProcess own() {
		if (this.process == null) {
			throw new IllegalStateException("A server that was running already is not ours to kill");
		}
		return this.process;
	}

	private void execute(String statement) {
		try (var connection = DriverManager.getConnection(this.address.jdbcUrl(""));
				var sql = connection.createStatement()) {
			sql.execute(statement);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Cannot " + statement, ex);
		}
	}

	private static void require(boolean available) {
		if (!available) {
			MariaDbAbsence.report();
			Assumptions.abort(MariaDbAbsence.MESSAGE);
		}
		MariaDbAbsence.withdraw();
	}

	private static final class Holder {

		private static final MariaDbServer SHARED = shared();

		private static MariaDbServer shared() {
			Optional<MariaDbAddress> named = MariaDbAddress.named();
			return named.isPresent() ? new MariaDbServer(named.get(), null) : MariaDbServer.start();
		}

	}

}
