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
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.benchmarks.MeasuredValue;

/**
 * The results in a directory: what JMH wrote to files named {@code jmh-*.json}, and what
 * other measurements wrote to files of any other name that end in {@code .json}. What was
 * measured twice counts as measured last.
 */
final class Results {

	/** The name of our library in the names of benchmarks. */
	static final String OURS = "ours";

	private static final String ALLOCATION = "gc.alloc.rate.norm";

	private final JsonMapper mapper = new JsonMapper();

	private final Map<String, Measurement> measurements = new TreeMap<>();

	private final Map<String, MeasuredValue> values = new LinkedHashMap<>();

	private String run = "";

	private Results() {
	}

	/**
	 * Reads a directory.
	 * @param directory the directory
	 * @return the results
	 * @throws IOException if it cannot be read
	 */
	static Results read(Path directory) throws IOException {
		Results results = new Results();
		List<Path> files = new ArrayList<>();
		try (Stream<Path> found = Files.list(directory)) {
			found.filter((file) -> file.toString().endsWith(".json")).forEach(files::add);
		}
		Map<Path, Long> changed = new TreeMap<>();
		for (Path file : files) {
			changed.put(file, Files.getLastModifiedTime(file).toMillis());
		}
		files.sort(Comparator.<Path, Long>comparing(changed::get).thenComparing(Comparator.naturalOrder()));
		for (Path file : files) {
			results.add(file);
		}
		return results;
	}

	private void add(Path file) {
		JsonNode entries = this.mapper.readTree(file.toFile());
		boolean fromJmh = file.getFileName().toString().startsWith("jmh-");
		for (JsonNode entry : entries) {
			if (fromJmh) {
				addBenchmark(entry);
			}
			else {
				MeasuredValue value = new MeasuredValue(entry.get("name").stringValue(),
						entry.get("value").doubleValue(), entry.get("unit").stringValue());
				this.values.put(value.name(), value);
			}
		}
	}

	private void addBenchmark(JsonNode entry) {
		JsonNode metric = entry.get("primaryMetric");
		if (!"ns/op".equals(metric.get("scoreUnit").stringValue())) {
			throw new IllegalArgumentException("Not in nanoseconds per call: " + entry.get("benchmark"));
		}
		Measurement measurement = new Measurement(Measurement.Call.of(entry.get("benchmark").stringValue()),
				entry.get("threads").intValue(), number(metric.get("score")), number(metric.get("scoreError")),
				number(entry.path("secondaryMetrics").path(ALLOCATION).path("score")));
		this.measurements.put(key(measurement.call(), measurement.threads()), measurement);
		this.run = String.format("JDK %s (%s %s); forks: %s, each %s × %s of warm-up and %s × %s measured",
				entry.get("jdkVersion").stringValue(), entry.get("vmName").stringValue(),
				entry.get("vmVersion").stringValue(), entry.get("forks"), entry.get("warmupIterations"),
				entry.get("warmupTime").stringValue(), entry.get("measurementIterations"),
				entry.get("measurementTime").stringValue());
	}

	// JMH writes what is not a number as a string
	private static double number(JsonNode node) {
		return node.isNumber() ? node.doubleValue() : Double.NaN;
	}

	private static String key(Measurement.Call call, int threads) {
		return call.name() + ' ' + call.library() + ' ' + threads;
	}

	/**
	 * Finds what a benchmark measured.
	 * @param name the case
	 * @param library the library
	 * @param threads the number of threads
	 * @return the measurement, if there is one
	 */
	Optional<Measurement> find(String name, String library, int threads) {
		return Optional.ofNullable(this.measurements.get(key(new Measurement.Call(name, library), threads)));
	}

	/**
	 * Finds the fastest of all peers.
	 * @param names the cases in which peers are looked for
	 * @param threads the number of threads
	 * @return the fastest, if there is any
	 */
	Optional<Measurement> fastestPeer(Collection<String> names, int threads) {
		return this.measurements.values()
			.stream()
			.filter((measurement) -> measurement.threads() == threads)
			.filter((measurement) -> !measurement.call().isOurs() && names.contains(measurement.call().name()))
			.min(Comparator.comparingDouble(Measurement::nanos));
	}

	/**
	 * Finds what was measured outside JMH.
	 * @param name the name of the value
	 * @return the value, if there is one
	 */
	Optional<MeasuredValue> value(String name) {
		return Optional.ofNullable(this.values.get(name));
	}

	/**
	 * Returns everything that JMH measured, by case and library.
	 * @return the measurements
	 */
	Collection<Measurement> measurements() {
		return this.measurements.values();
	}

	/**
	 * Returns everything that was measured outside JMH.
	 * @return the values
	 */
	Collection<MeasuredValue> values() {
		return this.values.values();
	}

	/**
	 * Says how the benchmarks were run.
	 * @return the JVM and the sizes of the run
	 */
	String run() {
		return this.run;
	}

}
