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

import java.io.IOException;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.classification.FailureCategory;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Lists of failures that hold categories beside classes.
 */
class ListedFailureTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "category:RATE_LIMIT", "category:rate-limit", "Category: rateLimit", "CATEGORY:Rate_limit" })
	void categoriesAreReadInAnyUsualSpelling(String text) {
		assertThat(retry("['" + text + "', java.io.IOException]")).satisfies((config) -> {
			assertThat(config.retryOnCategories()).containsExactly(FailureCategory.RATE_LIMIT);
			assertThat(config.retryOn()).containsExactly(IOException.class);
		});
	}

	@Test
	void everyListTakesCategories() {
		ResolvedInstance payments = TestSettings.yaml("""
				resilience.instances.payments:
				  retry: { retry-on: category:NETWORK, abort-on: category:QUOTA }
				  circuit-breaker: { record-on: [category:OVERLOAD], ignore-on: [category:BUG, category:CONFLICT] }
				""").bind().resolve("payments");
		assertThat(payments.retryConfig().retryOnCategories()).containsExactly(FailureCategory.NETWORK);
		assertThat(payments.retryConfig().retryOn()).isNull();
		assertThat(payments.retryConfig().abortOnCategories()).containsExactly(FailureCategory.QUOTA);
		assertThat(payments.circuitBreakerConfig().recordOnCategories()).containsExactly(FailureCategory.OVERLOAD);
		assertThat(payments.circuitBreakerConfig().ignoreOnCategories())
			.isEqualTo(Set.of(FailureCategory.BUG, FailureCategory.CONFLICT));
	}

	@Test
	void aListReplacesTypesAndCategoriesOfTheLayersBelow() {
		Settings annotation = Settings.builder("annotation")
			.set(SettingKeys.RETRY_RETRY_ON,
					List.of(ListedFailure.of(IOException.class), ListedFailure.of(FailureCategory.NETWORK)))
			.build();
		RetryConfig config = TestSettings.yaml("resilience.instances.payments.retry.retry-on: category:CONFLICT")
			.bind()
			.resolve("payments", annotation)
			.retryConfig();
		assertThat(config.retryOn()).isNull();
		assertThat(config.retryOnCategories()).containsExactly(FailureCategory.CONFLICT);
	}

	@Test
	void effectiveSettingsShowCategories() {
		assertThat(TestSettings
			.yaml("resilience.instances.payments.retry.abort-on: [java.io.IOException, 'category:not-found']")
			.bind()
			.resolve("payments")
			.effectiveSettings(List.of(PolicyType.RETRY)))
			.contains(new EffectiveSetting("retry.abort-on", "java.io.IOException,category:NOT_FOUND",
					"application.yml:1"));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', value = {
			"category:RATE_LIMITS | names the category RATE_LIMITS, which does not exist | Did you mean category:RATE_LIMIT?",
			"category:timeot | names the category timeot, which does not exist | Did you mean category:TIMEOUT?",
			"rate-limit | names the class rate-limit, which cannot be loaded | Did you mean category:RATE_LIMIT?" })
	void misspeltCategoriesStopTheStart(String text, String reason, String suggestion) {
		assertThat(TestSettings.yaml("resilience.instances.payments.retry.retry-on: ['" + text + "']").problems())
			.singleElement()
			.satisfies((problem) -> {
				assertThat(problem.reason()).isEqualTo(reason);
				assertThat(problem.suggestion()).isEqualTo(suggestion);
			});
	}

	@Test
	void whatResemblesNoCategoryIsAnsweredWithAllOfThem() {
		assertThat(TestSettings.yaml("resilience.instances.payments.retry.retry-on: 'category:'").problems())
			.singleElement()
			.satisfies((problem) -> assertThat(problem.suggestion()).contains("NETWORK, TIMEOUT", "UNKNOWN."));
	}

	@Test
	void namesEitherATypeOrACategory() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ListedFailure(null, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ListedFailure(IOException.class, FailureCategory.NETWORK));
	}

	private static RetryConfig retry(String list) {
		return TestSettings.yaml("resilience.instances.payments.retry.retry-on: " + list)
			.bind()
			.resolve("payments")
			.retryConfig();
	}

}
