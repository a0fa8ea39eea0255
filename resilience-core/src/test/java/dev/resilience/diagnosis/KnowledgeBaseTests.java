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

package dev.resilience.diagnosis;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KnowledgeBaseTests {

	private static final FailureFacts FACTS = FailureFacts.of(
			new IllegalStateException("outer text", new SQLException("Too Many Connections", "53300", 77)),
			FailureClassifier.standard(), "orders");

	@Test
	void putsTheMostSpecificPatternFirst() {
		KnowledgeBase base = KnowledgeBase.of(List.of(pattern("category", condition("category")),
				pattern("instance", condition("instance")), pattern("message", condition("message")),
				pattern("type", condition("type")), pattern("rule", condition("rule")),
				pattern("code", condition("code")), pattern("signature", condition("signature"))));
		assertThat(base.matching(FACTS)).extracting(FailurePattern::id)
			.containsExactly("signature", "code", "rule", "type", "message", "instance", "category");
	}

	@Test
	void findsPatternsBySignature() {
		KnowledgeBase base = KnowledgeBase
			.of(List.of(pattern("a", condition("signature")), pattern("b", condition("code"))));
		assertThat(base.bySignature(FACTS.signature().toUpperCase(Locale.ROOT))).extracting(FailurePattern::id)
			.containsExactly("a");
		assertThat(base.bySignature("other")).isEmpty();
	}

	@Test
	void letsTheFirstOfTheSameIdCount() {
		KnowledgeBase base = KnowledgeBase
			.of(List.of(pattern("a", condition("signature")), pattern("a", condition("code"))));
		assertThat(base.patterns()).singleElement().isEqualTo(base.find("a").orElseThrow());
		assertThat(base.bySignature(FACTS.signature())).hasSize(1);
	}

	@Test
	void asksTypesCodesAndMessagesOfOneException() {
		assertThat(new FailureCondition(List.of(), List.of(), List.of(), List.of("java.lang.RuntimeException"),
				List.of("too many"), List.of(), List.of())
			.match(FACTS)).isEqualTo(FailureCondition.NO_MATCH);
		assertThat(new FailureCondition(List.of(), List.of(), List.of("VENDOR 77"), List.of("SQLException"),
				List.of("too many"), List.of(), List.of())
			.match(FACTS)).isPositive();
	}

	@Test
	void letsCodesEndWithAnything() {
		assertThat(code("SQLSTATE 53*").match(FACTS)).isPositive();
		assertThat(code("sqlstate 53300").match(FACTS)).isPositive();
		assertThat(code("SQLSTATE 54*").match(FACTS)).isEqualTo(FailureCondition.NO_MATCH);
		assertThat(code("SQLSTATE 5330").match(FACTS)).isEqualTo(FailureCondition.NO_MATCH);
	}

	@Test
	void refusesWhatCouldNeverHelp() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FailureCondition(List.of(), List.of(), List.of(),
				List.of(), List.of(), List.of(), List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> pattern("", condition("code")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FailurePattern("a", List.of(), "b", 1, null, List.of(), List.of(), null));
		assertThatIllegalArgumentException().isThrownBy(
				() -> new FailurePattern("a", List.of(condition("code")), "b", 1, null, List.of(), List.of(), null));
	}

	@Test
	void givesStepsTheRunbookOfTheirPattern() {
		FailurePattern pattern = pattern("a", condition("code"));
		assertThat(pattern.steps()).singleElement().satisfies((step) -> {
			assertThat(step.order()).isEqualTo(1);
			assertThat(step.runbook()).isEqualTo("https://runbooks.example/a");
		});
	}

	private static FailurePattern pattern(String id, FailureCondition condition) {
		return DiagnoserTests.pattern(id, condition, 0.8);
	}

	private static FailureCondition code(String code) {
		return DiagnoserTests.condition(List.of(code), List.of(), List.of());
	}

	private static FailureCondition condition(String what) {
		return new FailureCondition(of(what, "signature", FACTS.signature()),
				of(what, "rule", FACTS.classification().ruleId()), of(what, "code", "SQLSTATE 53300"),
				of(what, "type", "java.sql.SQLException"), of(what, "message", "too many CONNECTIONS"),
				of(what, "instance", "orders"),
				what.equals("category") ? List.of(FailureCategory.OVERLOAD) : List.of());
	}

	private static List<String> of(String wanted, String what, String entry) {
		return wanted.equals(what) ? List.of(entry) : List.of();
	}

}
