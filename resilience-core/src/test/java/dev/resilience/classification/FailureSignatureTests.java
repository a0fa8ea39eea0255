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

package dev.resilience.classification;

import java.sql.SQLException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailureSignatureTests {

	private final FailureClassifier classifier = FailureClassifier.standard();

	@Test
	void caseD098WhiteSpaceMakesNoDifference() {
		String signature = FailureSignature.of("E42", "cannot  open\n\tthe door ");
		assertThat(signature).matches("[0-9a-f]{40}").isEqualTo(FailureSignature.of("E42", " cannot open the door"));
		assertThat(signature).isNotEqualTo(FailureSignature.of("E43", "cannot open the door"))
			.isNotEqualTo(FailureSignature.of("E42", "cannot open a door"));
	}

	@Test
	void caseD098TheFirst2000CharactersCount() {
		String text = "x".repeat(2000);
		assertThat(FailureSignature.of("E42", text + "y")).isEqualTo(FailureSignature.of("E42", text));
		assertThat(FailureSignature.of("E42", "x".repeat(1999))).isNotEqualTo(FailureSignature.of("E42", text));
		assertThat(FailureSignature.of("E42", null)).isEqualTo(FailureSignature.of("E42", ""));
	}

	@Test
	void failuresAreAlikeByTypeCodeAndPlace() {
		String signature = signature(failure("23505", "com.acme.Orders", "place"));
		assertThat(signature).matches("[0-9a-f]{16}")
			.isEqualTo(signature(failure("23505", "com.acme.Orders", "place")))
			.isEqualTo(signature(new CompletionException(failure("23505", "com.acme.Orders", "place"))));
		assertThat(signature).isNotEqualTo(signature(failure("40001", "com.acme.Orders", "place")))
			.isNotEqualTo(signature(failure("23505", "com.acme.Orders", "cancel")))
			.isNotEqualTo(signature(failure("23505", "com.acme.Stock", "place")));
	}

	@Test
	void whatHasNoTraceHasASignatureToo() {
		Exception failure = new Exception();
		failure.setStackTrace(new StackTraceElement[0]);
		assertThat(signature(failure)).hasSize(16);
	}

	private String signature(Throwable failure) {
		return FailureSignature.of(failure, this.classifier.classify(failure));
	}

	private static SQLException failure(String state, String type, String method) {
		SQLException failure = new SQLException("refused at " + System.nanoTime(), state);
		failure.setStackTrace(new StackTraceElement[] { new StackTraceElement("org.h2.Driver", "run", null, 1),
				new StackTraceElement("java.lang.Thread", "run", null, 2),
				new StackTraceElement(type, method, null, (int) System.nanoTime()),
				new StackTraceElement("com.acme.Main", "main", null, 3) });
		return failure;
	}

}
