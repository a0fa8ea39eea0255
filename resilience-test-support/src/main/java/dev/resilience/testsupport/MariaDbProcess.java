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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server of our own, run from the installed package with a data directory that
 * is removed with the JVM. Thread-safe.
 */
final class MariaDbProcess {

	private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

	private final Path directory = Reaper.get().newDirectory("mariadb-");

	private final int port = Ports.free();

	private @Nullable Process server;

	private MariaDbProcess() {
	}

	/**
	 * Return whether the package is installed.
	 * @return whether server and installer are found
	 */
	static boolean installed() {
		return find("mariadbd", "mysqld").isPresent() && find("mariadb-install-db", "mysql_install_db").isPresent();
	}

	/**
	 * Makes a data directory and starts a server on it.
	 * @return the server, which answers
	 */
	static MariaDbProcess start() {
		MariaDbProcess process = new MariaDbProcess();
		process.install();
		process.launch();
		return process;
	}

	/**
	 * Return the port at 127.0.0.1.
	 * @return the port
	 */
	int port() {
		return this.port;
	}

	/**
	 * Kills the server as {@code kill -9} does.
	 */
	synchronized void kill9() {
		Process running = this.server;
		if (running != null) {
			this.server = null;
			Reaper.get().kill(List.of(running.toHandle()));
		}
	}

	/**
	 * Starts the server again on the same port and data.
	 */
	synchronized void restart() {
		kill9();
		launch();
	}

	private void install() {
		try {
			// The server does not run as root: its user must be able to write here
			Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
			List<String> command = command("mariadb-install-db", "mysql_install_db");
			command.add("--auth-root-authentication-method=normal");
			command.add("--skip-test-db");
			Process installer = builder(command).start();
			Reaper.get().register(installer.pid(), "KILL");
			int status = installer.waitFor();
			Reaper.get().forget(installer.pid());
			if (status != 0) {
				throw new IllegalStateException("Cannot make a data directory for MariaDB: " + log());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while making a data directory for MariaDB", ex);
		}
	}

	private synchronized void launch() {
		try {
			List<String> command = command("mariadbd", "mysqld");
			command.add("--socket=" + this.directory.resolve("socket"));
			command.add("--pid-file=" + this.directory.resolve("pid"));
			command.add("--bind-address=127.0.0.1");
			command.add("--port=" + this.port);
			command.add("--skip-name-resolve");
			command.add("--character-set-server=utf8mb4");
			// What distributions configure, which takes Key-A and key-a for the same
			command.add("--collation-server=utf8mb4_general_ci");
			Process started = builder(command).start();
			Reaper.get().register(started.pid(), "KILL");
			this.server = started;
			Waiting.until(() -> !started.isAlive() || answers(), Waiting.START,
					() -> "MariaDB does not answer on port " + this.port);
			if (!started.isAlive()) {
				throw new IllegalStateException("MariaDB has ended: " + log());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<String> command(String... names) {
		List<String> command = new ArrayList<>();
		command.add(find(names).orElseThrow(() -> new IllegalStateException(MariaDbAbsence.MESSAGE)).toString());
		command.add("--no-defaults");
		command.add("--datadir=" + this.directory.resolve("data"));
		if (ROOT) {
			command.add("--user=mysql");
		}
		return command;
	}

	private ProcessBuilder builder(List<String> command) {
		return new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("log").toFile()));
	}

	private boolean answers() {
		try (var connection = DriverManager.getConnection(MariaDbAddress.local(this.port).jdbcUrl(""))) {
			return connection.isValid(1);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private String log() throws IOException {
		return Files.readString(this.directory.resolve("log"));
	}

	// Distributions put the server where ordinary users do not look
	private static Optional<Path> find(String... names) {
		List<String> directories = new ArrayList<>(
				List.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)));
		directories.addAll(List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"));
		return Stream.of(names)
			.flatMap((name) -> directories.stream().map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
