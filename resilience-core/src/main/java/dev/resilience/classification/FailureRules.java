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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The rules of the library, read once from their tables. A line of a table is
 * {@code id | category retryable effect confidence options | reach | what, what, ...}; an
 * id of {@code -} is made of the code. Immutable.
 */
final class FailureRules {

	/** The rules of the library. */
	static final FailureRules STANDARD = new FailureRules(SqlRules.TABLE, RemoteRules.TABLE, TypeRules.JDK,
			TypeRules.SPRING, TypeRules.LIBRARIES, TextRules.TABLE);

	private static final String HINTED = " WITH A HINT";

	private static final String PHRASE = "phrase ";

	private final Map<String, FailureRule> codes = new HashMap<>();

	private final Map<String, FailureRule> types = new HashMap<>();

	private final Map<String, List<PhraseRule>> phrasesOfTypes = new HashMap<>();

	private final List<PhraseRule> phrases = new ArrayList<>();

	FailureRules(String... tables) {
		for (String table : tables) {
			table.lines().forEach(this::read);
		}
	}

	/**
	 * Returns what a code means.
	 * @param code the code
	 * @param depth how far below the failure as it was thrown it was found
	 * @return what it means, or {@code null} if no rule knows it
	 */
	@Nullable RuleHit find(FailureCode code, int depth) {
		String text = code.text();
		FailureRule rule = (code.retryAfter() != null) ? this.codes.getOrDefault(text + HINTED, this.codes.get(text))
				: this.codes.get(text);
		Evidence.Kind kind = Evidence.Kind.CODE;
		String codeClass = code.classText();
		if (rule == null && codeClass != null) {
			rule = this.codes.get(codeClass);
			kind = Evidence.Kind.CODE_CLASS;
		}
		if (rule == null) {
			return null;
		}
		kind = (rule.reach() == FailureRule.Reach.WRAPPER) ? Evidence.Kind.WRAPPER : kind;
		Classification meaning = rule.matched(kind, text, depth);
		if (code.retryAfter() != null) {
			meaning = meaning.toBuilder().retryAfter(code.retryAfter()).build();
		}
		return RuleHit.of(meaning, rule.reach());
	}

	/**
	 * Returns the rule for a type.
	 * @param className the name of the type
	 * @return the rule, or {@code null} if there is none for this very type
	 */
	@Nullable FailureRule ofType(String className) {
		return this.types.get(className);
	}

	/**
	 * Returns the rules that look into the messages of a type.
	 * @param className the name of the type
	 * @return the rules, in order
	 */
	List<PhraseRule> phrasesOf(String className) {
		return this.phrasesOfTypes.getOrDefault(className, List.of());
	}

	/**
	 * Returns what the words of a text mean.
	 * @param text the text, as {@link MessageText} gives it
	 * @param depth how far below the failure as it was thrown it was found
	 * @return what it means, or {@code null} if no rule knows it
	 */
	@Nullable Classification ofText(String text, int depth) {
		for (PhraseRule phrase : this.phrases) {
			if (text.contains(phrase.phrase())) {
				return phrase.rule().matched(Evidence.Kind.KEYWORD, phrase.phrase(), depth);
			}
		}
		return null;
	}

	/**
	 * Returns the types that rules name.
	 * @return the names of the types
	 */
	Iterable<String> typeNames() {
		return this.types.keySet();
	}

	/**
	 * Returns the codes that rules name.
	 * @return the codes
	 */
	Iterable<String> codeTexts() {
		return this.codes.keySet();
	}

	private void read(String line) {
		String[] columns = line.split("\\|");
		String id = columns[0].strip();
		String how = columns[2].strip();
		for (String entry : columns[3].split(",")) {
			String what = entry.strip();
			boolean code = what.indexOf(' ') > 0 && Character.isUpperCase(what.charAt(0));
			Classification meaning = meaning(id.equals("-") ? idOf(what) : id, columns[1].strip());
			if (how.startsWith(PHRASE)) {
				this.phrasesOfTypes.computeIfAbsent(what, (name) -> new ArrayList<>())
					.add(new PhraseRule(how.substring(PHRASE.length()),
							new FailureRule(meaning, FailureRule.Reach.EXACT)));
				continue;
			}
			FailureRule rule = new FailureRule(meaning,
					FailureRule.Reach.valueOf(how.toUpperCase(Locale.ROOT).replace('-', '_')));
			if (rule.reach() == FailureRule.Reach.TEXT) {
				this.phrases.add(new PhraseRule(what, rule));
			}
			else {
				addOnce(code ? this.codes : this.types, code ? codeKey(what) : what, rule);
			}
		}
	}

	private static void addOnce(Map<String, FailureRule> rules, String what, FailureRule rule) {
		if (rules.put(what, rule) != null) {
			throw new IllegalStateException("Two rules for " + what);
		}
	}

	// Codes are in capitals, but for the x that stands for any character
	private static String codeKey(String what) {
		return what.replace(" with a hint", HINTED);
	}

	private static String idOf(String code) {
		return code.toLowerCase(Locale.ROOT).replace(" with a hint", "-hinted").replace(' ', '-').replace('_', '-');
	}

	private static Classification meaning(String id, String text) {
		String[] words = text.split(" +");
		Classification.Builder builder = Classification.builder(FailureCategory.valueOf(words[0]))
			.retryable(Retryable.valueOf(words[1]))
			.effect(Effect.valueOf(words[2]))
			.confidence(Double.parseDouble(words[3]))
			.ruleId(id);
		for (int i = 4; i < words.length; i++) {
			switch (words[i]) {
				case "target" -> builder.speaksAgainstTarget(true);
				case "excused" -> builder.speaksAgainstTarget(false);
				default -> builder.subtype(words[i].substring("subtype=".length()));
			}
		}
		return builder.build();
	}

	/**
	 * What a phrase means.
	 *
	 * @param phrase the phrase, in lower case
	 * @param rule what it means
	 */
	record PhraseRule(String phrase, FailureRule rule) {
	}

}
