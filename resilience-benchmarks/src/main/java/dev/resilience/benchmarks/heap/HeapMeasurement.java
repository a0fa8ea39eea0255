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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.resilience.benchmarks.ChildJvm;
import dev.resilience.benchmarks.MeasuredValue;

/**
 * Measures what one instance holds of the heap: all living objects with 100,000 instances
 * and without them, divided by their number. Names are not counted, nor is what instances
 * share.
 *
 * <p>
 * Arguments, all optional: {@code --count=100000}, {@code --cases=resilience.breaker},
 * {@code --output=target/results/heap.json}.
 */
public final class HeapMeasurement {

	private static final Pattern LINE = Pattern.compile("heap untouched=(\\S+) used=(\\S+) threads=(\\S+)");

	private HeapMeasurement() {
	}

	/**
	 * Measures, prints and writes the results.
	 * @param args see above
	 */
	public static void main(String[] args) {
		int count = 100_000;
		List<HeapCase> cases = List.of(HeapCase.values());
		Path output = Path.of("target", "results", "heap.json");
		for (String arg : args) {
			String value = arg.substring(arg.indexOf('=') + 1);
			switch (arg.substring(0, Math.max(0, arg.indexOf('=')))) {
				case "--count" -> count = Integer.parseInt(value);
				case "--cases" -> cases = Arrays.stream(value.split(",")).map(HeapCase::of).toList();
				case "--output" -> output = Path.of(value);
				default -> throw new IllegalArgumentException("Unknown argument: " + arg);
			}
		}
		MeasuredValue.write(output, measure(cases, count));
	}

	/**
	 * Measures cases.
	 * @param cases the cases
	 * @param count how many instances are made of each
	 * @return bytes per instance: untouched, after traffic of one thread, and after
	 * traffic of four more that still live
	 */
	static List<MeasuredValue> measure(List<HeapCase> cases, int count) {
		ChildJvm jvm = new ChildJvm(System.getProperty("java.class.path"),
				List.of("-Xms1536m", "-Xmx1536m", "-XX:+UseSerialGC", "-XX:MarkSweepDeadRatio=0", "-Xlog:disable"));
		List<MeasuredValue> values = new ArrayList<>();
		for (HeapCase subject : cases) {
			String output = jvm.run(HeapProbe.class, subject.label(), Integer.toString(count));
			Matcher line = LINE.matcher(output);
			if (!line.find()) {
				throw new IllegalStateException("Not measured: " + subject + "\n" + output);
			}
			values.add(value(subject, "untouched", line.group(1)));
			values.add(value(subject, "used", line.group(2)));
			values.add(value(subject, "used-by-four-threads", line.group(3)));
			System.out.printf(Locale.ROOT, "%s: %s", subject.label(), output.substring(line.start()));
		}
		return values;
	}

	private static MeasuredValue value(HeapCase subject, String when, String bytes) {
		return new MeasuredValue("heap." + subject.label() + "." + when, Double.parseDouble(bytes), "B");
	}

}
