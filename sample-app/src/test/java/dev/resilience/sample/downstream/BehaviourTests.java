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

package dev.resilience.sample.downstream;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BehaviourTests {

	@Test
	void failsEveryCallByDefault() {
		Behaviour behaviour = Behaviour.of(Map.of("mode", "failing"));
		assertThat(IntStream.range(0, 4).map((call) -> behaviour.nextFailure())).containsExactly(500, 503, 500, 503);
	}

	@Test
	void failsTheShareOfCallsThatWasAskedFor() {
		Behaviour behaviour = Behaviour.failing(0.4);
		assertThat(IntStream.range(0, 5).map((call) -> behaviour.nextFailure())).containsExactly(500, 0, 503, 0, 0);
		assertThat(IntStream.range(0, 1000).filter((call) -> behaviour.nextFailure() != 0)).hasSize(400);
	}

	@Test
	void neverFailsAtRateZero() {
		Behaviour behaviour = Behaviour.failing(0);
		assertThat(IntStream.range(0, 10).map((call) -> behaviour.nextFailure())).containsOnly(0);
	}

	@Test
	void readsModeAndSettingAsTyped() {
		assertThat(Behaviour.of(Map.of("mode", "slow", "delay", "1500ms")).delay()).isEqualTo(Duration.ofMillis(1500));
		assertThat(Behaviour.of(Map.of("mode", "RATE-LIMITED", "limit", "7")).describe())
			.containsEntry("mode", "rate-limited")
			.containsEntry("limit", 7);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					mode=faling               | There is no mode 'faling', but healthy, slow, failing, rate-limited, down
					rate=0.5                  | The parameter 'mode' is missing: one of healthy, slow, failing, rate-limited, down
					mode=slow;delay=-1s       | 'delay' is '-1s', but must be 0s to 60s, such as 500ms or 2s
					mode=slow;delay=2m        | 'delay' is '2m', but must be 0s to 60s, such as 500ms or 2s
					mode=slow;delay=5 parsecs | 'delay' is '5 parsecs', but must be 0s to 60s, such as 500ms or 2s
					mode=slow;rate=0.5        | Mode 'slow' has no setting 'rate', but 'delay'
					mode=down;delay=1s        | Mode 'down' has no setting 'delay'
					mode=failing;rate=80      | 'rate' is '80', but must be the share of failing calls, 0 to 1, such as 0.8
					mode=failing;rate=NaN     | 'rate' is 'NaN', but must be the share of failing calls, 0 to 1, such as 0.8
					mode=rate-limited;limit=x | 'limit' is 'x', but must be the calls answered per second, 0 to 1000000
					""")
	void namesTheRightSpellings(String typed, String message) {
		Map<String, String> parameters = Arrays.stream(typed.split(";"))
			.map((pair) -> pair.split("="))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
		assertThatExceptionOfType(InvalidBehaviourException.class).isThrownBy(() -> Behaviour.of(parameters))
			.withMessage(message);
	}

}
