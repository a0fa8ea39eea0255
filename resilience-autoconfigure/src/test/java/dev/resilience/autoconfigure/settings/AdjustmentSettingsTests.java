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
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.classification.FailureCategory;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.AdjustmentRule;
import dev.resilience.retry.AttemptAdjuster;
import dev.resilience.retry.AttemptAdjustment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings below {@code retry.adjust}.
 */
class AdjustmentSettingsTests {

	private static final String X = "resilience.instances.x.";

	@Test
	void categoriesMapToWhatChanges() {
		ResolvedInstance settings = TestSettings.yaml("""
				resilience:
				  instances:
				    x:
				      retry:
				        adjust:
				          timeout:
				            timeout-multiplier: 2
				            max-timeout: 5s
				          RATE_LIMIT:
				            delay-multiplier: 3
				            max-attempts: 2
				""").bind().resolve("x");
		assertThat(settings.retryConfig().adjusters()).isEqualTo(Map.of(FailureCategory.TIMEOUT,
				AdjustmentRule.NOTHING.withTimeoutMultiplier(2).withMaxTimeout(Duration.ofSeconds(5)),
				FailureCategory.RATE_LIMIT, AdjustmentRule.NOTHING.withDelayMultiplier(3).withMaxAttempts(2)));
	}

	@Test
	void environmentVariablesSpellThemToo() {
		assertThat(TestSettings.variables("RESILIENCE_INSTANCES_X_RETRY_ADJUST_RATELIMIT_MAXATTEMPTS=2")
			.bind()
			.resolve("x")
			.retryConfig()
			.adjusters()).containsOnlyKeys(FailureCategory.RATE_LIMIT);
	}

	@Test
	void beansAreAskedAsWell() {
		ResolvedInstance settings = bind("retry.adjust.network.adjuster=smaller",
				"retry.adjust.network.max-attempts=2");
		AdjustmentRule rule = (AdjustmentRule) settings.retryConfig().adjusters().get(FailureCategory.NETWORK);
		assertThat(rule.maxAttempts()).isEqualTo(2);
		assertThat(rule.adjuster().adjust(null).note()).isEqualTo("smaller pages");
		assertThat(settings.retryConfig()).isEqualTo(settings.retryConfig());
	}

	@Test
	void customizersMayGiveTheAdjusterItself() {
		AttemptAdjuster adjuster = (request) -> null;
		ResilienceSettings settings = TestSettings.none()
			.bind()
			.withCustomizers(() -> List.of(new SettingsCustomizer("mine",
					(name, builder) -> builder.set("retry.adjust.network.adjuster", adjuster))));
		assertThat(settings.resolve("x").retryConfig().adjusters().get(FailureCategory.NETWORK))
			.isInstanceOfSatisfying(AdjustmentRule.class, (rule) -> assertThat(rule.adjuster()).isNotNull());
	}

	@Test
	void layersCompleteEachOther() {
		ResolvedInstance settings = TestSettings
			.properties("resilience.defaults.retry.adjust.timeout.timeout-multiplier=2",
					X + "retry.adjust.timeout.max-timeout=5s")
			.bind()
			.resolve("x");
		assertThat(settings.retryConfig().adjusters()).containsEntry(FailureCategory.TIMEOUT,
				AdjustmentRule.NOTHING.withTimeoutMultiplier(2).withMaxTimeout(Duration.ofSeconds(5)));
	}

	@Test
	void aLongestLimitOfNoGrowthIsRefused() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> bind("retry.adjust.timeout.max-timeout=5s").retryConfig())
			.satisfies((ex) -> assertThat(ex.problems()).singleElement().satisfies((problem) -> {
				assertThat(problem.place()).isEqualTo(X + "retry.adjust.timeout.max-timeout");
				assertThat(problem.reason()).isEqualTo("needs a timeout-multiplier beside it");
			}));
	}

	@Test
	void whatIsSetTakesEffectAndNothingElse() {
		assertThat(bind("retry.adjust.timeout.delay-multiplier=1.5").effectiveSettings(Set.of(PolicyType.RETRY)))
			.contains(new EffectiveSetting("retry.adjust.timeout.delay-multiplier", "1.5", "test properties"))
			.filteredOn((setting) -> setting.key().startsWith("retry.adjust"))
			.hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					retry.adjust.timout.max-attempts     | 2    | retry.adjust.timout | Did you mean resilience.instances.x.retry.adjust.timeout?
					retry.adjust.timeout.max-attempt     | 2    | retry.adjust.timeout.max-attempt | retry.adjust.timeout.max-attempts?
					retry.adjust.timeout                 | 2    | retry.adjust.timeout | Set below it: timeout-multiplier
					retry.adjust.timeout.max-attempts    | many | retry.adjust.timeout.max-attempts | is not a whole number
					retry.adjust.network.adjuster        | #x   | retry.adjust.network.adjuster | must be the name of an AttemptAdjuster bean
					""")
	void mistakesAreSaidWithTheirRemedy(String key, String value, String place, String message) {
		assertThat(TestSettings.properties(X + key + "=" + value).problems()).singleElement().satisfies((problem) -> {
			assertThat(problem.place()).isEqualTo(X + place);
			assertThat(problem.reason() + " " + problem.suggestion()).contains(message);
		});
	}

	@Test
	void missingBeansAreNamedWithTheNearest() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> bind("retry.adjust.network.adjuster=smallr").retryConfig())
			.satisfies((ex) -> assertThat(ex.problems().get(0).suggestion()).isEqualTo("Did you mean smaller?"));
	}

	private static ResolvedInstance bind(String... properties) {
		for (int i = 0; i < properties.length; i++) {
			properties[i] = X + properties[i];
		}
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Beans.class);
		return TestSettings.properties(properties).bind().withBeans(context.getBeanFactory()).resolve("x");
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		AttemptAdjuster smaller() {
			return (request) -> AttemptAdjustment.ofAttributes(Map.of("page-size", 10), "smaller pages");
		}

	}

}
