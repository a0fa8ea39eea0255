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
import java.time.LocalDate;
import java.util.Properties;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PerformancePageTests {

	@TempDir
	private Path directory;

	private final Properties reasons = new Properties();

	private PerformancePage page;

	@BeforeEach
	void measure() throws Exception {
		Results results = new JmhFile().add("Bulkhead", "call_ours", 1, 10, 0)
			.add("Bulkhead", "call_resilience4j", 1, 20, 0)
			.add("Retry", "noFailure_ours", 1, 30, 16)
			.add("Retry", "noFailure_ours", 2, 40, 16)
			.add("Retry", "noFailure_resilience4j", 1, 10, 0)
			.read(this.directory);
		this.page = new PerformancePage(results, new Machine("CPU $1", 2, "8.0 GiB", "Linux"),
				LocalDate.of(2026, 11, 22), this.reasons);
	}

	@Test
	void showsWhatIsMetMissedAndNotMeasured() {
		assertThat(this.page.render("{{goals}}").lines()).contains(
				"| bulkhead | 10.0 ns / 0 B | resilience4j 20.0 ns / 0 B | 0.50 | at most 1 × resilience4j, 0 B | met |",
				"| retry, no failure | 30.0 ns / 16 B | resilience4j 10.0 ns / 0 B | 3.00 | at most 1 × the fastest peer, 0 B | **missed**: time and bytes |",
				"| rate limiter | – | – |  | at most 0.9 × the fastest peer, 0 B | not measured |");
	}

	@Test
	void givesTheReasonForEachGoalThatIsMissed() {
		assertThat(this.page.unexplained()).containsExactly("retry");
		this.reasons.setProperty("retry", "Because.");
		this.reasons.setProperty("bulkhead", "Not shown, since it is met.");
		assertThat(this.page.unexplained()).isEmpty();
		assertThat(this.page.render("{{missed}}")).isEqualTo(
				"* retry, no failure (30.0 ns / 16 B against resilience4j 10.0 ns / 0 B; at most 1 × the fastest peer, 0 B): Because.");
	}

	@Test
	void listsAllCasesFastestFirst() {
		assertThat(this.page.render("{{cases}}").lines().skip(2)).containsExactly(
				"| Bulkhead.call | **ours** | 10.0 | 0 | – | – |",
				"| Bulkhead.call | resilience4j | 20.0 | 0 | – | – |",
				"| Retry.noFailure | resilience4j | 10.0 | 0 | – | – |",
				"| Retry.noFailure | **ours** | 30.0 | 16 | 40.0 | 1.50 |");
	}

	@Test
	void namesMachineAndVersions() {
		assertThat(this.page.render("{{machine}}")).startsWith("CPU $1, 2 processors, 8.0 GiB, Linux; JDK 25")
			.endsWith("2026-11-22.");
		assertThat(this.page.render("{{versions}}")).contains("resilience4j 2").doesNotContain("${");
	}

	@Test
	void fillsEveryPlaceOrFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.page.render("{{nothing}}"))
			.withMessageContaining("{{nothing}}");
	}

}
