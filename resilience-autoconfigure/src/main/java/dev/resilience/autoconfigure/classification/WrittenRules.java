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

package dev.resilience.autoconfigure.classification;

import java.util.List;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

import dev.resilience.autoconfigure.settings.FailureRuleProperties;
import dev.resilience.classification.ClassificationRule;

/**
 * The rules that settings write. Classes are matched by their names and need not be
 * there, but one that is not may well be misspelt, which is said once.
 *
 * @param rules the rules, in order
 */
record WrittenRules(List<ClassificationRule> rules) {

	private static final Logger logger = LoggerFactory.getLogger(WrittenRules.class);

	private static final String KEYWORD = "keyword:";

	static WrittenRules of(FailureRuleProperties properties) {
		properties.rules().forEach(WrittenRules::check);
		return new WrittenRules(properties.rules()
			.stream()
			.map((rule) -> ClassificationRule.of(rule.match(), rule.meaning()))
			.toList());
	}

	private static void check(FailureRuleProperties.Rule rule) {
		String match = rule.match();
		boolean type = match.indexOf(' ') < 0 && !match.toLowerCase(Locale.ROOT).startsWith(KEYWORD);
		if (type && !ClassUtils.isPresent(match, null)) {
			logger.warn("resilience.classification.{} ({}) matches no failure while there is no class {}",
					rule.meaning().ruleId(), rule.origin(), match);
		}
	}

}
