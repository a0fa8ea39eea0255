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

package dev.resilience.benchmarks.heap;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Bytes of living objects by class, as the JVM counts them after a collection. Unlike the
 * used heap they contain neither dead objects nor what threads have reserved.
 *
 * @param bytes bytes by class name
 */
record ClassHistogram(Map<String, Long> bytes) {

	private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

	/**
	 * Collects garbage and counts what is left.
	 * @return what is alive
	 */
	static ClassHistogram take() {
		try {
			Object[] arguments = { new String[0] };
			String text = (String) ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram", arguments,
						new String[] { String[].class.getName() });
			Map<String, Long> bytes = new TreeMap<>();
			for (String line : text.split("\n")) {
				Matcher row = ROW.matcher(line);
				if (row.matches()) {
					bytes.merge(row.group(3), Long.parseLong(row.group(2)), Long::sum);
				}
			}
			return new ClassHistogram(bytes);
		}
		catch (JMException ex) {
			throw new IllegalStateException("This JVM has no class histogram", ex);
		}
	}

	/**
	 * Returns the bytes of all classes.
	 * @return the sum
	 */
	long total() {
		return this.bytes.values().stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * Describes what has been added.
	 * @param before what was there before
	 * @param count the number of instances that were added
	 * @return lines of bytes per instance and class, largest first
	 */
	List<String> growth(ClassHistogram before, int count) {
		Map<String, Double> perInstance = new TreeMap<>();
		this.bytes.forEach(
				(name, size) -> perInstance.put(name, (size - before.bytes.getOrDefault(name, 0L)) / (double) count));
		return perInstance.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() >= 0.5)
			.sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
			.map((entry) -> String.format(Locale.ROOT, "  %7.1f B %s", entry.getValue(), entry.getKey()))
			.toList();
	}

}
