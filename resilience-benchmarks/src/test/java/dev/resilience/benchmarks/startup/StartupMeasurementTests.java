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

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.resilience.benchmarks.MeasuredValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupMeasurement}: every variant starts and is measured.
 */
class StartupMeasurementTests {

	@Test
	void measuresEveryVariant(@TempDir Path work) {
		List<MeasuredValue> values = new StartupMeasurement(work, List.of("-XX:TieredStopAtLevel=1"))
			.measure(List.of(StartupVariant.values()), 1);
		assertThat(values).extracting(MeasuredValue::name)
			.contains("startup.plain.wall", "startup.intercepted.added.wall", "startup.annotated.added.wall",
					"startup.annotated.added.process-cpu", "startup.unnamed.added.main-thread-cpu");
		assertThat(values).filteredOn((value) -> value.name().endsWith("plain.wall"))
			.allSatisfy((value) -> assertThat(value.value()).isPositive());
	}

}
