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

package dev.resilience.time;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DurationTextTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0ms", "PT0.001S, 1ms", "PT0.999S, 999ms", "PT1S, 1s", "PT1.5S, 1500ms", "PT59S, 59s",
			"PT1M, 1m", "PT1M30S, 90s", "PT59M, 59m", "PT1H, 1h", "PT1H1M, 61m", "PT1H0.5S, 3600500ms", "PT23H, 23h",
			"PT24H, PT24H", "PT49H, PT49H", "PT0.000000001S, PT0.000000001S", "PT1.001000001S, PT1.001000001S" })
	void aDurationIsToldInTheLargestUnitOfWhichItIsAWholeNumber(Duration duration, String text) {
		assertThat(DurationText.of(duration)).isEqualTo(text);
	}

}
