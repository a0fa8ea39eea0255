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

package dev.resilience.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.InvalidSettingsException;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.retry.RetryBudgetSnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Retry budgets while settings change.
 */
class RetryBudgetChangeTests {

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("changing", this.properties)));

	private void run(Consumer<AssertableApplicationContext> test) {
		this.properties.put("resilience.retry-budgets.db.min-per-second", 1);
		for (String name : new String[] { "orders", "stock" }) {
			this.properties.put("resilience.instances." + name + ".retry.delay", "0s");
			this.properties.put("resilience.instances." + name + ".retry.budget.name", "db");
		}
		this.contextRunner.run(test::accept);
	}

	private static Resilience instance(AssertableApplicationContext context, String name) {
		return context.getBean(ResilienceRegistry.class).find(name).orElseThrow();
	}

	private static RetryBudgetSnapshot budget(AssertableApplicationContext context, String name) {
		return instance(context, name).policies().retryCounters().budget();
	}

	private static void fail(AssertableApplicationContext context, String name) {
		instance(context, name).attempt(() -> {
			throw new IllegalStateException("down");
		});
	}

	private static void change(AssertableApplicationContext context, String text) {
		context.getBean(LiveSettings.class).change("orders", text, ChangedBy.CODE);
	}

	@Test
	void instancesSpendASharedBudgetTogetherAndItsSettingsFollowTheEnvironment() {
		run((context) -> {
			fail(context, "orders");
			assertThat(budget(context, "stock").name()).isEqualTo("db");
			assertThat(budget(context, "stock").balance()).as("10 + 0.2 - 2").isEqualTo(8);
			this.properties.put("resilience.retry-budgets.db.min-per-second", 3);
			assertThat(context.getBean(ResilienceRefresher.class).refresh()).isTrue();
			assertThat(budget(context, "stock").balance()).as("30 + 0.2 - 2").isEqualTo(28);
			assertThat(budget(context, "orders")).isEqualTo(budget(context, "stock"));
			this.properties.remove("resilience.retry-budgets.db.min-per-second");
			assertThat(context.getBean(ResilienceRefresher.class).refresh()).isFalse();
			assertThat(budget(context, "stock").balance()).isEqualTo(28);
		});
	}

	@Test
	void liveChangeGivesAnInstanceItsOwnBudgetAndBackAgain() {
		run((context) -> {
			fail(context, "stock");
			change(context, "retry.budget.min-per-second=2");
			assertThat(budget(context, "orders").name()).isNull();
			assertThat(budget(context, "orders").balance()).isEqualTo(20);
			fail(context, "orders");
			change(context, "retry.budget.min-per-second=4");
			assertThat(budget(context, "orders").balance()).as("40 + 0.2 - 2").isEqualTo(38);
			change(context, "retry.budget.name=db");
			assertThat(budget(context, "orders").balance()).isEqualTo(8);
			change(context, "retry.budget.type=none");
			assertThat(budget(context, "orders")).isNull();
		});
	}

	@Test
	void liveChangeToAnUnknownBudgetIsRefused() {
		run((context) -> {
			assertThatExceptionOfType(InvalidSettingsException.class)
				.isThrownBy(() -> change(context, "retry.budget.name=bd"))
				.satisfies((ex) -> assertThat(ex.problems()).singleElement()
					.satisfies((problem) -> assertThat(problem.suggestion()).isEqualTo("Did you mean db?")));
			assertThatExceptionOfType(InvalidSettingsException.class)
				.isThrownBy(() -> change(context, "retry.budget.name=db\nretry.budget.ratio=0.1"))
				.withMessageContaining("must not be set beside");
			assertThat(budget(context, "orders").name()).isEqualTo("db");
		});
	}

}
