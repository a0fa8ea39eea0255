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

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A rule that somebody has written as a text: the name of a type, a code, a class of
 * codes or a keyword. It matches a failure by everything that caused it, the nearest
 * first.
 */
final class MatchingRule implements ClassificationRule {

	private static final String KEYWORD = "keyword:";

	private static final Pattern CODE = Pattern.compile("(?<space>[A-Za-z0-9]+)\\s+(?<value>[A-Za-z0-9_]+)");

	private static final Pattern TYPE = Pattern
		.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*(\\.\\p{javaJavaIdentifierStart}"
				+ "\\p{javaJavaIdentifierPart}*)*");

	private static final Pattern CODE_CLASS = Pattern.compile("SQLSTATE [0-9A-Z]{2}XXX|HTTP [1-5]XX");

	private static final int CLASS_DIGITS_OF_SQLSTATE = 2;

	private final String match;

	private final Evidence.Kind kind;

	private final Classification meaning;

	private final ClassValue<Boolean> types = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return TypeFacts.lineage(type)
				.stream()
				.anyMatch((known) -> known.getName().equals(MatchingRule.this.match));
		}

	};

	private MatchingRule(Evidence.Kind kind, String match, Classification meaning) {
		this.kind = kind;
		this.match = match;
		this.meaning = meaning;
	}

	static MatchingRule of(String match, Classification meaning) {
		String text = match.strip();
		if (text.regionMatches(true, 0, KEYWORD, 0, KEYWORD.length())) {
			String keyword = text.substring(KEYWORD.length()).strip().toLowerCase(Locale.ROOT);
			if (keyword.isEmpty()) {
				throw new IllegalArgumentException("match '" + match + "' names no keyword");
			}
			return new MatchingRule(Evidence.Kind.KEYWORD, keyword, meaning);
		}
		if (CODE.matcher(text).matches()) {
			return new MatchingRule(Evidence.Kind.CODE, code(text), meaning);
		}
		if (!TYPE.matcher(text).matches()) {
			throw new IllegalArgumentException("match '" + match + "' is neither the name of a class nor a code such"
					+ " as 'SQLSTATE 40001', 'HTTP 503', 'HTTP 5xx', 'GRPC ABORTED', 'MYSQL 1205', nor 'keyword:...'");
		}
		return new MatchingRule(Evidence.Kind.TYPE, text, meaning);
	}

	private static String code(String text) {
		String code = text.toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
		if (!CODE_CLASS.matcher(code).matches()) {
			return code;
		}
		int constant = code.startsWith(FailureCode.HTTP) ? FailureCode.HTTP.length() + 2
				: FailureCode.SQLSTATE.length() + 1 + CLASS_DIGITS_OF_SQLSTATE;
		return code.substring(0, constant) + code.substring(constant).toLowerCase(Locale.ROOT);
	}

	@Override
	public @Nullable Classification classify(Throwable failure, ClassificationContext context) {
		return classify(failure, CodeReaders.STANDARD);
	}

	@Nullable Classification classify(Throwable failure, CodeReaders readers) {
		CauseChain chain = CauseChain.of(failure);
		for (int i = 0; i < chain.failures().size(); i++) {
			Classification answer = ask(chain.failures().get(i), chain.depths().get(i), readers);
			if (answer != null) {
				return answer;
			}
		}
		return null;
	}

	/**
	 * Classifies a text.
	 * @param message the text
	 * @return what it means, or {@code null} if this rule is not about words or finds
	 * none
	 */
	@Nullable Classification classify(String message) {
		boolean matches = this.kind == Evidence.Kind.KEYWORD && MessageText.of(message).contains(this.match);
		return matches ? answer(0) : null;
	}

	private @Nullable Classification ask(Throwable failure, int depth, CodeReaders readers) {
		if (this.kind == Evidence.Kind.CODE) {
			FailureCode code = readers.matching(failure, this.match);
			Classification answer = (code != null) ? answer(depth) : null;
			return (answer != null && code != null && code.retryAfter() != null && answer.retryAfter() == null)
					? answer.toBuilder().retryAfter(code.retryAfter()).build() : answer;
		}
		boolean matches = (this.kind == Evidence.Kind.TYPE) ? this.types.get(failure.getClass())
				: MessageText.of(failure).contains(this.match);
		return matches ? answer(depth) : null;
	}

	private Classification answer(int depth) {
		return this.meaning.toBuilder().evidence(new Evidence(Evidence.Kind.USER, this.match, depth)).build();
	}

}
