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
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The libraries in the comparison, as they are called on the page, and their versions.
 */
final class Libraries {

	private static final Map<String, String> NAMES = Map.ofEntries(Map.entry(Results.OURS, "**ours**"),
			Map.entry("bucket4j", "Bucket4j"), Map.entry("bucket4jNanos", "Bucket4j (nanosecond clock)"),
			Map.entry("failsafe", "Failsafe"), Map.entry("failsafeSmooth", "Failsafe (smooth)"),
			Map.entry("guava", "Guava"), Map.entry("jdk", "JDK"), Map.entry("netflix", "Netflix concurrency-limits"),
			Map.entry("resilience4j", "resilience4j"),
			Map.entry("resilience4jLockFree", "resilience4j (lock-free window)"), Map.entry("sentinel", "Sentinel"),
			Map.entry("smallrye", "SmallRye"), Map.entry("spring", "Spring"));

	/** What is no library but stands for the least that anybody could do. */
	private static final Map<Measurement.Call, String> REFERENCES = Map.of(
			new Measurement.Call("AnnotatedCall.emptyInterceptor", "spring"), "the empty interceptor",
			new Measurement.Call("Bulkhead.call", "jdk"), "the JDK's semaphore",
			new Measurement.Call("Timeout.call", "jdk"), "the JDK's scheduler");

	private Libraries() {
	}

	/**
	 * Returns the name of a library.
	 * @param library how benchmarks call it
	 * @return the name, or the same for one that has no other
	 */
	static String name(String library) {
		return NAMES.getOrDefault(library, library);
	}

	/**
	 * Returns the name of a library, or of what is measured in its place.
	 * @param call what was called, in which library
	 * @return the name
	 */
	static String name(Measurement.Call call) {
		return REFERENCES.getOrDefault(call, name(call.library()));
	}

	/**
	 * Returns the versions that the build put on the class path.
	 * @return versions by library, sorted
	 */
	static Map<String, String> versions() {
		Properties properties = load("versions.properties");
		Map<String, String> versions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		properties
			.forEach((library, version) -> versions.put(library.toString().replace('_', ' '), version.toString()));
		return versions;
	}

	/**
	 * Loads properties that are kept beside this class.
	 * @param name the name of the resource
	 * @return the properties
	 */
	static Properties load(String name) {
		Properties properties = new Properties();
		try (Reader resource = new InputStreamReader(Libraries.class.getResourceAsStream(name),
				StandardCharsets.UTF_8)) {
			properties.load(resource);
		}
		catch (IOException ex) {
			throw new IllegalStateException("No resource " + name, ex);
		}
		return properties;
	}

}
