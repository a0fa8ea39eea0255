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

package dev.resilience.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Starts new JVMs of the kind that runs this one.
 *
 * @param classPath the class path
 * @param options options of the JVM
 */
public record ChildJvm(String classPath, List<String> options) {

	/** So that a program that hangs fails instead of holding everything up. */
	private static final int LIMIT_MINUTES = 10;

	/**
	 * Runs a program to its end.
	 * @param program the class with the main method
	 * @param arguments its arguments
	 * @return what it has printed
	 */
	public String run(Class<?> program, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(this.options);
		command.addAll(List.of("-cp", this.classPath, program.getName()));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			CompletableFuture.runAsync(process::destroyForcibly,
					CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES));
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = process.waitFor();
			if (status != 0) {
				throw new IllegalStateException(program.getName() + " ended with " + status + ":\n" + output);
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

}
