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

package dev.resilience.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine of a run.
 *
 * @param processor the model of the processor
 * @param processors how many of them the JVM may use
 * @param memory the memory
 * @param system the operating system
 */
record Machine(String processor, int processors, String memory, String system) {

	private static final String UNKNOWN = "unknown";

	/**
	 * Looks at this machine, as far as Linux tells; elsewhere some of it stays unknown.
	 * @return the machine
	 */
	static Machine here() {
		String memory = line(Path.of("/proc/meminfo"), "MemTotal").map(Machine::gibibytes).orElse(UNKNOWN);
		return new Machine(line(Path.of("/proc/cpuinfo"), "model name").orElse(UNKNOWN),
				Runtime.getRuntime().availableProcessors(), memory, System.getProperty("os.name") + " "
						+ System.getProperty("os.version") + ", " + System.getProperty("os.arch"));
	}

	private static Optional<String> line(Path file, String key) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.filter((line) -> line.startsWith(key))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static String gibibytes(String kibibytes) {
		double amount = Double.parseDouble(kibibytes.replace("kB", "").strip());
		return String.format(Locale.ROOT, "%.1f GiB", amount / 1024 / 1024);
	}

}
