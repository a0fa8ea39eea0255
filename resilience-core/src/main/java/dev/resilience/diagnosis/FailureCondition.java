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

import java.util.List;
import java.util.Locale;

import dev.resilience.classification.FailureCategory;

/**
 * When a known pattern fits a failure. Of each list that is not empty at least one entry
 * must apply; those of types, codes and messages to one and the same exception of the
 * chain. Immutable.
 *
 * @param signatures signatures of failures
 * @param rules ids of the classifier's rules
 * @param codes codes as the classifier writes them, such as {@code SQLSTATE 53300} or
 * {@code HTTP 503}; a {@code *} at the end stands for anything
 * @param types names of classes, superclasses or interfaces, with or without package
 * @param messages parts of messages, in any case
 * @param instances names of instances
 * @param categories kinds of failures
 */
public record FailureCondition(List<String> signatures, List<String> rules, List<String> codes, List<String> types,
		List<String> messages, List<String> instances, List<FailureCategory> categories) {

	static final int NO_MATCH = -1;

	/** From here on a condition has looked at more than words and kinds. */
	static final int EXACT = 8;

	/**
	 * Creates a condition.
	 * @param signatures signatures of failures
	 * @param rules ids of the classifier's rules
	 * @param codes codes
	 * @param types names of classes
	 * @param messages parts of messages
	 * @param instances names of instances
	 * @param categories kinds of failures
	 * @throws IllegalArgumentException if all lists are empty
	 */
	public FailureCondition {
		signatures = List.copyOf(signatures);
		rules = List.copyOf(rules);
		codes = List.copyOf(codes);
		types = List.copyOf(types);
		messages = messages.stream().map((message) -> message.toLowerCase(Locale.ROOT)).toList();
		instances = List.copyOf(instances);
		categories = List.copyOf(categories);
		if (signatures.isEmpty() && rules.isEmpty() && codes.isEmpty() && types.isEmpty() && messages.isEmpty()
				&& instances.isEmpty() && categories.isEmpty()) {
			throw new IllegalArgumentException("a condition needs at least one entry");
		}
	}

	// How specific the match is, by what was looked at: each weighs more than all that
	// follow
	int match(FailureFacts facts) {
		boolean fits = contains(this.signatures, facts.signature())
				&& contains(this.rules, facts.classification().ruleId()) && contains(this.instances, facts.instance())
				&& (this.categories.isEmpty() || this.categories.contains(facts.classification().category()));
		if (!fits || facts.links().stream().noneMatch((link) -> fits(facts, link))) {
			return NO_MATCH;
		}
		return weight(this.signatures, 64) + weight(this.codes, 32) + weight(this.rules, 16) + weight(this.types, EXACT)
				+ weight(this.messages, 4) + weight(this.instances, 2) + weight(this.categories, 1);
	}

	private boolean fits(FailureFacts facts, FailureLink link) {
		return (this.types.isEmpty() || this.types.stream().anyMatch((type) -> facts.hasType(link, type)))
				&& (this.codes.isEmpty() || this.codes.stream().anyMatch((code) -> facts.hasCode(link, code)))
				&& (this.messages.isEmpty() || this.messages.stream().anyMatch(link.lowerCase()::contains));
	}

	private static boolean contains(List<String> wanted, String actual) {
		return wanted.isEmpty() || wanted.stream().anyMatch(actual::equalsIgnoreCase);
	}

	private static int weight(List<?> wanted, int weight) {
		return wanted.isEmpty() ? 0 : weight;
	}

}
