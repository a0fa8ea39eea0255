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

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.benchmarks.MeasuredValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeapMeasurement}: every kind of instance is made, called and measured.
 */
class HeapMeasurementTests {

	@ParameterizedTest
	@EnumSource
	void measures(HeapCase subject) {
		List<MeasuredValue> values = HeapMeasurement.measure(List.of(subject), 2000);
		assertThat(values).extracting(MeasuredValue::name)
			.containsExactly("heap." + subject.label() + ".untouched", "heap." + subject.label() + ".used",
					"heap." + subject.label() + ".used-by-four-threads");
		assertThat(values).allSatisfy((value) -> assertThat(value.value()).isBetween(50.0, 20_000.0));
	}

}
