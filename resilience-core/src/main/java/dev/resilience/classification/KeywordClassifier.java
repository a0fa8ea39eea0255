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

import java.util.List;
import java.util.Locale;

/**
 * Classifies by words in messages alone, the first that is found.
 */
final class KeywordClassifier implements FailureClassifier {

	static final KeywordClassifier SHARED = new KeywordClassifier();

	private static final List<Kind> KINDS = List.of(
			new Kind("config_error", FailureCategory.CONFIGURATION, Impact.MEDIUM,
					List.of(RecoveryStrategy.ADJUST_CONFIG, RecoveryStrategy.ESCALATE), "config", "setting",
					"parameter", "invalid value"),
			new Kind("resource_exhaustion", FailureCategory.RESOURCE, Impact.HIGH,
					List.of(RecoveryStrategy.RETRY, RecoveryStrategy.FALLBACK), "memory", "disk", "quota", "resource",
					"oom"),
			new Kind("dependency_failure", FailureCategory.UNAVAILABLE, Impact.MEDIUM,
					List.of(RecoveryStrategy.FALLBACK, RecoveryStrategy.RETRY), "connection", "network", "dns",
					"import", "module"),
			new Kind("timeout", FailureCategory.TIMEOUT, Impact.LOW,
					List.of(RecoveryStrategy.RETRY, RecoveryStrategy.SKIP), "timeout", "timed out", "deadline"),
			new Kind("permission_error", FailureCategory.SECURITY, Impact.HIGH, List.of(RecoveryStrategy.ESCALATE),
					"permission", "denied", "forbidden", "unauthorized"),
			new Kind("logic_error", FailureCategory.BUG, Impact.LOW, List.of(RecoveryStrategy.ESCALATE), "assertion",
					"type error", "key error", "index", "attribute"));

	private static final Classification UNKNOWN = Classification.UNKNOWN.toBuilder()
		.subtype("unknown")
		.impact(Impact.LOW)
		.strategies(List.of(RecoveryStrategy.RETRY, RecoveryStrategy.ESCALATE))
		.build();

	private KeywordClassifier() {
	}

	@Override
	public Classification classify(Throwable failure, ClassificationContext context) {
		return classify(Failures.messageOf(Failures.unwrap(failure)), context);
	}

	@Override
	public Classification classify(String message, ClassificationContext context) {
		String text = message.toLowerCase(Locale.ROOT);
		for (Kind kind : KINDS) {
			for (String keyword : kind.keywords) {
				if (text.contains(keyword)) {
					return kind.meaning.toBuilder().evidence(new Evidence(Evidence.Kind.KEYWORD, keyword, 0)).build();
				}
			}
		}
		return UNKNOWN;
	}

	/**
	 * One kind of failure.
	 */
	private static final class Kind {

		private final Classification meaning;

		private final List<String> keywords;

		Kind(String subtype, FailureCategory category, Impact impact, List<RecoveryStrategy> strategies,
				String... keywords) {
			this.meaning = Classification.builder(category)
				.subtype(subtype)
				.impact(impact)
				.strategies(strategies)
				.confidence(1)
				.ruleId("keyword-" + subtype)
				.build();
			this.keywords = List.of(keywords);
		}

	}

}
