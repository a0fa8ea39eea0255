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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the library knows of one type of exception, found once by the names of its
 * supertypes. Immutable.
 */
final class TypeFacts {

	private static final ClassValue<TypeFacts> CACHE = new ClassValue<>() {

		@Override
		protected TypeFacts computeValue(Class<?> type) {
			return new TypeFacts(type, FailureRules.STANDARD);
		}

	};

	private final boolean sql;

	private final boolean selfClassifying;

	private final @Nullable RemoteCodes remote;

	private final FailureRule.@Nullable Reach reach;

	private final @Nullable Classification meaning;

	private final List<FailureRules.PhraseRule> phrases;

	private final @Nullable Classification settled;

	private TypeFacts(Class<?> type, FailureRules rules) {
		List<Class<?>> lineage = lineage(type);
		this.sql = lineage.stream().anyMatch((known) -> known.getName().equals("java.sql.SQLException"));
		this.selfClassifying = SelfClassifying.class.isAssignableFrom(type);
		this.remote = remoteCodes(lineage);
		FailureRule rule = null;
		String matched = "";
		for (Class<?> known : lineage) {
			rule = rules.ofType(known.getName());
			if (rule != null) {
				matched = known.getName();
				break;
			}
		}
		this.phrases = matched.isEmpty() ? List.of() : rules.phrasesOf(matched);
		this.reach = (rule != null) ? rule.reach() : null;
		this.meaning = (rule != null) ? rule.matched(kind(rule, matched.equals(type.getName())), matched, 0) : null;
		this.settled = (this.reach == FailureRule.Reach.LEAF && matched.equals(type.getName())) ? this.meaning : null;
	}

	static TypeFacts of(Class<?> type) {
		return CACHE.get(type);
	}

	/**
	 * Returns what the type means where nothing else of the failure could say more.
	 * @return what it means, or {@code null} if the failure must be looked at
	 */
	@Nullable Classification settled() {
		return this.settled;
	}

	boolean isSql() {
		return this.sql;
	}

	boolean isSelfClassifying() {
		return this.selfClassifying;
	}

	boolean isLeaf() {
		return this.reach == FailureRule.Reach.LEAF;
	}

	boolean isOverCode() {
		return this.reach == FailureRule.Reach.OVER_CODE;
	}

	boolean isNeverRan() {
		return this.reach == FailureRule.Reach.NEVER_RAN;
	}

	/**
	 * Reads the status of a failure of this type.
	 * @param failure the failure
	 * @return its status, or {@code null} if it has none
	 */
	@Nullable FailureCode remoteCode(Throwable failure) {
		return (this.remote != null) ? this.remote.read(failure) : null;
	}

	/**
	 * Returns what the type and, where a rule says so, the message mean.
	 * @param failure a failure of this type
	 * @param depth how far below the failure as it was thrown it stands
	 * @return what it means, or {@code null} if no rule knows the type
	 */
	@Nullable RuleHit find(Throwable failure, int depth) {
		if (this.meaning == null || this.reach == null) {
			return null;
		}
		String matched = this.meaning.evidence().matched();
		if (!this.phrases.isEmpty()) {
			String message = MessageText.of(failure);
			for (FailureRules.PhraseRule phrase : this.phrases) {
				if (message.contains(phrase.phrase())) {
					Classification refined = phrase.rule()
						.matched(Evidence.Kind.TYPE, matched + ": " + phrase.phrase(), depth);
					return RuleHit.of(refined, this.reach);
				}
			}
		}
		return RuleHit.of(at(this.meaning, depth), this.reach);
	}

	private static Classification at(Classification meaning, int depth) {
		Evidence evidence = meaning.evidence();
		return (depth == 0) ? meaning
				: meaning.toBuilder().evidence(new Evidence(evidence.kind(), evidence.matched(), depth)).build();
	}

	private static Evidence.Kind kind(FailureRule rule, boolean exact) {
		if (rule.reach() == FailureRule.Reach.WRAPPER) {
			return Evidence.Kind.WRAPPER;
		}
		return exact ? Evidence.Kind.TYPE : Evidence.Kind.SUPERTYPE;
	}

	private static @Nullable RemoteCodes remoteCodes(List<Class<?>> lineage) {
		for (Class<?> type : lineage) {
			RemoteCodes codes = RemoteCodes.of(type);
			if (codes != null) {
				return codes;
			}
		}
		return null;
	}

	/**
	 * Returns a type and its supertypes, the nearest first, each class followed by its
	 * interfaces.
	 * @param type the type
	 * @return the type and its supertypes
	 */
	static List<Class<?>> lineage(Class<?> type) {
		List<Class<?>> lineage = new ArrayList<>();
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			lineage.add(current);
			addInterfaces(current, lineage);
		}
		return lineage;
	}

	private static void addInterfaces(Class<?> type, List<Class<?>> lineage) {
		for (Class<?> implemented : type.getInterfaces()) {
			if (!lineage.contains(implemented)) {
				lineage.add(implemented);
				addInterfaces(implemented, lineage);
			}
		}
	}

}
