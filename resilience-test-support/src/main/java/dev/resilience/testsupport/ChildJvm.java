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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JVM of its own that a test starts, kills and stops in mid-motion. It ends at the
 * latest with this JVM. Thread-safe.
 */
public final class ChildJvm implements AutoCloseable {

	private static final int TAIL = 60;

	private final Process process;

	private final Thread reader;

	private final List<String> output = new ArrayList<>();

	private ChildJvm(Process process) {
		this.process = process;
		Reaper.get().register(process.pid(), "KILL");
		this.reader = new Thread(this::read, "child-jvm-" + process.pid());
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * Prepares a JVM that runs a class on the class path of this JVM.
	 * @param main the class with the main method
	 * @return what can still be added to the command
	 */
	public static ChildJvmBuilder of(Class<?> main) {
		return new ChildJvmBuilder("-cp", System.getProperty("java.class.path"), main.getName());
	}

	/**
	 * Prepares a JVM that runs an executable jar.
	 * @param jar the jar
	 * @return what can still be added to the command
	 */
	public static ChildJvmBuilder of(Path jar) {
		return new ChildJvmBuilder("-jar", jar.toString());
	}

	/**
	 * Starts a process.
	 * @param builder the command
	 * @return the running JVM
	 */
	static ChildJvm start(ProcessBuilder builder) {
		try {
			return new ChildJvm(builder.redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the number of the process.
	 * @return the number
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return whether it still runs, be it stopped or not.
	 * @return whether it does
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Return what it has written so far to both its outputs.
	 * @return the lines, a copy
	 */
	public List<String> output() {
		synchronized (this.output) {
			return List.copyOf(this.output);
		}
	}

	/**
	 * Waits for a line in its output, which may have been written already.
	 * @param regex what to find in the line
	 * @param deadline how long to wait at most
	 * @return the match, for its groups
	 * @throws IllegalStateException when the deadline passes or the JVM ends without such
	 * a line
	 */
	public Matcher awaitLine(String regex, Duration deadline) {
		Pattern pattern = Pattern.compile(regex);
		CompletableFuture<Matcher> found = new CompletableFuture<>();
		Waiting.until(() -> {
			boolean ended = !this.reader.isAlive();
			find(pattern).ifPresent(found::complete);
			return found.isDone() || ended;
		}, deadline, () -> "No line with " + regex + " in " + deadline + tail());
		if (!found.isDone()) {
			throw new IllegalStateException("It has ended without a line with " + regex + tail());
		}
		return found.join();
	}

	/**
	 * Waits until a URL is answered by a status below 300.
	 * @param url the URL
	 * @param deadline how long to wait at most
	 * @throws IllegalStateException when the deadline passes or the JVM ends before
	 */
	public void awaitUrl(URI url, Duration deadline) {
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
		Waiting.until(() -> !isAlive() || answers(client, request), deadline,
				() -> url + " does not answer in " + deadline + tail());
		if (!isAlive()) {
			throw new IllegalStateException("It has ended before " + url + " answered" + tail());
		}
	}

	/**
	 * Ends it as {@code kill -9} does, even when it is stopped: nothing in it runs any
	 * more when this returns.
	 */
	public void kill9() {
		this.process.destroyForcibly();
		awaitExit(Duration.ofSeconds(30));
	}

	/**
	 * Stops all its threads where they are, until {@link #sigcont()}.
	 */
	public void sigstop() {
		signal("STOP");
		Waiting.until(() -> state() == 'T', Duration.ofSeconds(10), () -> "It does not stop" + tail());
	}

	/**
	 * Has all its threads go on.
	 */
	public void sigcont() {
		signal("CONT");
	}

	/**
	 * Asks it to shut down in order.
	 */
	public void sigterm() {
		signal("TERM");
	}

	/**
	 * Waits until it has ended by itself.
	 * @param deadline how long to wait at most
	 * @return its exit status, 143 after {@link #sigterm()}
	 * @throws IllegalStateException when the deadline passes
	 */
	public int awaitExit(Duration deadline) {
		try {
			if (!this.process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException("It does not end in " + deadline + tail());
			}
			Reaper.get().forget(pid());
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the end of a JVM", ex);
		}
	}

	/**
	 * Kills it if it still runs.
	 */
	@Override
	public void close() {
		kill9();
	}

	private void signal(String name) {
		try {
			int status = new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pid()).inheritIO()
				.start()
				.waitFor();
			if (status != 0) {
				throw new IllegalStateException("Cannot send " + name + " to a JVM that has ended" + tail());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while sending " + name, ex);
		}
	}

	// One letter after the name in parentheses; a JVM counts as stopped when all its
	// threads are
	private char state() {
		try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
			return threads.map((thread) -> read(thread.resolve("stat")))
				.map((stat) -> stat.charAt(stat.lastIndexOf(')') + 2))
				.filter((state) -> state != 'T')
				.findFirst()
				.orElse('T');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return "() T";
		}
	}

	private Optional<Matcher> find(Pattern pattern) {
		return output().stream().map(pattern::matcher).filter(Matcher::find).findFirst();
	}

	private static boolean answers(HttpClient client, HttpRequest request) {
		try {
			return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 300;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				synchronized (this.output) {
					this.output.add(line);
				}
			}
		}
		catch (IOException ex) {
			synchronized (this.output) {
				this.output.add("(output lost: " + ex + ")");
			}
		}
	}

	private String tail() {
		List<String> lines = output();
		return "; its output ended with\n"
				+ String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
	}

}
