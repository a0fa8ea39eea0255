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

package dev.resilience.retry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RetryConfigTests {

	@Test
	void defaultsAreThoseOfTheContract() {
		RetryConfig defaults = RetryConfig.defaults();
		assertThat(defaults.maxAttempts()).isEqualTo(3);
		assertThat(defaults.maxDuration()).isNull();
		assertThat(defaults.delay()).isEqualTo(Duration.ofMillis(200));
		assertThat(defaults.maxDelay()).isEqualTo(Duration.ofSeconds(10));
		assertThat(defaults.backoff()).isEqualTo(Backoff.EXPONENTIAL);
		assertThat(defaults.multiplier()).isEqualTo(2.0);
		assertThat(defaults.increment()).isEqualTo(Duration.ofMillis(200));
		assertThat(defaults.jitter()).isEqualTo(Jitter.PROPORTIONAL);
		assertThat(defaults.jitterFactor()).isEqualTo(0.5);
		assertThat(defaults.retryOn()).isNull();
		assertThat(defaults.abortOn()).isEmpty();
		assertThat(defaults.onExhausted()).isEqualTo(OnExhausted.RETHROW);
		assertThat(defaults.maxRetryAfter()).isEqualTo(Duration.ofSeconds(60));
		assertThat(defaults.mode()).isEqualTo(PolicyMode.ENFORCE);
	}

	@Test
	void everySettingIsReadBackAndSurvivesToBuilder() {
		RetryHook before = (attempt, failure, wait) -> {
		};
		RetryHook after = (attempt, failure, wait) -> {
		};
		RetryConfig config = RetryConfig.builder()
			.maxAttempts(7)
			.maxDuration(Duration.ofSeconds(9))
			.delay(Duration.ofSeconds(1))
			.maxDelay(Duration.ofSeconds(3))
			.backoff(Backoff.LINEAR)
			.multiplier(1.5)
			.increment(Duration.ofMillis(5))
			.jitter(Jitter.EQUAL)
			.jitterFactor(0.25)
			.retryOn(List.of(IOException.class))
			.abortOn(List.of(IllegalStateException.class))
			.onExhausted(OnExhausted.WRAP)
			.maxRetryAfter(Duration.ZERO)
			.mode(PolicyMode.OFF)
			.retryOnResult("again"::equals)
			.beforeRetry(before)
			.afterExhaustion(after)
			.build()
			.toBuilder()
			.build();
		assertThat(config.maxAttempts()).isEqualTo(7);
		assertThat(config.maxDuration()).isEqualTo(Duration.ofSeconds(9));
		assertThat(config.delay()).isEqualTo(Duration.ofSeconds(1));
		assertThat(config.maxDelay()).isEqualTo(Duration.ofSeconds(3));
		assertThat(config.backoff()).isEqualTo(Backoff.LINEAR);
		assertThat(config.multiplier()).isEqualTo(1.5);
		assertThat(config.increment()).isEqualTo(Duration.ofMillis(5));
		assertThat(config.jitter()).isEqualTo(Jitter.EQUAL);
		assertThat(config.jitterFactor()).isEqualTo(0.25);
		assertThat(config.retryOn()).isEqualTo(List.of(IOException.class));
		assertThat(config.abortOn()).isEqualTo(List.of(IllegalStateException.class));
		assertThat(config.onExhausted()).isEqualTo(OnExhausted.WRAP);
		assertThat(config.maxRetryAfter()).isZero();
		assertThat(config.mode()).isEqualTo(PolicyMode.OFF);
		assertThat(config.retryOnResult()).accepts("again");
		assertThat(config.beforeRetry()).isSameAs(before);
		assertThat(config.afterExhaustion()).isSameAs(after);
	}

	@Test
	void aDefaultNeverContradictsASetValue() {
		assertThat(RetryConfig.builder().delay(Duration.ofMinutes(1)).build().maxDelay())
			.isEqualTo(Duration.ofMinutes(1));
		assertThat(RetryConfig.builder().maxDelay(Duration.ofMillis(50)).build().delay())
			.isEqualTo(Duration.ofMillis(50));
		assertThat(RetryConfig.builder().maxDuration(Duration.ofMillis(50)).build().delay())
			.isEqualTo(Duration.ofMillis(200));
	}

	@Test
	void derivedDefaultsAreDerivedAnewFromABuilderOfSettings() {
		RetryConfig config = RetryConfig.defaults().toBuilder().delay(Duration.ofSeconds(20)).build();
		assertThat(config.maxDelay()).isEqualTo(Duration.ofSeconds(20));
		assertThat(config.increment()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void changingTheBuilderLaterDoesNotChangeTheSettings() {
		RetryConfig.Builder builder = RetryConfig.builder().maxAttempts(4);
		RetryConfig config = builder.build();
		builder.maxAttempts(9);
		assertThat(config.maxAttempts()).isEqualTo(4);
	}

	@Test
	void settingsAreComparedByWhatTakesEffect() {
		RetryConfig config = RetryConfig.builder().delay(Duration.ofMillis(200)).build();
		assertThat(config).isEqualTo(RetryConfig.defaults()).hasSameHashCodeAs(RetryConfig.defaults());
		RetryConfig other = RetryConfig.builder().maxAttempts(4).build();
		assertThat(other).isNotEqualTo(config).doesNotHaveSameHashCodeAs(config);
	}

	@Test
	void anEmptyListIsSetAndSelectsNothing() {
		assertThat(RetryConfig.builder().retryOn(List.of()).build().retryOn()).isEmpty();
	}

	@Test
	void boundsThemselvesAreLegal() {
		RetryConfig config = RetryConfig.builder()
			.maxAttempts(1)
			.delay(Duration.ZERO)
			.maxDelay(Duration.ZERO)
			.multiplier(1)
			.jitterFactor(1)
			.maxDuration(Duration.ofNanos(1))
			.build();
		assertThat(config.maxDelay()).isZero();
		assertThat(RetryConfig.builder()
			.delay(Duration.ofSeconds(1))
			.maxDelay(Duration.ofSeconds(1))
			.maxDuration(Duration.ofSeconds(1))
			.build()
			.maxDelay()).isEqualTo(Duration.ofSeconds(1));
	}

	@TestFactory
	Stream<DynamicTest> refusesWhatIsOutOfRange() {
		Map<String, UnaryOperator<RetryConfig.Builder>> rows = Map.ofEntries(
				Map.entry("I1 max-attempts: maxRetries -3", (b) -> b.maxAttempts(-2)),
				Map.entry("I1 delay: -1", (b) -> b.delay(Duration.ofMillis(-1))),
				Map.entry("I1 jitter-factor: -1", (b) -> b.jitterFactor(-1)),
				Map.entry("I1 max-duration: 500 with delay 1000",
						(b) -> b.maxDuration(Duration.ofMillis(500)).delay(Duration.ofMillis(1000))),
				Map.entry("max-attempts: 0", (b) -> b.maxAttempts(0)),
				Map.entry("max-duration: 0", (b) -> b.maxDuration(Duration.ZERO)),
				Map.entry("max-delay: -1", (b) -> b.maxDelay(Duration.ofNanos(-1))),
				Map.entry("max-delay: below delay",
						(b) -> b.delay(Duration.ofMillis(2)).maxDelay(Duration.ofMillis(1))),
				Map.entry("multiplier: 0.9", (b) -> b.multiplier(0.9)),
				Map.entry("multiplier: NaN", (b) -> b.multiplier(Double.NaN)),
				Map.entry("multiplier: infinite", (b) -> b.multiplier(Double.POSITIVE_INFINITY)),
				Map.entry("increment: -1", (b) -> b.increment(Duration.ofNanos(-1))),
				Map.entry("jitter-factor: 1.1", (b) -> b.jitterFactor(1.1)),
				Map.entry("jitter-factor: NaN", (b) -> b.jitterFactor(Double.NaN)),
				Map.entry("max-retry-after: -1", (b) -> b.maxRetryAfter(Duration.ofNanos(-1))),
				Map.entry("mode: shadow", (b) -> b.mode(PolicyMode.SHADOW)));
		return rows.entrySet().stream().map((row) -> DynamicTest.dynamicTest(row.getKey(), () -> {
			String property = row.getKey().replaceFirst("^I1 ", "").replaceFirst(":.*", "");
			assertThatExceptionOfType(InvalidConfigException.class)
				.isThrownBy(() -> row.getValue().apply(RetryConfig.builder()).build())
				.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property)
					.containsExactly(property));
		}));
	}

	@Test
	void reportsAllProblemsAtOnce() {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> RetryConfig.builder().maxAttempts(0).multiplier(0).jitterFactor(2).build())
			.withMessageContaining("retry")
			.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property)
				.containsExactly("max-attempts", "multiplier", "jitter-factor"));
	}

}
