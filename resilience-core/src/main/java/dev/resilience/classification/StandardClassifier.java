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
 * Classifies by the rules of the user, then by those of the library.
 */
final class StandardClassifier implements FailureClassifier {

	static final StandardClassifier SHARED = new StandardClassifier(List.of(), List.of());

	private static final Logger logger = LoggerFactory.getLogger(FailureClassifier.class);

	private final List<UserRule> userRules;

	private final ChainClassifier library;

	private final AtomicBoolean reported = new AtomicBoolean();

	StandardClassifier(List<? extends ClassificationRule> userRules, List<? extends FailureCodeReader> readers) {
		this.userRules = userRules.stream().map(UserRule::new).toList();
		this.library = new ChainClassifier(CodeReaders.of(readers));
	}

	@Override
	public Classification classify(Throwable failure, ClassificationContext context) {
		try {
			if (!this.userRules.isEmpty()) {
				Throwable actual = Failures.unwrap(failure);
				for (UserRule rule : this.userRules) {
					Classification answer = rule.ask(actual, context, this.library.readers());
					if (answer != null) {
						return answer;
					}
				}
			}
			Classification settled = TypeFacts.of(failure.getClass()).settled();
			return (settled != null) ? settled : this.library.classify(failure);
		}
		catch (Throwable ex) {
			if (this.reported.compareAndSet(false, true)) {
				logger.warn("The classification of {} failed, which counts as unknown; reported once",
						failure.getClass(), ex);
			}
			return Classification.UNKNOWN;
		}
	}

	@Override
	public Classification classify(String message, ClassificationContext context) {
		for (UserRule rule : this.userRules) {
			Classification answer = rule.askOfText(message);
			if (answer != null) {
				return answer;
			}
		}
		Classification meaning = FailureRules.STANDARD.ofText(MessageText.of(message), 0);
		return (meaning != null) ? meaning : Classification.UNKNOWN;
	}

	/**
	 * A rule of the user. Whatever it throws counts as not knowing, and is reported once.
	 */
	private static final class UserRule {

		private final ClassificationRule rule;

		private final AtomicBoolean reported = new AtomicBoolean();

		UserRule(ClassificationRule rule) {
			this.rule = rule;
		}

		@Nullable Classification ask(Throwable failure, ClassificationContext context, CodeReaders readers) {
			try {
				return (this.rule instanceof MatchingRule matching) ? matching.classify(failure, readers)
						: this.rule.classify(failure, context);
			}
			catch (Throwable ex) {
				report(failure, ex);
				return null;
			}
		}

		@Nullable Classification askOfText(String message) {
			return (this.rule instanceof MatchingRule matching) ? matching.classify(message) : null;
		}

		private void report(Throwable failure, Throwable ex) {
			if (this.reported.compareAndSet(false, true)) {
				logger.warn("A rule failed on {}; the next one is asked, and this is reported once", failure.getClass(),
						ex);
			}
		}

	}

}
