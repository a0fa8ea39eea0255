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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Failures that were understood before. Immutable.
 */
public final class KnowledgeBase {

	/** Nothing is known. */
	public static final KnowledgeBase EMPTY = new KnowledgeBase(List.of());

	private final Map<String, FailurePattern> patterns;

	private KnowledgeBase(List<FailurePattern> patterns) {
		Map<String, FailurePattern> byId = new LinkedHashMap<>();
		patterns.forEach((pattern) -> byId.putIfAbsent(pattern.id(), pattern));
		this.patterns = byId;
	}

	/**
	 * Creates a base.
	 * @param patterns the patterns; of those with the same id the first counts
	 * @return the base
	 */
	public static KnowledgeBase of(List<FailurePattern> patterns) {
		return patterns.isEmpty() ? EMPTY : new KnowledgeBase(patterns);
	}

	/**
	 * Returns all patterns.
	 * @return the patterns, in the order in which they were given
	 */
	public List<FailurePattern> patterns() {
		return List.copyOf(this.patterns.values());
	}

	/**
	 * Returns a pattern.
	 * @param id the id of the pattern
	 * @return the pattern; empty if there is none
	 */
	public Optional<FailurePattern> find(String id) {
		return Optional.ofNullable(this.patterns.get(id));
	}

	/**
	 * Returns the patterns that name a signature.
	 * @param signature the signature of a failure
	 * @return the patterns, in order
	 */
	public List<FailurePattern> bySignature(String signature) {
		return this.patterns.values()
			.stream()
			.filter((pattern) -> pattern.conditions()
				.stream()
				.anyMatch((condition) -> condition.signatures().stream().anyMatch(signature::equalsIgnoreCase)))
			.toList();
	}

	/**
	 * Returns the patterns that fit a failure.
	 * @param facts the failure
	 * @return the patterns, the most specific first; of those that are equally specific
	 * the one that was given first
	 */
	public List<FailurePattern> matching(FailureFacts facts) {
		return ranked(facts).stream().map(Match::pattern).toList();
	}

	List<Match> ranked(FailureFacts facts) {
		List<Match> matches = new ArrayList<>();
		for (FailurePattern pattern : this.patterns.values()) {
			int specificity = pattern.match(facts);
			if (specificity != FailureCondition.NO_MATCH) {
				matches.add(new Match(pattern, specificity));
			}
		}
		matches.sort(Comparator.comparingInt(Match::specificity).reversed());
		return matches;
	}

	/**
	 * A pattern that fits.
	 *
	 * @param pattern the pattern
	 * @param specificity how much it looked at
	 */
	record Match(FailurePattern pattern, int specificity) {

		// Words alone say little
		double confidence() {
			return (this.specificity >= FailureCondition.EXACT) ? this.pattern.confidence()
					: Math.min(0.6, this.pattern.confidence());
		}

	}

}
