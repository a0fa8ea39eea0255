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

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every benchmark, so that none rots.
 */
class SmokeRunTests {

	@TempDir
	private Path directory;

	@Test
	void everyBenchmarkRunsAndAnswersItsGoal() throws Exception {
		assertThat(new SmokeRun(this.directory).run()).isEmpty();
		assertThat(this.directory.resolve("performance-smoke.md")).content()
			.contains("# Performance", "CircuitBreaker");
	}

	@Test
	void namesTheGoalsThatLackAResult() throws Exception {
		Results results = new JmhFile().add("Bulkhead", "call_ours", 1, 10, 0)
			.add("Bulkhead", "call_resilience4j", 1, 10, 0)
			.read(this.directory);
		assertThat(SmokeRun.missing(results)).contains("retry", "annotated-four").doesNotContain("bulkhead", "startup");
	}

}
