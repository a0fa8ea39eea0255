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

package dev.resilience.circuitbreaker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CircuitBreakerConfigTests {

	@Test
	void hasTheDefaultsOfTheContract() {
		CircuitBreakerConfig config = CircuitBreakerConfig.defaults();
		assertThat(config.failureThreshold()).isEqualTo(5);
		assertThat(config.failureCountThreshold()).isZero();
		assertThat(config.failureRateThreshold()).isZero();
		assertThat(config.slowCallDuration()).isNull();
		assertThat(config.slowCallRateThreshold()).isEqualTo(100);
		assertThat(config.windowType()).isEqualTo(WindowType.COUNT);
		assertThat(config.windowSize()).isEqualTo(100);
		assertThat(config.windowDuration()).isEqualTo(Duration.ofSeconds(60));
		assertThat(config.minimumCalls()).isEqualTo(20);
		assertThat(config.openDuration()).isEqualTo(Duration.ofSeconds(30));
		assertThat(config.openDurationMultiplier()).isEqualTo(1);
		assertThat(config.maxOpenDuration()).isEqualTo(Duration.ofMinutes(5));
		assertThat(config.halfOpenCalls()).isEqualTo(3);
		assertThat(config.successThreshold()).isEqualTo(2);
		assertThat(config.probeTimeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(config.recordOn()).isNull();
		assertThat(config.ignoreOn()).isEmpty();
		assertThat(config.initialState()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(config.mode()).isEqualTo(PolicyMode.ENFORCE);
	}

	@Test
	void defaultsFollowWhatIsSet() {
		assertThat(CircuitBreakerConfig.builder().windowSize(5).build().minimumCalls()).isEqualTo(5);
		assertThat(CircuitBreakerConfig.builder().minimumCalls(150).build().windowSize()).isEqualTo(150);
		assertThat(CircuitBreakerConfig.builder().failureCountThreshold(120).build().windowSize()).isEqualTo(120);
		assertThat(CircuitBreakerConfig.builder().openDuration(Duration.ofHours(1)).build().maxOpenDuration())
			.isEqualTo(Duration.ofHours(1));
		assertThat(CircuitBreakerConfig.builder().maxOpenDuration(Duration.ofSeconds(1)).build().openDuration())
			.isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void rebuildingDerivesDefaultsAnew() {
		CircuitBreakerConfig config = CircuitBreakerConfig.builder().windowSize(50).recordOn(IOException.class).build();
		CircuitBreakerConfig rebuilt = config.toBuilder().windowSize(5).build();
		assertThat(rebuilt.minimumCalls()).isEqualTo(5);
		assertThat(rebuilt.recordOn()).isEqualTo(List.of(IOException.class));
		assertThat(config.minimumCalls()).isEqualTo(20);
	}

	@Test
	void settingsAreEqualIfAllValuesAre() {
		CircuitBreakerConfig config = CircuitBreakerConfig.builder().failureThreshold(3).build();
		CircuitBreakerConfig other = config.toBuilder().halfOpenCalls(7).build();
		assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
		assertThat(other).isNotEqualTo(config).doesNotHaveSameHashCodeAs(config);
		assertThat(config).isNotEqualTo("settings").isNotEqualTo(null);
	}

	@Test
	void builtSettingsDoNotChangeWithTheirBuilder() {
		CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.builder();
		CircuitBreakerConfig config = builder.build();
		builder.halfOpenCalls(7);
		assertThat(config.halfOpenCalls()).isEqualTo(3);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void rejects(String property, UnaryOperator<CircuitBreakerConfig.Builder> settings) {
		CircuitBreakerConfig.Builder builder = settings.apply(CircuitBreakerConfig.builder());
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(builder::build)
			.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property).contains(property));
	}

	static Stream<Arguments> rejects() {
		return Stream.of(wrong("failure-threshold", (config) -> config.failureThreshold(-1)),
				wrong("failure-threshold", (config) -> config.failureThreshold(0)),
				wrong("failure-count-threshold", (config) -> config.failureCountThreshold(-1)),
				wrong("failure-count-threshold", (config) -> config.windowSize(100).failureCountThreshold(101)),
				wrong("failure-rate-threshold", (config) -> config.failureRateThreshold(-0.1)),
				wrong("failure-rate-threshold", (config) -> config.failureRateThreshold(150)),
				wrong("failure-rate-threshold", (config) -> config.failureRateThreshold(Double.NaN)),
				wrong("slow-call-duration", (config) -> config.slowCallDuration(Duration.ZERO)),
				wrong("slow-call-rate-threshold", (config) -> config.slowCallRateThreshold(0)),
				wrong("slow-call-rate-threshold", (config) -> config.slowCallRateThreshold(100.1)),
				wrong("slow-call-rate-threshold", (config) -> config.slowCallRateThreshold(Double.NaN)),
				wrong("window-size", (config) -> config.windowSize(0)),
				wrong("window-size", (config) -> config.windowSize(1_000_001)),
				wrong("window-duration", (config) -> config.windowDuration(Duration.ofSeconds(-1))),
				wrong("minimum-calls", (config) -> config.minimumCalls(0)),
				wrong("minimum-calls", (config) -> config.windowSize(100).minimumCalls(101)),
				wrong("open-duration", (config) -> config.openDuration(Duration.ZERO)),
				wrong("open-duration-multiplier", (config) -> config.openDurationMultiplier(0.9)),
				wrong("open-duration-multiplier", (config) -> config.openDurationMultiplier(Double.POSITIVE_INFINITY)),
				wrong("max-open-duration", (config) -> config.maxOpenDuration(Duration.ZERO)),
				wrong("max-open-duration",
						(config) -> config.openDuration(Duration.ofSeconds(2)).maxOpenDuration(Duration.ofSeconds(1))),
				wrong("half-open-calls", (config) -> config.halfOpenCalls(0)),
				wrong("success-threshold", (config) -> config.successThreshold(0)),
				wrong("probe-timeout", (config) -> config.probeTimeout(Duration.ZERO)));
	}

	@Test
	void listsEverythingThatIsWrongAtOnce() {
		CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.builder()
			.failureRateThreshold(150)
			.halfOpenCalls(0)
			.windowSize(100)
			.minimumCalls(1000);
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(builder::build)
			.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property)
				.containsExactly("failure-rate-threshold", "minimum-calls", "half-open-calls"));
	}

	@Test
	void acceptsZeroWhereAnotherRuleIsOn() {
		assertThat(rule((config) -> config.failureRateThreshold(1))).isNotNull();
		assertThat(rule((config) -> config.failureCountThreshold(1))).isNotNull();
		assertThat(rule((config) -> config.slowCallDuration(Duration.ofSeconds(1)))).isNotNull();
		assertThat(rule((config) -> config.openOnResult((result) -> false))).isNotNull();
	}

	@Test
	void minimumOfCallsMayExceedTheSizeThatATimeWindowDoesNotHave() {
		CircuitBreakerConfig config = CircuitBreakerConfig.builder()
			.windowType(WindowType.TIME)
			.minimumCalls(1000)
			.build();
		assertThat(config.minimumCalls()).isEqualTo(1000);
	}

	@Test
	void openDurationSaturates() {
		CircuitBreakerConfig config = CircuitBreakerConfig.builder()
			.openDuration(Duration.ofDays(365_000))
			.maxOpenDuration(Duration.ofSeconds(Long.MAX_VALUE))
			.openDurationMultiplier(10)
			.build();
		assertThat(config.openNanos(0)).isEqualTo(Long.MAX_VALUE);
		assertThat(config.openNanos(Integer.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
	}

	private static CircuitBreakerConfig rule(UnaryOperator<CircuitBreakerConfig.Builder> settings) {
		return settings.apply(CircuitBreakerConfig.builder().failureThreshold(0)).build();
	}

	private static Arguments wrong(String property, UnaryOperator<CircuitBreakerConfig.Builder> settings) {
		return Arguments.of(property, settings);
	}

}
