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

package dev.resilience.benchmarks.startup;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.resilience.benchmarks.ChildJvm;
import dev.resilience.benchmarks.MeasuredValue;

/**
 * Measures what 200 annotated methods add to the start of an application: starts the
 * {@link StartupApplication} in new JVMs, the variants in turn so that all see the same
 * machine, and takes the median of their differences.
 *
 * <p>
 * Arguments, all optional: {@code --runs=11}, {@code --variants=plain,annotated},
 * {@code --output=target/results/startup.json}, {@code --work=target/startup}, and
 * {@code --jvm=-Xlog:startuptime} for one more option of the JVMs, as often as needed.
 */
public final class StartupMeasurement {

	/** Libraries that stand beside ours in the comparison but in no application. */
	private static final List<String> OTHERS = List.of("resilience4j-", "failsafe-", "smallrye-", "sentinel-",
			"bucket4j", "guava-", "concurrency-limits-", "jmh-", "jol-");

	private final Path work;

	private final List<String> jvmOptions;

	private final String classPath;

	/**
	 * Creates a measurement.
	 * @param work where the services are compiled
	 * @param jvmOptions further options of the JVMs
	 */
	public StartupMeasurement(Path work, List<String> jvmOptions) {
		this.work = work;
		this.jvmOptions = List.copyOf(jvmOptions);
		this.classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((element) -> OTHERS.stream().noneMatch(new File(element).getName()::startsWith))
			.map((element) -> new File(element).getAbsolutePath())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Measures and writes the results.
	 * @param args see above
	 */
	public static void main(String[] args) {
		int runs = 11;
		List<StartupVariant> variants = List.of(StartupVariant.values());
		Path output = Path.of("target", "results", "startup.json");
		Path work = Path.of("target", "startup");
		List<String> jvmOptions = new ArrayList<>();
		for (String arg : args) {
			String value = arg.substring(arg.indexOf('=') + 1);
			switch (arg.substring(0, Math.max(0, arg.indexOf('=')))) {
				case "--runs" -> runs = Integer.parseInt(value);
				case "--variants" -> variants = Arrays.stream(value.split(","))
					.map((name) -> StartupVariant.valueOf(name.toUpperCase(Locale.ROOT)))
					.toList();
				case "--output" -> output = Path.of(value);
				case "--work" -> work = Path.of(value);
				case "--jvm" -> jvmOptions.add(value);
				default -> throw new IllegalArgumentException("Unknown argument: " + arg);
			}
		}
		List<MeasuredValue> values = new StartupMeasurement(work, jvmOptions).measure(variants, runs);
		MeasuredValue.write(output, values);
		values.forEach((value) -> System.out.printf(Locale.ROOT, "%-40s %10.1f %s%n", value.name(), value.value(),
				value.unit()));
	}

	/**
	 * Measures variants, after one start of each that does not count.
	 * @param variants the variants
	 * @param runs how often each is started
	 * @return the medians, and those of the differences to the plain application if it is
	 * among the variants
	 */
	List<MeasuredValue> measure(List<StartupVariant> variants, int runs) {
		Map<StartupVariant, Path> classes = new EnumMap<>(StartupVariant.class);
		Map<StartupVariant, List<StartupTimes>> times = new EnumMap<>(StartupVariant.class);
		for (StartupVariant variant : variants) {
			classes.put(variant, new ServiceClasses(variant, this.classPath).compile(this.work));
			times.put(variant, new ArrayList<>());
		}
		List<StartupVariant> turn = new ArrayList<>(variants);
		for (int run = -1; run < runs; run++) {
			for (StartupVariant variant : turn) {
				StartupTimes measured = start(variant, classes.get(variant));
				if (run >= 0) {
					System.out.println(variant.label() + " " + measured.line());
					times.get(variant).add(measured);
				}
			}
			Collections.rotate(turn, 1);
		}
		return values(times);
	}

	private StartupTimes start(StartupVariant variant, Path classes) {
		List<String> options = new ArrayList<>(List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"));
		options.addAll(this.jvmOptions);
		ChildJvm jvm = new ChildJvm(classes.toAbsolutePath() + File.pathSeparator + this.classPath, options);
		StartupTimes times = StartupTimes.find(jvm.run(StartupApplication.class, variant.label()));
		int expected = variant.isProxied() ? ServiceClasses.SERVICES : 0;
		if (times.proxies() != expected) {
			throw new IllegalStateException(times.proxies() + " services are proxies instead of " + expected);
		}
		return times;
	}

	private static List<MeasuredValue> values(Map<StartupVariant, List<StartupTimes>> times) {
		List<MeasuredValue> values = new ArrayList<>();
		times.forEach((variant, measured) -> {
			String name = "startup." + variant.label();
			values.add(new MeasuredValue(name + ".wall", millis(measured, StartupTimes::wall), "ms"));
			values.add(new MeasuredValue(name + ".main-thread-cpu", millis(measured, StartupTimes::thread), "ms"));
			values.add(new MeasuredValue(name + ".process-cpu", millis(measured, StartupTimes::process), "ms"));
			values.add(new MeasuredValue(name + ".classes", median(measured.stream().mapToLong(StartupTimes::classes)),
					"classes"));
			List<StartupTimes> plain = times.get(StartupVariant.PLAIN);
			if (plain != null && variant != StartupVariant.PLAIN) {
				String added = name + ".added";
				values.add(added(added + ".wall", measured, plain, StartupTimes::wall));
				values.add(added(added + ".main-thread-cpu", measured, plain, StartupTimes::thread));
				values.add(added(added + ".process-cpu", measured, plain, StartupTimes::process));
			}
		});
		return values;
	}

	// Starts of one turn saw the same machine, so each is compared with its neighbour
	private static MeasuredValue added(String name, List<StartupTimes> measured, List<StartupTimes> plain,
			ToLongFunction<StartupTimes> time) {
		LongStream differences = IntStream.range(0, measured.size())
			.mapToLong((turn) -> time.applyAsLong(measured.get(turn)) - time.applyAsLong(plain.get(turn)));
		return new MeasuredValue(name, median(differences) / 1_000_000, "ms");
	}

	private static double millis(List<StartupTimes> times, ToLongFunction<StartupTimes> time) {
		return median(times.stream().mapToLong(time)) / 1_000_000;
	}

	private static double median(LongStream values) {
		long[] sorted = values.sorted().toArray();
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
	}

}
