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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file of results in the form in which JMH writes it, as far as it is read.
 */
final class JmhFile {

	private final List<String> entries = new ArrayList<>();

	JmhFile add(String topic, String method, int threads, double nanos, double bytes) {
		this.entries.add(String.format(Locale.ROOT, """
				{
				  "benchmark": "dev.resilience.benchmarks.%sBenchmark.%s",
				  "threads": %d, "forks": 2, "jdkVersion": "25", "vmName": "VM", "vmVersion": "25+36",
				  "warmupIterations": 3, "warmupTime": "1 s", "measurementIterations": 5, "measurementTime": "2 s",
				  "primaryMetric": { "score": %s, "scoreError": "NaN", "scoreUnit": "ns/op" },
				  "secondaryMetrics": { "gc.alloc.rate.norm": { "score": %s } }
				}""", topic, method, threads, nanos, Double.isNaN(bytes) ? "\"NaN\"" : Double.toString(bytes)));
		return this;
	}

	void write(Path file) throws IOException {
		Files.writeString(file, "[" + String.join(",", this.entries) + "]");
	}

	Results read(Path directory) throws IOException {
		write(directory.resolve("jmh-results.json"));
		return Results.read(directory);
	}

}
