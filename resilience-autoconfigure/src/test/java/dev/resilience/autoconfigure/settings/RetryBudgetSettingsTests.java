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
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryBudget;
import dev.resilience.retry.RetryBudgetConfig;
import dev.resilience.retry.RetryBudgetType;
import dev.resilience.retry.RetryConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings below {@code retry.budget} and {@code resilience.retry-budgets}.
 */
class RetryBudgetSettingsTests {

	private static final String X = "resilience.instances.x.";

	private static final String SHARED = "resilience.retry-budgets.";

	@Test
	void everySettingReachesTheBudget() {
		RetryConfig config = TestSettings.yaml("""
				resilience:
				  instances:
				    x:
				      retry:
				        budget:
				          type: token-bucket
				          ratio: 0.3
				          min-per-second: 4
				          ttl: 20s
				          max-tokens: 50
				          token-ratio: 0.25
				          max-concurrent: 7
				""").bind().resolve("x").retryConfig();
		assertThat(config.budget()).isEqualTo(RetryBudgetConfig.builder()
			.type(RetryBudgetType.TOKEN_BUCKET)
			.ratio(0.3)
			.minPerSecond(4)
			.ttl(Duration.ofSeconds(20))
			.maxTokens(50)
			.tokenRatio(0.25)
			.maxConcurrent(7)
			.build());
		assertThat(config.sharedBudget()).isNull();
	}

	@Test
	void instancesThatNameABudgetShareIt() {
		ResilienceSettings settings = TestSettings.yaml("""
				resilience:
				  retry-budgets:
				    orders-db:
				      type: concurrent
				      max-concurrent: 5
				    plain: {}
				  defaults:
				    retry.budget.name: plain
				  templates:
				    sql:
				      retry.budget.name: ordersDb
				  instances:
				    a:
				      template: sql
				    b:
				      retry.budget.name: orders-db
				""").bind();
		RetryBudget shared = settings.resolve("a").retryConfig().sharedBudget();
		assertThat(shared).isNotNull().isSameAs(settings.resolve("b").retryConfig().sharedBudget());
		assertThat(shared.name()).isEqualTo("orders-db");
		assertThat(shared.config())
			.isEqualTo(RetryBudgetConfig.builder().type(RetryBudgetType.CONCURRENT).maxConcurrent(5).build());
		RetryBudget plain = settings.resolve("others").retryConfig().sharedBudget();
		assertThat(plain).isNotNull();
		assertThat(plain.config()).isEqualTo(RetryBudgetConfig.defaults());
	}

	@Test
	void environmentVariablesSpellThemToo() {
		ResilienceSettings settings = TestSettings
			.variables("RESILIENCE_RETRYBUDGETS_ORDERS_DB_MINPERSECOND=3",
					"RESILIENCE_INSTANCES_X_RETRY_BUDGET_NAME=orders-db")
			.bind();
		RetryBudget shared = settings.resolve("x").retryConfig().sharedBudget();
		assertThat(shared).isNotNull();
		assertThat(shared.config().minPerSecond()).isEqualTo(3);
	}

	@Test
	void nameAboveSettingsOfABudgetReplacesThem() {
		ResolvedInstance instance = TestSettings
			.properties("resilience.defaults.retry.budget.ratio=0.5", SHARED + "db.ttl=5s", X + "retry.budget.name=db")
			.bind()
			.resolve("x");
		assertThat(instance.retryConfig().sharedBudget()).isNotNull();
		assertThat(instance.effectiveSettings(Set.of(PolicyType.RETRY)))
			.filteredOn((setting) -> setting.key().startsWith("retry.budget"))
			.containsExactly(new EffectiveSetting("retry.budget.name", "db", "test properties"));
	}

	@Test
	void settingsOfABudgetAboveANameReplaceIt() {
		ResolvedInstance instance = TestSettings
			.properties("resilience.defaults.retry.budget.name=db", SHARED + "db.ttl=5s", X + "retry.budget.type=none")
			.bind()
			.resolve("x");
		assertThat(instance.retryConfig().sharedBudget()).isNull();
		assertThat(instance.retryConfig().budget().type()).isEqualTo(RetryBudgetType.NONE);
	}

	@Test
	void nameBesideSettingsOfABudgetContradicts() {
		assertThat(
				TestSettings.properties(SHARED + "db.ttl=5s", X + "retry.budget.name=db", X + "retry.budget.ratio=0.1")
					.problems())
			.singleElement()
			.satisfies((problem) -> {
				assertThat(problem.place()).isEqualTo(X + "retry.budget.name");
				assertThat(problem.reason())
					.isEqualTo("must not be set beside " + X + "retry.budget.ratio = 0.1 (test properties)");
				assertThat(problem.suggestion()).contains("resilience.retry-budgets.db.");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					resilience.instances.x.retry.budget.name  | orderz | names none of those under resilience.retry-budgets, which holds orders Did you mean orders?
					resilience.templates.x.retry.budget.name  | orderz | Did you mean orders?
					resilience.defaults.retry.budget.name     | orderz | Did you mean orders?
					resilience.instances.x.retry.budget.name  | 1st    | is no legal name
					resilience.instances.x.retry.budget.ratoi | 0.1    | Did you mean resilience.instances.x.retry.budget.ratio?
					resilience.instances.x.retry.budget.type  | leaky  | ratio, token-bucket, concurrent, none
					resilience.instances.x.retry.budget.ttl   | 61s    | must be from 1s to 60s
					resilience.instances.x.retry.budget       | 0.2    | Set below it: type, ratio
					resilience.retry-budgets.orders.ratoi     | 0.1    | Did you mean resilience.retry-budgets.orders.ratio?
					resilience.retry-budgets.orders.ratio     | -1     | must be from 0 to 1000
					resilience.retry-budgets.orders.token-ratio | 0.0001 | must be at least 0.001, with three decimals at most
					resilience.retry-budgets.orders.name      | other  | is no known setting
					resilience.retry-budgets.1st.ratio        | 1      | is no legal name
					resilience.retry-budgts.orders.ratio      | 1      | Did you mean resilience.retry-budgets
					""")
	void mistakesAreSaidWithTheirRemedy(String key, String value, String message) {
		assertThat(TestSettings.properties(SHARED + "orders.min-per-second=1", key + "=" + value).problems())
			.singleElement()
			.satisfies((problem) -> assertThat(problem.reason() + " " + problem.suggestion()).contains(message));
	}

	@Test
	void nameWithoutAnyBudgetIsRefused() {
		assertThat(TestSettings.properties(X + "retry.budget.name=db").problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.reason())
				.isEqualTo("names a retry budget, but resilience.retry-budgets holds none"));
	}

	@Test
	void customizersMayNameABudget() {
		ResilienceSettings settings = TestSettings.properties(SHARED + "db.ttl=5s")
			.bind()
			.withCustomizers(() -> List.of(new SettingsCustomizer("mine",
					(name, builder) -> builder.set("retry.budget.name", name.equals("x") ? "db" : "bd"))));
		assertThat(settings.resolve("x").retryConfig().sharedBudget()).isNotNull();
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> settings.resolve("y").retryConfig())
			.satisfies((ex) -> assertThat(ex.problems().get(0).suggestion()).isEqualTo("Did you mean db?"));
	}

}
