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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Masks by the rules of the library, then by patterns of the user.
 */
final class StandardRedactor implements Redactor {

	static final StandardRedactor SHARED = new StandardRedactor(SensitiveNames.STANDARD, List.of(),
			RedactorBuilder.DEFAULT_MAX_LENGTH);

	/** So much is looked at beyond the cut that no secret is recognised by half. */
	private static final int OVERLAP = 512;

	private static final Logger logger = LoggerFactory.getLogger(Redactor.class);

	private final SensitiveNames names;

	private final NamedSecrets namedSecrets;

	private final List<Pattern> patterns;

	private final int maxLength;

	StandardRedactor(SensitiveNames names, List<Pattern> patterns, int maxLength) {
		this.names = names;
		this.namedSecrets = new NamedSecrets(names);
		this.patterns = patterns;
		this.maxLength = maxLength;
	}

	@Override
	public String redact(String text) {
		boolean tooLong = text.length() > this.maxLength;
		String redacted = tooLong ? text.substring(0, Math.min(text.length(), this.maxLength + OVERLAP)) : text;
		for (Pattern pattern : this.patterns) {
			String masked = maskedByUser(pattern, redacted);
			if (masked == null) {
				return GuardedRedactor.HIDDEN;
			}
			redacted = masked;
		}
		// Keys of many lines first: by name alone their first line would be known
		redacted = this.namedSecrets.redact(KnownSecrets.redact(redacted));
		return tooLong ? cut(redacted, text.length()) : redacted;
	}

	@Override
	public @Nullable Object redactValue(String name, @Nullable Object value) {
		return new ValueRedaction(this, this.names).redact(name, value);
	}

	private static @Nullable String maskedByUser(Pattern pattern, String text) {
		try {
			Matcher matcher = pattern.matcher(new BoundedText(text));
			StringBuilder masked = new StringBuilder();
			int copied = 0;
			while (matcher.find()) {
				int group = (matcher.groupCount() > 0 && matcher.start(1) >= 0) ? 1 : 0;
				if (matcher.end(group) > matcher.start(group) && matcher.start(group) >= copied) {
					masked.append(text, copied, matcher.start(group)).append(MASK);
					copied = matcher.end(group);
				}
			}
			return (copied > 0) ? masked.append(text, copied, text.length()).toString() : text;
		}
		catch (RuntimeException | StackOverflowError ex) {
			logger.debug("Pattern {} takes too long on a text of {} characters, which is not shown", pattern,
					text.length(), ex);
			return null;
		}
	}

	private String cut(String redacted, int originalLength) {
		int end = Math.min(redacted.length(), this.maxLength);
		if (end < redacted.length() && Character.isHighSurrogate(redacted.charAt(end - 1))) {
			end--;
		}
		return redacted.substring(0, end) + "... (" + originalLength + " characters)";
	}

}
