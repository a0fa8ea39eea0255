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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command of a {@link ChildJvm}. Not thread-safe.
 */
public final class ChildJvmBuilder {

	private final List<String> program;

	private final List<String> options = new ArrayList<>(
			List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Xshare:auto"));

	private final List<String> arguments = new ArrayList<>();

	private final Map<String, String> environment = new TreeMap<>();

	ChildJvmBuilder(String... program) {
		this.program = List.of(program);
	}

	/**
	 * Adds an option of the JVM; a later one wins over an earlier one and over the small
	 * heap that is the default.
	 * @param option the option, say {@code -Xmx1g}
	 * @return this
	 */
	public ChildJvmBuilder option(String option) {
		this.options.add(option);
		return this;
	}

	/**
	 * Sets a system property.
	 * @param name its name
	 * @param value its value
	 * @return this
	 */
	public ChildJvmBuilder systemProperty(String name, Object value) {
		return option("-D" + name + "=" + value);
	}

	/**
	 * Adds arguments of the main method.
	 * @param more the arguments
	 * @return this
	 */
	public ChildJvmBuilder arguments(String... more) {
		this.arguments.addAll(List.of(more));
		return this;
	}

	/**
	 * Adds an argument as Spring Boot reads it, {@code --name=value}.
	 * @param name the name of the property
	 * @param value its value
	 * @return this
	 */
	public ChildJvmBuilder property(String name, Object value) {
		return arguments("--" + name + "=" + value);
	}

	/**
	 * Sets an environment variable.
	 * @param name its name
	 * @param value its value
	 * @return this
	 */
	public ChildJvmBuilder environment(String name, String value) {
		this.environment.put(name, value);
		return this;
	}

	/**
	 * Starts the JVM.
	 * @return the JVM, which may not have got to its main method yet
	 */
	public ChildJvm start() {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(this.options);
		command.addAll(this.program);
		command.addAll(this.arguments);
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().putAll(this.environment);
		return ChildJvm.start(builder);
	}

}
