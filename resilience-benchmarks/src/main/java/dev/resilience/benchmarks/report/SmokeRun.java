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
import java.util.List;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Calls every benchmark once, and those with a goal for it with two threads, in this JVM,
 * and writes the page from it. What comes out says nothing about speed: it shows that
 * everything runs and that each goal has its results.
 */
public final class SmokeRun {

	private final Path directory;

	SmokeRun(Path directory) {
		this.directory = directory;
	}

	/**
	 * Runs all benchmarks.
	 * @param args the directory for what is written
	 * @throws IOException if nothing can be written there
	 * @throws RunnerException if a benchmark fails
	 */
	public static void main(String[] args) throws IOException, RunnerException {
		List<String> missing = new SmokeRun(Path.of(args[0])).run();
		if (!missing.isEmpty()) {
			System.out.println("Goals without a result: " + String.join(", ", missing));
			System.exit(1);
		}
		System.out.println("Every benchmark runs, and every goal that benchmarks can answer has a result.");
		// Peers leave threads behind
		System.exit(0);
	}

	/**
	 * Runs all benchmarks.
	 * @return the names of goals that lack a result
	 * @throws IOException if nothing can be written
	 * @throws RunnerException if a benchmark fails
	 */
	List<String> run() throws IOException, RunnerException {
		// Another run on this machine does not disturb what measures nothing
		System.setProperty("jmh.ignoreLock", "true");
		Files.createDirectories(this.directory);
		run(1, List.of(".*"));
		run(2, Goals.twoThreads().stream().map(SmokeRun::pattern).toList());
		PerformanceReport.write(this.directory, this.directory.resolve("performance-smoke.md"));
		return missing(Results.read(this.directory));
	}

	private void run(int threads, List<String> benchmarks) throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder().forks(0)
			.mode(Mode.SingleShotTime)
			.warmupIterations(0)
			.measurementIterations(1)
			.threads(threads)
			.shouldFailOnError(true)
			.addProfiler(GCProfiler.class)
			.verbosity(VerboseMode.SILENT)
			.resultFormat(ResultFormatType.JSON)
			.result(this.directory.resolve("jmh-smoke-" + threads + ".json").toString());
		benchmarks.forEach(options::include);
		new Runner(options.build()).run();
	}

	private static String pattern(Goal goal) {
		return "\\." + goal.ours().replace(".", "Benchmark\\.") + "_";
	}

	/**
	 * Looks for goals that cannot be judged.
	 * @param results the results of a run
	 * @return the names of the goals
	 */
	static List<String> missing(Results results) {
		return Goals.all().filter((goal) -> goal.isBenchmark() && goal.judge(results).isEmpty()).map(Goal::id).toList();
	}

}
