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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server from the binaries on the class path, on 127.0.0.1, which never evicts
 * and keeps nothing on disk. Thread-safe.
 */
public final class RedisServer implements AutoCloseable {

	private static final int SLOTS = 16_384;

	/** A command in one line must not be longer than 64 KiB. */
	private static final int SLOTS_PER_COMMAND = SLOTS / 4;

	private final Path directory = Reaper.get().newDirectory("redis-");

	private final int port = Ports.free();

	private final List<String> options;

	private @Nullable Process server;

	private RedisServer(String... options) {
		this.options = List.of(options);
	}

	/**
	 * Return the server that the tests of this JVM share, started when first asked for.
	 * Do not kill it, and give each test a key prefix of its own.
	 * @return always the same one
	 */
	public static RedisServer shared() {
		return Holder.SHARED;
	}

	/**
	 * Starts a server for one test alone.
	 * @return the server, to be closed
	 */
	public static RedisServer start() {
		RedisServer server = new RedisServer();
		server.launch();
		return server;
	}

	/**
	 * Starts a cluster of one server for one test alone. Like any cluster it refuses a
	 * command or a script that uses keys of different slots.
	 * @return the server, to be closed
	 */
	public static RedisServer startCluster() {
		RedisServer server = new RedisServer("--cluster-enabled", "yes");
		server.launch();
		for (int slot = 0; slot < SLOTS; slot += SLOTS_PER_COMMAND) {
			server.expect("+OK",
					IntStream.range(slot, slot + SLOTS_PER_COMMAND)
						.mapToObj(Integer::toString)
						.collect(Collectors.joining(" ", "CLUSTER ADDSLOTS ", "")));
		}
		Waiting.until(() -> server.command("SET ready 1").equals("+OK"), Waiting.START,
				() -> "Redis does not form a cluster on port " + server.port);
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
	 * Kills the server as {@code kill -9} does. Every connection breaks.
	 */
	public synchronized void kill9() {
		Process running = this.server;
		if (running != null) {
			this.server = null;
			Reaper.get().kill(List.of(running.toHandle()));
		}
	}

	/**
	 * Starts the server again on the same port, with nothing in it.
	 */
	public synchronized void restart() {
		kill9();
		launch();
	}

	/**
	 * Deletes all keys.
	 */
	public void flushAll() {
		expect("+OK", "FLUSHALL");
	}

	private void expect(String expected, String command) {
		String reply = command(command);
		if (!expected.equals(reply)) {
			throw new IllegalStateException(command.split(" ")[0] + " was answered by " + reply);
		}
	}

	/**
	 * Sends one command.
	 * @param command the command and its arguments, separated by blanks
	 * @return the first line of the reply with its type sign, say {@code +OK} or
	 * {@code :1}
	 */
	public String command(String command) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
			String reply = reader.readLine();
			if (reply == null) {
				throw new IOException("Closed without a reply");
			}
			return reply;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stops the server.
	 */
	@Override
	public void close() {
		kill9();
	}

	private synchronized void launch() {
		try {
			String executable = ExecutableProvider.newJarResourceProvider(this.directory.toFile())
				.get()
				.getAbsolutePath();
			List<String> command = new ArrayList<>(List.of(executable, "--port", Integer.toString(this.port), "--bind",
					"127.0.0.1", "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"));
			command.addAll(this.options);
			Process started = new ProcessBuilder(command).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("log").toFile()))
				.start();
			Reaper.get().register(started.pid(), "KILL");
			this.server = started;
			Waiting.until(() -> !started.isAlive() || answers(), Waiting.START,
					() -> "Redis does not answer on port " + this.port);
			if (!started.isAlive()) {
				throw new IllegalStateException("Redis has ended, see " + this.directory.resolve("log"));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean answers() {
		try {
			return "+PONG".equals(command("PING"));
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	private static final class Holder {

		private static final RedisServer SHARED = RedisServer.start();

	}

}
