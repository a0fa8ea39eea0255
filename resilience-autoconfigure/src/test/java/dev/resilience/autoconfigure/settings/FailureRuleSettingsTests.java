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

import org.junit.jupiter.api.Test;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Retryable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings below {@code resilience.classification.rules}.
 */
class FailureRuleSettingsTests {

	private static final String RULES = "resilience.classification.rules";

	@Test
	void rulesSayWhatFailuresMean() {
		List<FailureRuleProperties.Rule> rules = rules(TestSettings.yaml("""
				resilience:
				  classification:
				    rules:
				      - match: com.acme.BusyException
				        category: rate-limit
				        retry-after: 3s
				        subtype: busy
				      - match: SQLSTATE 40001
				        category: CONFLICT
				        retryable: if-idempotent
				        effect: unknown
				        speaks-against-target: true
				        confidence: 0.9
				"""));
		assertThat(rules.stream().map(FailureRuleProperties.Rule::match)).containsExactly("com.acme.BusyException",
				"SQLSTATE 40001");
		assertThat(rules.get(0).meaning()).isEqualTo(Classification.builder(FailureCategory.RATE_LIMIT)
			.retryAfter(Duration.ofSeconds(3))
			.subtype("busy")
			.ruleId("rules[0]")
			.build());
		assertThat(rules.get(0).origin()).isEqualTo("application.yml:4");
		assertThat(rules.get(1).meaning()).isEqualTo(Classification.builder(FailureCategory.CONFLICT)
			.retryable(Retryable.IF_IDEMPOTENT)
			.effect(Effect.UNKNOWN)
			.speaksAgainstTarget(true)
			.confidence(0.9)
			.ruleId("rules[1]")
			.build());
	}

	@Test
	void yesAndNoAreTruthValuesInYaml() {
		List<FailureRuleProperties.Rule> rules = rules(TestSettings.yaml("""
				resilience.classification.rules:
				  - match: HTTP 409
				    category: conflict
				    retryable: yes
				  - match: HTTP 500
				    category: overload
				    retryable: no
				"""));
		assertThat(rules.stream().map((rule) -> rule.meaning().retryable())).containsExactly(Retryable.YES,
				Retryable.NO);
	}

	@Test
	void environmentVariablesSpellThemToo() {
		List<FailureRuleProperties.Rule> rules = rules(TestSettings.variables(
				"RESILIENCE_CLASSIFICATION_RULES_0_MATCH=HTTP 418", "RESILIENCE_CLASSIFICATION_RULES_0_CATEGORY=BUG",
				"RESILIENCE_CLASSIFICATION_RULES_0_RETRYAFTER=1s"));
		assertThat(rules).hasSize(1);
		assertThat(rules.get(0).meaning().retryAfter()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void theStrongestListCountsAsAWhole() {
		List<FailureRuleProperties.Rule> rules = rules(TestSettings.yaml("""
				resilience.classification.rules:
				  - match: HTTP 418
				    category: bug
				""").andYaml("weaker.yml", """
				resilience.classification.rules:
				  - match: HTTP 500
				    category: overload
				    retry-after: 1s
				  - match: HTTP 501
				    category: overload
				"""));
		assertThat(rules).singleElement().satisfies((rule) -> {
			assertThat(rule.match()).isEqualTo("HTTP 418");
			assertThat(rule.meaning().retryAfter()).isNull();
		});
	}

	@Test
	void anEmptyListHasNoRules() {
		assertThat(rules(TestSettings.yaml("resilience.classification.rules:"))).isEmpty();
		assertThat(rules(TestSettings.none())).isEmpty();
	}

	@Test
	void anUnknownCategoryIsReportedWithTheNearest() {
		assertProblem("is none of network", "rate-limit", RULES + "[0].match=HTTP 500",
				RULES + "[0].category=rate-limt");
	}

	@Test
	void whatMatchesNothingIsReported() {
		assertProblem("is neither the name of a class nor a code nor a keyword", "keyword:", RULES + "[0].match=a b c",
				RULES + "[0].category=bug");
	}

	@Test
	void halfARuleIsReported() {
		assertProblem("has no category", "category: unavailable", RULES + "[0].match=HTTP 500");
		assertProblem("has no match", "keyword:", RULES + "[0].category=bug");
	}

	@Test
	void otherKeysAreReported() {
		assertProblem("is no known setting", "Did you mean " + RULES + "[0].category?", RULES + "[0].match=HTTP 500",
				RULES + "[0].category=bug", RULES + "[0].categroy=bug");
		assertProblem("is no known setting", "Did you mean " + RULES + "?", "resilience.classification.rulse=x");
		assertProblem("must be from 0 to 1", "", RULES + "[0].match=HTTP 500", RULES + "[0].category=bug",
				RULES + "[0].confidence=2");
	}

	private static List<FailureRuleProperties.Rule> rules(TestSettings settings) {
		return SettingsBinder.bind(settings.environment()).globals().get(FailureRuleProperties.class).rules();
	}

	private static void assertProblem(String reason, String suggestion, String... properties) {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> rules(TestSettings.properties(properties)))
			.satisfies((ex) -> assertThat(ex.problems()).singleElement().satisfies((problem) -> {
				assertThat(problem.reason()).contains(reason);
				assertThat(String.valueOf(problem.suggestion())).contains(suggestion);
			}));
	}

}
