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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlainNotation}.
 */
class PlainNotationTests {

	@ParameterizedTest
	@ValueSource(strings = { "0", "20", "007", "999999999" })
	void readsNumbersAsSpringBootDoes(String text) {
		assertThat(PlainNotation.wholeNumber(text)).isNotNull().isEqualTo(converted(text, Integer.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "7ns", "10us", "200ms", "2s", "5m", "24h", "1d", "999999999h" })
	void readsDurationsAsSpringBootDoes(String text) {
		assertThat(PlainNotation.duration(text)).isNotNull().isEqualTo(converted(text, Duration.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "+5", "0x10", "1.5", "1 000", "1000000000", "many", "5s", "٣" })
	void leavesOtherNumbersToSpringBoot(String text) {
		assertThat(PlainNotation.wholeNumber(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "200", "-2s", "+2s", "PT2S", "2S", "2w", "5 s", "1.5s", "1000000000s", "s", "soon" })
	void leavesOtherDurationsToSpringBoot(String text) {
		assertThat(PlainNotation.duration(text)).isNull();
	}

	private static <T> T converted(String text, Class<T> type) {
		return ApplicationConversionService.getSharedInstance().convert(text, type);
	}

}
