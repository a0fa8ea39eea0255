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

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.resilience.benchmarks.MeasuredValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResultsTests {

	@TempDir
	private Path directory;

	@Test
	void findsAMeasurementByCaseLibraryAndThreads() throws Exception {
		Results results = new JmhFile().add("Topic", "call_guava", 1, 10, 24)
			.add("Topic", "call_guava", 2, 30, 24)
			.read(this.directory);
		Measurement measurement = results.find("Topic.call", "guava", 2).orElseThrow();
		assertThat(measurement.nanos()).isEqualTo(30);
		assertThat(measurement.bytes()).isEqualTo(24);
		assertThat(measurement.error()).isNaN();
		assertThat(results.find("Topic.call", "ours", 2)).isEmpty();
		assertThat(results.run())
			.isEqualTo("JDK 25 (VM 25+36); forks: 2, each 3 × 1 s of warm-up and 5 × 2 s measured");
	}

	@Test
	void takesWhatWasMeasuredLast() throws Exception {
		write("jmh-a.json", 2, new JmhFile().add("Topic", "call_ours", 1, 20, 0));
		write("jmh-b.json", 1, new JmhFile().add("Topic", "call_ours", 1, 10, 0).add("Topic", "call_jdk", 1, 5, 0));
		Results results = Results.read(this.directory);
		assertThat(results.find("Topic.call", "ours", 1).orElseThrow().nanos()).isEqualTo(20);
		assertThat(results.find("Topic.call", "jdk", 1)).isPresent();
	}

	@Test
	void readsValuesOfOtherMeasurements() throws Exception {
		MeasuredValue value = new MeasuredValue("heap", 296, "B");
		MeasuredValue.write(this.directory.resolve("heap.json"), List.of(value));
		Results results = Results.read(this.directory);
		assertThat(results.value("heap")).contains(value);
		assertThat(results.measurements()).isEmpty();
	}

	@Test
	void demandsThatBenchmarksAreNamedAsTheReportNeedsIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> Measurement.Call.of("a.TopicBenchmark.call"))
			.withMessageContaining("a.TopicBenchmark.call");
		assertThatIllegalArgumentException().isThrownBy(() -> Measurement.Call.of("a.Topic.call_ours"));
		assertThatIllegalArgumentException().isThrownBy(() -> Measurement.Call.of("call_ours"));
		assertThat(Measurement.Call.of("a.TopicBenchmark.call_ours"))
			.isEqualTo(new Measurement.Call("Topic.call", "ours"));
	}

	private void write(String name, long changed, JmhFile file) throws Exception {
		Path path = this.directory.resolve(name);
		file.write(path);
		Files.setLastModifiedTime(path, FileTime.fromMillis(changed));
	}

}
