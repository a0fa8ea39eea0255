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

package dev.resilience.fallback;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link FallbackConfig} and of what {@link FallbackOption} accepts.
 */
class FallbackConfigTests {

	@Test
	void takesEveryAnswerByDefault() {
		assertThat(FallbackConfig.defaults().minQuality()).isZero();
		assertThat(FallbackConfig.defaults().mode()).isEqualTo(PolicyMode.ENFORCE);
	}

	@Test
	void keepsWhatIsSetWhenItIsChanged() {
		FallbackConfig config = FallbackConfig.builder().minQuality(0.5).build();
		assertThat(config.toBuilder().mode(PolicyMode.OFF).build().minQuality()).isEqualTo(0.5);
	}

	@Test
	void reportsEverythingThatIsWrongAtOnce() {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> FallbackConfig.builder().minQuality(1.5).mode(PolicyMode.SHADOW).build())
			.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property)
				.containsExactly("min-quality", "mode"));
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.1, 1.1, Double.NaN })
	void refusesAnOptionWhoseQualityIsNoShare(double quality) {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> FallbackOption.builder("cache", (call, failure) -> "old").quality(quality).build())
			.withMessageContaining("quality");
	}

	@Test
	void refusesAnOptionWithoutNameOrTime() {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> FallbackOption.builder(" ", (call, failure) -> "old").timeout(Duration.ZERO).build())
			.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property)
				.containsExactly("name", "timeout"));
	}

	@Test
	void refusesAnEmptyChain() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fallback.of("orders", FallbackConfig.defaults(),
				List.of(), new FallbackCounters(), PolicyContext.standalone()));
	}

}
