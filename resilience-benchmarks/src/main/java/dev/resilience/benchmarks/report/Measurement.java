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

/**
 * What one benchmark measured.
 *
 * @param call what was called, in which library
 * @param threads how many threads called the one instance
 * @param nanos nanoseconds per call, as each thread sees it
 * @param error half the width of the confidence interval of 99.9 %, or not a number where
 * there were too few iterations
 * @param bytes bytes allocated per call, or not a number where nobody counted
 */
record Measurement(Call call, int threads, double nanos, double error, double bytes) {

	/**
	 * A benchmark of one library.
	 *
	 * @param name the case, such as {@code Bulkhead.call}
	 * @param library the library, such as {@code resilience4j}
	 */
	record Call(String name, String library) {

		private static final String SUFFIX = "Benchmark";

		/**
		 * Takes the name of a benchmark method apart: class {@code XBenchmark}, method
		 * {@code case_library}.
		 * @param benchmark the qualified name of the method
		 * @return the call
		 * @throws IllegalArgumentException if the name has another form
		 */
		static Call of(String benchmark) {
			int method = benchmark.lastIndexOf('.');
			int library = benchmark.indexOf('_', method);
			String type = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1, Math.max(method, 0));
			if (library < 0 || !type.endsWith(SUFFIX)) {
				throw new IllegalArgumentException(
						"Not named as XBenchmark.case_library, which the report needs: " + benchmark);
			}
			String topic = type.substring(0, type.length() - SUFFIX.length());
			return new Call(topic + benchmark.substring(method, library), benchmark.substring(library + 1));
		}

		boolean isOurs() {
			return this.library.equals(Results.OURS);
		}

	}

}
