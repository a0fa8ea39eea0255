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

package dev.resilience.redaction;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets that are known by their form. No pattern tries a place again that it has been
 * beyond, so each takes time in proportion to the text.
 */
final class KnownSecrets {

	private static final List<Rule> RULES = List.of(
			// A key that was cut counts as well
			whole("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\\z)"),
			// scheme://user:password@host; a password may hold an @
			part("(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}+://([^\\s/?#\"'<>]{1,512})@"),
			part("(?i)jdbc:oracle:[a-z0-9]{1,10}:([^\\s@\"'<>]{1,200})@"),
			// Words follow these too: only what has the look of a token is one
			part("(?<![A-Za-z])(?i:bearer|basic|negotiate) {1,4}((?=[A-Za-z.]?+[a-z]*+[A-Z0-9+/=_~-])[A-Za-z0-9+/=._~-]{8,}+)"),
			whole("(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}+(?:\\.[A-Za-z0-9_-]*+){1,4}+"),
			whole("(?<![A-Za-z0-9_-])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
			whole("(?<![A-Za-z0-9_-])(?:gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-|sk-|sk_live_|sk_test_|rk_live_"
					+ "|whsec_|AIza|ya29\\.|npm_|hf_|SG\\.)[A-Za-z0-9_.-]{16,}+"),
			checked("(?<![A-Za-z0-9_-])(?<![0-9]\\.)[0-9](?:[ -]?[0-9]){12,}+(?![A-Za-z_]|\\.[0-9])",
					Checksums::maskCards),
			checked("(?<![A-Za-z0-9_-])[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}+|(?: [A-Z0-9]{4}){2,7}+(?: [A-Z0-9]{1,3}+)?+)"
					+ "(?![A-Za-z0-9_])", Checksums::maskIban));

	private KnownSecrets() {
	}

	static String redact(String text) {
		String redacted = text;
		for (Rule rule : RULES) {
			redacted = rule.redact(redacted);
		}
		return redacted;
	}

	private static Rule whole(String pattern) {
		return new Rule(Pattern.compile(pattern), 0, (match) -> Redactor.MASK);
	}

	private static Rule part(String pattern) {
		return new Rule(Pattern.compile(pattern), 1, (match) -> Redactor.MASK);
	}

	private static Rule checked(String pattern, Function<String, String> mask) {
		return new Rule(Pattern.compile(pattern), 0, (match) -> mask.apply(match.group()));
	}

	/**
	 * A form of secrets.
	 *
	 * @param pattern how they look
	 * @param group the group that is secret
	 * @param mask what to write in place of it
	 */
	private record Rule(Pattern pattern, int group, Function<MatchResult, String> mask) {

		String redact(String text) {
			Matcher matcher = this.pattern.matcher(text);
			StringBuilder redacted = new StringBuilder();
			int copied = 0;
			while (matcher.find()) {
				String found = matcher.group(this.group);
				String masked = found.equals(Redactor.MASK) ? found : this.mask.apply(matcher);
				if (!masked.equals(found)) {
					redacted.append(text, copied, matcher.start(this.group)).append(masked);
					copied = matcher.end(this.group);
				}
			}
			return (copied > 0) ? redacted.append(text, copied, text.length()).toString() : text;
		}

	}

}
