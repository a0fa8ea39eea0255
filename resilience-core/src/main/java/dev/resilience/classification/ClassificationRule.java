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

import org.jspecify.annotations.Nullable;

/**
 * A rule of the user, asked before every rule of the library. It must be quick, as it is
 * asked for each failed attempt, and safe for use by many threads.
 */
@FunctionalInterface
public interface ClassificationRule {

	/**
	 * Classifies a failure.
	 * @param failure the failure, wrappers looked through
	 * @param context what is known about the call
	 * @return what it means, or {@code null} if this rule does not know it; an exception
	 * counts as not knowing
	 */
	@Nullable Classification classify(Throwable failure, ClassificationContext context);

	/**
	 * Returns a rule that is written as a text. It looks at the failure and everything
	 * that caused it.
	 * @param match the name of a class or interface, which stands for its subtypes, too;
	 * a code such as {@code SQLSTATE 40001}, {@code HTTP 503}, {@code GRPC ABORTED} or
	 * {@code MYSQL 1205}; a class of codes such as {@code HTTP 5xx} or
	 * {@code SQLSTATE 08xxx}; or {@code keyword:} and a phrase that stands in the message
	 * in whatever case
	 * @param meaning what it means; the evidence is filled in
	 * @return the rule
	 * @throws IllegalArgumentException if the text is none of these
	 */
	static ClassificationRule of(String match, Classification meaning) {
		return MatchingRule.of(match, meaning);
	}

}
