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
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the codes of failures, with the readers of the user first.
 */
final class CodeReaders {

	static final CodeReaders STANDARD = new CodeReaders(List.of());

	private static final Logger logger = LoggerFactory.getLogger(FailureClassifier.class);

	private final List<? extends FailureCodeReader> readers;

	private final AtomicBoolean reported = new AtomicBoolean();

	private CodeReaders(List<? extends FailureCodeReader> readers) {
		this.readers = List.copyOf(readers);
	}

	static CodeReaders of(List<? extends FailureCodeReader> readers) {
		return readers.isEmpty() ? STANDARD : new CodeReaders(readers);
	}

	/**
	 * Returns what the code of a failure means.
	 * @param failure the failure itself
	 * @param facts what is known of its type
	 * @param depth how far below the failure as it was thrown it stands
	 * @return what it means, or {@code null} if it has no code that a rule knows
	 */
	@Nullable RuleHit find(Throwable failure, TypeFacts facts, int depth) {
		FailureCode code = readOf(failure, facts);
		RuleHit hit = (code != null) ? FailureRules.STANDARD.find(code, depth) : null;
		return (hit == null && facts.isSql()) ? SqlCodes.find(failure, FailureRules.STANDARD, depth) : hit;
	}

	/**
	 * Returns the code of a failure that matches a pattern.
	 * @param failure the failure itself
	 * @param pattern the code or class of codes as rules write it
	 * @return the code, or {@code null} if the failure carries none that matches
	 */
	@Nullable FailureCode matching(Throwable failure, String pattern) {
		TypeFacts facts = TypeFacts.of(failure.getClass());
		FailureCode code = ifMatches(readOf(failure, facts), pattern);
		if (code == null && facts.isSql()) {
			code = ifMatches(SqlCodes.state(failure), pattern);
		}
		return (code == null && facts.isSql()) ? ifMatches(SqlCodes.vendorCode(failure), pattern) : code;
	}

	private static @Nullable FailureCode ifMatches(@Nullable FailureCode code, String pattern) {
		boolean matches = code != null && (code.text().equals(pattern) || pattern.equals(code.classText()));
		return matches ? code : null;
	}

	private @Nullable FailureCode readOf(Throwable failure, TypeFacts facts) {
		for (FailureCodeReader reader : this.readers) {
			FailureCode code = ask(reader, failure);
			if (code != null) {
				return code;
			}
		}
		return facts.remoteCode(failure);
	}

	private @Nullable FailureCode ask(FailureCodeReader reader, Throwable failure) {
		try {
			return reader.read(failure);
		}
		catch (Throwable ex) {
			if (this.reported.compareAndSet(false, true)) {
				logger.warn("A reader of codes failed on {}; the next one is asked, and this is reported once",
						failure.getClass(), ex);
			}
			return null;
		}
	}

}
