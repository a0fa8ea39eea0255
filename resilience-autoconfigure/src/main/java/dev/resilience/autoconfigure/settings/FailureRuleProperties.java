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

import java.util.List;

import dev.resilience.classification.Classification;

/**
 * The rules below {@code resilience.classification.rules}.
 *
 * @param rules the rules, in the order in which they are asked
 */
public record FailureRuleProperties(List<Rule> rules) {

	/**
	 * Creates the rules.
	 * @param rules the rules, in order
	 */
	public FailureRuleProperties {
		rules = List.copyOf(rules);
	}

	/**
	 * What one kind of failures means.
	 *
	 * @param match what it matches: the name of a class, a code or a keyword
	 * @param meaning what that means
	 * @param origin where it was set
	 */
	public record Rule(String match, Classification meaning, String origin) {

	}

}
