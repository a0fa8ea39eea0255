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

/**
 * Says what failures mean. Never throws, whatever the exceptions, their messages or the
 * rules of the user do: what cannot be classified is {@link Classification#UNKNOWN}. Safe
 * for use by many threads.
 */
public interface FailureClassifier {

	/**
	 * Classifies a failure.
	 * @param failure the failure as it was thrown; wrappers and causes are looked through
	 * @param context what is known about the call
	 * @return what it means
	 */
	Classification classify(Throwable failure, ClassificationContext context);

	/**
	 * Classifies a text, such as a line of a log, by its words alone.
	 * @param message the text
	 * @param context what is known about the call
	 * @return what it means
	 */
	Classification classify(String message, ClassificationContext context);

	/**
	 * Classifies a failure about whose call nothing is known.
	 * @param failure the failure as it was thrown
	 * @return what it means
	 */
	default Classification classify(Throwable failure) {
		return classify(failure, ClassificationContext.NONE);
	}

	/**
	 * Classifies a text, such as a line of a log, by its words alone.
	 * @param message the text
	 * @return what it means
	 */
	default Classification classify(String message) {
		return classify(message, ClassificationContext.NONE);
	}

	/**
	 * Returns the classifier with the rules of the library.
	 * @return the shared classifier
	 */
	static FailureClassifier standard() {
		return StandardClassifier.SHARED;
	}

	/**
	 * Returns a classifier that asks rules of the user before those of the library.
	 * @param rules the rules of the user, in order
	 * @return the classifier
	 */
	static FailureClassifier standard(List<? extends ClassificationRule> rules) {
		return standard(rules, List.of());
	}

	/**
	 * Returns a classifier that asks rules of the user before those of the library, and
	 * knows codes that the library does not read itself.
	 * @param rules the rules of the user, in order
	 * @param readers reads codes, in order, before the readers of the library
	 * @return the classifier
	 */
	static FailureClassifier standard(List<? extends ClassificationRule> rules,
			List<? extends FailureCodeReader> readers) {
		return (rules.isEmpty() && readers.isEmpty()) ? standard() : new StandardClassifier(rules, readers);
	}

	/**
	 * Returns a classifier that looks at nothing but words in messages: configuration,
	 * resources, dependencies, timeouts, permissions and logic, in this order, the first
	 * word that is found. Its subtypes are {@code config_error},
	 * {@code resource_exhaustion}, {@code dependency_failure}, {@code timeout},
	 * {@code permission_error}, {@code logic_error} and {@code unknown}.
	 * @return the shared classifier
	 */
	static FailureClassifier keywords() {
		return KeywordClassifier.SHARED;
	}

	/**
	 * Returns a classifier that looks at nothing but the simple name of the type of a
	 * failure. Its subtypes are {@code transient}, {@code validation} and
	 * {@code unknown}; a text is always unknown.
	 * @return the shared classifier
	 */
	static FailureClassifier typeNames() {
		return TypeNameClassifier.SHARED;
	}

}
