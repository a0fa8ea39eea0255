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

package dev.resilience.timeout;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.time.DurationText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TimeoutConfigTests {

	@Test
	void interruptsUnlessToldOtherwise() {
		TimeoutConfig config = TimeoutConfig.builder().duration(Duration.ofSeconds(2)).build();
		assertThat(config.duration()).isEqualTo(Duration.ofSeconds(2));
		assertThat(config.mode()).isEqualTo(TimeoutMode.INTERRUPT);
	}

	@Test
	void keepsItsSettingsThroughABuilder() {
		TimeoutConfig config = TimeoutConfig.builder()
			.duration(Duration.ofSeconds(2))
			.mode(TimeoutMode.OFFLOAD)
			.build();
		TimeoutConfig copy = config.toBuilder().duration(Duration.ofSeconds(3)).build();
		assertThat(copy.mode()).isEqualTo(TimeoutMode.OFFLOAD);
		assertThat(copy.duration()).isEqualTo(Duration.ofSeconds(3));
		assertThat(config).hasToString("duration=2s, mode=OFFLOAD");
	}

	@Test
	void settingsAreEqualIfAllValuesAre() {
		TimeoutConfig config = TimeoutConfig.builder().duration(Duration.ofSeconds(2)).build();
		TimeoutConfig longer = TimeoutConfig.builder().duration(Duration.ofSeconds(3)).build();
		assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
		assertThat(longer).isNotEqualTo(config).doesNotHaveSameHashCodeAs(config);
	}

	@Test
	void hasNoDefaultDuration() {
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> TimeoutConfig.builder().build())
			.satisfies(
					(ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property).containsExactly("duration"));
	}

	@ParameterizedTest(name = "I1 timeout {0}")
	@CsvSource({ "PT-0.001S", "PT0S" })
	void refusesADurationThatIsNotLongerThanZero(Duration duration) {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> TimeoutConfig.builder().duration(duration).build())
			.withMessageContaining("timeout")
			.withMessageContaining("duration");
	}

	@ParameterizedTest
	@CsvSource({ "PT0.5S, 500ms", "PT2S, 2s", "PT1.5S, 1500ms", "PT90S, 90s", "PT2M, 2m", "PT3H, 3h", "PT0S, 0ms",
			"PT0.0000005S, PT0.0000005S", "PT48H, PT48H", "PT2562047788015215H, PT2562047788015215H" })
	void durationsReadAsInSettings(Duration duration, String text) {
		assertThat(DurationText.of(duration)).isEqualTo(text);
	}

}
