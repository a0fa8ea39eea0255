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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server from the binaries on the class path, which runs as root as well as
 * for an ordinary user. What it has acknowledged survives {@link #kill9()}, as in
 * production. Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {

	/**
	 * The user that may do everything and needs no password.
	 */
	public static final String USER = "postgres";

	private final AtomicInteger databases = new AtomicInteger();

	private final Path directory = Reaper.get().newDirectory("postgres-");

	private final int port = Ports.free();

	private @Nullable EmbeddedPostgres server;

	private long postmaster;

	private PostgresServer() {
	}

	/**
	 * Return the server that the tests of this JVM share, started when first asked for.
	 * Do not kill it.
	 * @return always the same one
	 */
	public static PostgresServer shared() {
		return Holder.SHARED;
	}

	/**
	 * Starts a server for one test alone.
	 * @return the server, to be closed
	 */
	public static PostgresServer start() {
		PostgresServer server = new PostgresServer();
		server.launch();
		return server;
	}

	/**
	 * Return the port that it listens on at 127.0.0.1, the same after a
	 * {@link #restart()}.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Creates an empty database.
	 * @return its name, unique on this server
	 */
	public String createDatabase() {
		String name = "test" + this.databases.incrementAndGet();
		execute("CREATE DATABASE " + name);
		return name;
	}

	/**
	 * Drops a database together with the connections to it.
	 * @param name the database
	 */
	public void dropDatabase(String name) {
		execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
	}

	/**
	 * Return the URL of a database, without a need for user and password.
	 * @param database the name of the database
	 * @return the URL for JDBC
	 */
	public String jdbcUrl(String database) {
		return jdbcUrl(database, this.port);
	}

	/**
	 * Return the URL of a database when asked through another port, say that of a
	 * {@link TcpProxy}.
	 * @param database the name of the database
	 * @param through the port at 127.0.0.1
	 * @return the URL for JDBC
	 */
	public String jdbcUrl(String database, int through) {
		return "jdbc:postgresql://127.0.0.1:" + through + "/" + database + "?user=" + USER;
	}

	/**
	 * Kills all processes of the server as {@code kill -9} does. Every connection breaks.
	 */
	public synchronized void kill9() {
		EmbeddedPostgres running = this.server;
		if (running == null) {
			return;
		}
		this.server = null;
		ProcessHandle.of(this.postmaster).ifPresent((parent) -> {
			List<ProcessHandle> all = new ArrayList<>(List.of(parent));
			parent.descendants().forEach(all::add);
			Reaper.get().kill(all);
		});
	}

	/**
	 * Starts the server again on the same port and data, where it recovers as after a
	 * crash.
	 */
	public synchronized void restart() {
		kill9();
		launch();
	}

	/**
	 * Stops the server.
	 */
	@Override
	public synchronized void close() {
		EmbeddedPostgres running = this.server;
		if (running != null) {
			this.server = null;
			try {
				running.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			Reaper.get().forget(this.postmaster);
		}
	}

	private synchronized void launch() {
		try {
			// After a kill: held by this JVM for a server that was never closed, and by a
			// process that nobody has
			// collected yet
			Files.deleteIfExists(data().resolve("epg-lock"));
			Files.deleteIfExists(data().resolve("postmaster.pid"));
			Path binaries = Path.of(System.getProperty("java.io.tmpdir"),
					"resilience-postgres-" + System.getProperty("user.name"));
			Files.createDirectories(binaries);
			ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(this.directory.resolve("log").toFile());
			EmbeddedPostgres started = EmbeddedPostgres.builder()
				.setPort(this.port)
				.setDataDirectory(data())
				.setCleanDataDirectory(false)
				.setOverrideWorkingDirectory(binaries.toFile())
				.setPGStartupWait(Waiting.START)
				.setRegisterShutdownHook(false)
				.setOutputRedirector(log)
				.setErrorRedirector(log)
				// The embedding library switches this off: what was committed would be
				// lost by kill9
				.setServerConfig("synchronous_commit", "on")
				// Its lock would be a third thing that outlives a kill
				.setServerConfig("unix_socket_directories", "")
				.start();
			this.server = started;
			// The process that was started has only left the server behind
			this.postmaster = Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).get(0).strip());
			// QUIT ends all at once and still gives the shared memory back
			Reaper.get().register(this.postmaster, "QUIT");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path data() {
		return this.directory.resolve("data");
	}

	private void execute(String statement) {
		EmbeddedPostgres running;
		synchronized (this) {
			running = this.server;
		}
		if (running == null) {
			throw new IllegalStateException("The server is not running");
		}
		try (var connection = running.getPostgresDatabase().getConnection(); var sql = connection.createStatement()) {
			sql.execute(statement);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Cannot " + statement, ex);
		}
	}

	private static final class Holder {

		private static final PostgresServer SHARED = PostgresServer.start();

	}

}
