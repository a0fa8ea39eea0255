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

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies by the rules of the user, then by those of the library.
 */
final class StandardClassifier implements FailureClassifier {

	static final StandardClassifier SHARED = new StandardClassifier(List.of());

	private static final Logger logger = LoggerFactory.getLogger(FailureClassifier.class);

	private final List<ClassificationRule> userRules;

	StandardClassifier(List<? extends ClassificationRule> userRules) {
		this.userRules = List.copyOf(userRules);
	}

	@Override
	public Classification classify(Throwable failure, ClassificationContext context) {
		Throwable actual = Failures.unwrap(failure);
		for (ClassificationRule rule : this.userRules) {
			Classification answer = ask(rule, actual, context);
			if (answer != null) {
				return answer;
			}
		}
		return Classification.UNKNOWN;
	}

	@Override
	public Classification classify(String message, ClassificationContext context) {
		return Classification.UNKNOWN;
	}

	private static @Nullable Classification ask(ClassificationRule rule, Throwable failure,
			ClassificationContext context) {
		try {
			return rule.classify(failure, context);
		}
		catch (Throwable ex) {
			logger.warn("A rule failed on {}; the next one is asked", failure.getClass(), ex);
			return null;
		}
	}

}
