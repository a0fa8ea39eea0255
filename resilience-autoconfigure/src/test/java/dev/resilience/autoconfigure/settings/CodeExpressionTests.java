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
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.expression.EvaluationException;

import dev.resilience.autoconfigure.fixture.Payment;
import dev.resilience.autoconfigure.fixture.Payment.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What expressions over results can and cannot do.
 */
class CodeExpressionTests {

	private static final Payment PENDING = new Payment(Status.PENDING);

	@ParameterizedTest
	@ValueSource(strings = { "#result.status == 'PENDING'", "'PENDING' == #result.status", "#result.status != 'DONE'",
			"#result.status() == 'PENDING'", "#result?.status == 'PENDING'", "#result.status.name() == 'PENDING'",
			"#result.status.name == 'PENDING' and #result.status.open", "#result.note == 'late'",
			"#result.amount > 40 && !(#result.note matches 'early.*')", "#result.status.open", "#result.isHigh(41)",
			"#result.id.isPresent()", "#result != null", "{'late', 'early'}.contains(#result.note)",
			"#result.parts.?[#this.endsWith('b')].size() == 1", "#result.parts.?[length() == 2].size() == 2",
			"(#result.status == 'DONE') ? false : #result.amount == 42" })
	void readsMembersOfTheResult(String text) throws UnusableValueException {
		assertThat(CodeExpression.parse(text, "result").valueFor(PENDING)).isEqualTo(true);
	}

	@Test
	void comparesConstantsByTheirNames() throws UnusableValueException {
		CodeExpression expression = CodeExpression.parse("#result == 'PENDING'", "result");
		assertThat(expression.valueFor(Status.PENDING)).isEqualTo(true);
		assertThat(expression.valueFor(Status.DONE)).isEqualTo(false);
		assertThat(expression.valueFor("PENDING")).isEqualTo(true);
		assertThat(expression.valueFor(null)).isEqualTo(false);
	}

	@Test
	void readsMaps() throws UnusableValueException {
		Map<String, Object> result = Map.of("status", "PENDING");
		assertThat(CodeExpression.parse("#result.status == 'PENDING'", "result").valueFor(result)).isEqualTo(true);
		assertThat(CodeExpression.parse("#result['status'] == 'PENDING'", "result").valueFor(result)).isEqualTo(true);
	}

	@Test
	void yieldsWhatTheResultHolds() throws UnusableValueException {
		assertThat(CodeExpression.parse("#failure.message", "failure").valueFor(new IllegalStateException("boom")))
			.isEqualTo("boom");
		assertThat(CodeExpression.parse("#result.retryAfter", "result").valueFor(PENDING))
			.isEqualTo(Duration.ofSeconds(42));
	}

	@Test
	void failsWhereThereIsNoSuchMember() throws UnusableValueException {
		CodeExpression expression = CodeExpression.parse("#result.status == 'PENDING'", "result");
		assertThatExceptionOfType(EvaluationException.class).isThrownBy(() -> expression.valueFor("text"));
		assertThatExceptionOfType(EvaluationException.class).isThrownBy(() -> expression.valueFor(null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			T(java.lang.Runtime).getRuntime().exec(#result) | can only read members of #result
			new java.io.File(#result).delete()              | can only read members of #result
			@bean.test(#result)                             | can only read members of #result
			#result.note = 'x'                              | can only read members of #result
			#result.amount++                                | can only read members of #result
			#result(1)                                      | can only read members of #result
			#result.parts.![T(java.lang.System).exit(1)]    | can only read members of #result
			#result.isHigh(T(java.lang.System).exit(1))     | can only read members of #result
			#reslt.note == 'late'                           | has #reslt, but the only variable is #result
			#root == #result                                | has #root, but the only variable is #result
			#result.status == PENDING                       | has PENDING, which is a member of nothing
			note == #result.note                            | has note, which is a member of nothing
			size() == #result.amount                        | has size(), which is a member of nothing
			#result.status ==                               | does not parse
			#result.status == 'PENDING                      | does not parse
			""")
	void doesNothingElse(String text, String reason) {
		assertThatExceptionOfType(UnusableValueException.class).isThrownBy(() -> CodeExpression.parse(text, "result"))
			.satisfies((ex) -> assertThat(ex.reason()).contains(reason));
	}

	@ParameterizedTest
	@ValueSource(strings = { "#result.getClass()", "#result.class.forName('java.lang.Runtime')",
			"#result.class.classLoader", "#result.secret" })
	void reachesNoClassesThroughTheResult(String text) throws UnusableValueException {
		CodeExpression expression = CodeExpression.parse(text, "result");
		assertThatExceptionOfType(EvaluationException.class).isThrownBy(() -> expression.valueFor(PENDING));
	}

	@Test
	void isEqualToTheSameText() throws UnusableValueException {
		CodeExpression expression = CodeExpression.parse("#result == null", "result");
		assertThat(expression).isEqualTo(CodeExpression.parse("#result == null", "result"))
			.hasSameHashCodeAs(CodeExpression.parse("#result == null", "result"))
			.isNotEqualTo(CodeExpression.parse("#result != null", "result"));
	}

}
