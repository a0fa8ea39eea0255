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

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RetryBudgetConfigTests {

	@Test
	void everyRetryHasTheBudgetOfFinagleUnlessItSaysOtherwise() {
		RetryBudgetConfig budget = RetryConfig.defaults().budget();
		assertThat(budget).isEqualTo(RetryBudgetConfig.builder()
			.type(RetryBudgetType.RATIO)
			.ratio(0.2)
			.minPerSecond(10)
			.ttl(Duration.ofSeconds(10))
			.build());
		assertThat(RetryConfig.defaults().sharedBudget()).isNull();
		assertThat(budget.maxTokens()).isEqualTo(100);
		assertThat(budget.tokenRatio()).isEqualTo(0.1);
		assertThat(budget.maxConcurrent()).isEqualTo(3);
	}

	@TestFactory
	Stream<DynamicTest> refusesWhatIsOutOfRange() {
		return Stream.of(wrong("ratio", (b) -> b.ratio(-0.1)), wrong("ratio", (b) -> b.ratio(1000.1)),
				wrong("ratio", (b) -> b.ratio(Double.NaN)), wrong("min-per-second", (b) -> b.minPerSecond(-1)),
				wrong("ttl", (b) -> b.ttl(Duration.ofMillis(999))), wrong("ttl", (b) -> b.ttl(Duration.ofSeconds(61))),
				wrong("max-tokens", (b) -> b.maxTokens(0)), wrong("token-ratio", (b) -> b.tokenRatio(0)),
				wrong("token-ratio", (b) -> b.tokenRatio(0.0004)), wrong("token-ratio", (b) -> b.tokenRatio(0.1234)),
				wrong("token-ratio", (b) -> b.tokenRatio(Double.POSITIVE_INFINITY)),
				wrong("token-ratio", (b) -> b.tokenRatio(Double.NaN)),
				wrong("max-concurrent", (b) -> b.maxConcurrent(-1)));
	}

	private static DynamicTest wrong(String property, UnaryOperator<RetryBudgetConfig.Builder> settings) {
		return DynamicTest.dynamicTest(property, () -> assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> settings.apply(RetryBudgetConfig.builder()).build())
			.satisfies(
					(ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property).containsExactly(property)));
	}

	@TestFactory
	Stream<DynamicTest> takesWhatIsAtTheEdge() {
		return Stream.<UnaryOperator<RetryBudgetConfig.Builder>>of((b) -> b.ratio(0), (b) -> b.ratio(1000),
				(b) -> b.minPerSecond(0), (b) -> b.ttl(Duration.ofSeconds(1)), (b) -> b.ttl(Duration.ofSeconds(60)),
				(b) -> b.maxTokens(1), (b) -> b.tokenRatio(0.001), (b) -> b.tokenRatio(0.007),
				(b) -> b.tokenRatio(123.456), (b) -> b.maxConcurrent(0))
			.map((settings) -> settings.apply(RetryBudgetConfig.builder()).build())
			.map((config) -> DynamicTest.dynamicTest(config.ratio() + ", " + config.tokenRatio() + ", " + config.ttl(),
					() -> assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config)));
	}

	@Test
	void theLastBudgetThatIsSetHolds() {
		RetryBudget shared = RetryBudget.shared("orders", RetryBudgetConfig.defaults());
		RetryConfig own = RetryConfig.builder().budget(shared).budget((budget) -> budget.ratio(0.5)).build();
		assertThat(own.sharedBudget()).isNull();
		assertThat(own.budget()).isEqualTo(RetryBudgetConfig.builder().ratio(0.5).build());
		RetryConfig sharing = own.toBuilder().budget(shared).build();
		assertThat(sharing.sharedBudget()).isSameAs(shared);
		assertThat(sharing.budget()).isEqualTo(RetryBudgetConfig.defaults());
	}

	@Test
	void settingsOfARetryAreEqualOnlyWithTheSameBudget() {
		RetryBudget shared = RetryBudget.shared("orders", RetryBudgetConfig.defaults());
		RetryConfig sharing = RetryConfig.builder().budget(shared).build();
		assertThat(sharing.toBuilder().build()).isEqualTo(sharing).isNotEqualTo(RetryConfig.defaults());
		assertThat(RetryConfig.builder().budget(RetryBudgetConfig.defaults()).build())
			.isEqualTo(RetryConfig.defaults());
		assertThat(RetryConfig.builder().budget(RetryBudgetConfig.none()).build()).isNotEqualTo(RetryConfig.defaults());
	}

}
