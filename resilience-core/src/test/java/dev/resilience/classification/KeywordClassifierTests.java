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

import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeywordClassifierTests {

	private final FailureClassifier classifier = FailureClassifier.keywords();

	@ParameterizedTest(name = "{0} {1}")
	@CsvSource({ "D-001, Invalid config value for model, config_error, 1.0",
			"D-002, Out of memory (OOM), resource_exhaustion, 1.0",
			"D-003, Connection refused to API, dependency_failure, 1.0", "D-004, Request timed out, timeout, 1.0",
			"D-005, Permission denied, permission_error, 1.0",
			"D-006, Assertion failed: expected True, logic_error, 1.0", "D-007, Something weird happened, unknown, 0.5",
			"D-085, Timeout while loading settings, config_error, 1.0", "D-086, TypeError: x, unknown, 0.5",
			"D-086, type error: x, logic_error, 1.0", "D-087, '', unknown, 0.5" })
	void theFirstKeywordDecides(String row, String text, String category, double confidence) {
		for (Classification meaning : List.of(this.classifier.classify(text),
				this.classifier.classify(new CompletionException(new Exception(text))))) {
			assertThat(meaning.subtype()).as(row).isEqualTo(category);
			assertThat(meaning.confidence()).as(row).isEqualTo(confidence);
		}
		assertThat(ClassifiedText.of(text, this.classifier, ClassificationContext.NONE).toMap())
			.containsEntry("original_error", text);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource({ "config_error, 'config,setting,parameter,invalid value', MEDIUM, 'adjust_config,escalate'",
			"resource_exhaustion, 'memory,disk,quota,resource,oom', HIGH, 'retry,fallback'",
			"dependency_failure, 'connection,network,dns,import,module', MEDIUM, 'fallback,retry'",
			"timeout, 'timeout,timed out,deadline', LOW, 'retry,skip'",
			"permission_error, 'permission,denied,forbidden,unauthorized', HIGH, escalate",
			"logic_error, 'assertion,type error,key error,index,attribute', LOW, escalate",
			"unknown, weird, LOW, 'retry,escalate'" })
	void theTableHolds(String category, String keywords, Impact impact, String strategies) {
		for (String keyword : keywords.split(",")) {
			Classification meaning = this.classifier.classify("an " + keyword.toUpperCase(Locale.ROOT) + "!");
			assertThat(meaning.subtype()).isEqualTo(category);
			assertThat(meaning.impact()).isEqualTo(impact);
			assertThat(meaning.strategies().stream().map(RecoveryStrategy::id)).containsExactly(strategies.split(","));
		}
	}

	@Test
	void caseD008FieldsAreThoseOfOtherTools() {
		ClassificationContext context = new ClassificationContext("", Map.of("agent", "agent-1"));
		ClassifiedText text = ClassifiedText.of("Config issue", this.classifier, context);
		assertThat(text.toMap())
			.isEqualTo(Map.of("category", "config_error", "original_error", "Config issue", "strategies",
					List.of("adjust_config", "escalate"), "confidence", 1.0))
			.containsOnlyKeys("category", "original_error", "strategies", "confidence");
	}

	@Test
	void withoutASubtypeTheKindIsTheCategory() {
		ClassifiedText text = ClassifiedText.of("quota", FailureClassifier.standard(), ClassificationContext.NONE);
		assertThat(text.toMap()).containsEntry("category", "quota");
	}

	@ParameterizedTest(name = "D-118 {0}")
	@CsvSource({ "java.util.concurrent.TimeoutException, transient", "java.net.ConnectException, transient",
			"org.acme.ConnectionResetException, transient", "org.acme.NetworkException, transient",
			"org.acme.ReadTimeout, transient", "org.acme.BadSchemaException, validation",
			"java.text.ParseException, validation", "java.lang.IllegalArgumentException, unknown",
			"java.io.IOException, unknown" })
	void caseD118NamesOfTypesDecide(String type, String kind) {
		Classification meaning = FailureClassifier.typeNames().classify(named(type));
		assertThat(meaning.subtype()).isEqualTo(kind);
		assertThat(FailureClassifier.typeNames().classify("timeout").subtype()).isEqualTo("unknown");
	}

	private static Throwable named(String type) {
		return switch (type) {
			case "org.acme.ConnectionResetException" -> new ConnectionResetException();
			case "org.acme.NetworkException" -> new NetworkException();
			case "org.acme.ReadTimeout" -> new ReadTimeout();
			case "org.acme.BadSchemaException" -> new BadSchemaException();
			case "java.text.ParseException" -> new ParseException("x", 0);
			default -> ForeignTypes.exception(type, "x", null);
		};
	}

	private static final class ConnectionResetException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	private static final class NetworkException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	private static final class ReadTimeout extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	private static final class BadSchemaException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
