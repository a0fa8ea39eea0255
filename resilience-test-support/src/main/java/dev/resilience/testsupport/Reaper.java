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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Owns the processes and directories of this JVM's tests and sees to it that none
 * outlives the JVM, however that ends: a small shell waits on a pipe that the operating
 * system closes with the JVM, ends what is still registered and removes the directory in
 * which everything lies. Thread-safe.
 */
final class Reaper {

	private static final String WATCHDOG = """
			trap '' HUP INT TERM
			while read -r line; do :; done
			cd "$1/processes" || exit
			for pid in *; do [ -e "$pid" ] && kill -s "$(cat "$pid")" "$pid" 2>/dev/null; done
			for turn in 1 2 3 4 5 6 7 8 9 10; do
				alive=
				for pid in *; do [ -e "$pid" ] && kill -0 "$pid" 2>/dev/null && alive=yes; done
				[ -z "$alive" ] && break
				sleep 0.2
			done
			for pid in *; do [ -e "$pid" ] && kill -s KILL "$pid" 2>/dev/null; done
			cd / && rm -rf "$1"
			""";

	private final Path directory;

	private final Path processes;

	private final Process watchdog;

	private Reaper() {
		try {
			this.directory = Files.createTempDirectory("resilience-test-");
			// Servers that run as another user must be able to walk through
			Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
			this.processes = Files.createDirectory(this.directory.resolve("processes"));
			this.watchdog = new ProcessBuilder("/bin/sh", "-c", WATCHDOG, "reaper", this.directory.toString())
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Runtime.getRuntime().addShutdownHook(new Thread(this::reap, "test-reaper"));
	}

	/**
	 * Return the reaper of this JVM.
	 * @return always the same one
	 */
	static Reaper get() {
		return Holder.REAPER;
	}

	/**
	 * Makes a directory that is removed when the JVM ends.
	 * @param prefix the beginning of its name
	 * @return a new empty directory
	 */
	Path newDirectory(String prefix) {
		try {
			return Files.createTempDirectory(this.directory, prefix);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Has a process ended when the JVM ends.
	 * @param pid the process
	 * @param signal the signal to end it with, before {@code KILL} follows two seconds
	 * later
	 */
	void register(long pid, String signal) {
		try {
			Files.writeString(this.processes.resolve(Long.toString(pid)), signal);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Forgets a process that has ended: its number may be another's now.
	 * @param pid the process
	 */
	void forget(long pid) {
		try {
			Files.deleteIfExists(this.processes.resolve(Long.toString(pid)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kills processes as {@code kill -9} does, and waits until they are gone.
	 * @param victims the processes, the parent first
	 */
	void kill(List<ProcessHandle> victims) {
		victims.forEach(ProcessHandle::destroyForcibly);
		for (ProcessHandle victim : victims) {
			Waiting.until(() -> ended(victim), Duration.ofSeconds(30),
					() -> "Process " + victim.pid() + " does not end");
			forget(victim.pid());
		}
	}

	// Where nobody collects orphans, a process that has ended stays in the table
	private static boolean ended(ProcessHandle process) {
		if (!process.isAlive()) {
			return true;
		}
		try {
			String state = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
			return state.startsWith(" Z", state.lastIndexOf(')') + 1);
		}
		catch (IOException ex) {
			return !process.isAlive();
		}
	}

	private void reap() {
		try {
			this.watchdog.getOutputStream().close();
			this.watchdog.waitFor(10, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			this.watchdog.destroy();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Holder {

		private static final Reaper REAPER = new Reaper();

	}

}
