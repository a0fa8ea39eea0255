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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * Writes the page about performance from the results of a run.
 */
public final class PerformanceReport {

	private PerformanceReport() {
	}

	/**
	 * Writes the page.
	 * @param args the directory of the results, and the file to write
	 * @throws IOException if either cannot be used
	 */
	public static void main(String[] args) throws IOException {
		if (args.length != 2) {
			throw new IllegalArgumentException("Two arguments are needed: directory of the results, file to write");
		}
		List<String> unexplained = write(Path.of(args[0]), Path.of(args[1]));
		System.out.println("Written: " + args[1]);
		if (!unexplained.isEmpty()) {
			System.out.println("Missed without a reason in reasons.properties: " + String.join(", ", unexplained));
		}
	}

	/**
	 * Writes the page.
	 * @param results the directory of the results
	 * @param page the file to write
	 * @return the goals that are missed without a reason
	 * @throws IOException if either cannot be used
	 */
	static List<String> write(Path results, Path page) throws IOException {
		PerformancePage rendered = new PerformancePage(Results.read(results), Machine.here(), LocalDate.now(),
				Libraries.load("reasons.properties"));
		Files.writeString(page, rendered.render(template()));
		return rendered.unexplained();
	}

	private static String template() throws IOException {
		try (InputStream resource = PerformanceReport.class.getResourceAsStream("performance.md")) {
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
