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

package dev.resilience.sample.shapes;

import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;

/**
 * What the shop tells about one call.
 *
 * @param shape the shape of the call
 * @param skus the products that came of it
 * @param source who answered
 * @param failure why it was not the service, if so
 * @param outcome what else the shape of the call tells, if anything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(String shape, List<String> skus, String source, @Nullable String failure, @Nullable Told outcome) {

	static Answer of(String shape, Related related) {
		return of(shape, related, null);
	}

	static Answer of(String shape, Outcome<Related> outcome) {
		Throwable failure = outcome.failure();
		Related related = (failure != null) ? Related.bestsellers(failure) : Objects.requireNonNull(outcome.value());
		return of(shape, related, new Told(outcome.kind(), outcome.attempts(), outcome.source(), outcome.quality()));
	}

	private static Answer of(String shape, Related related, @Nullable Told outcome) {
		String source = (related.failure() == null) ? "live" : "bestsellers";
		return new Answer(shape, related.skus(), source, related.failure(), outcome);
	}

	/**
	 * The part of an {@link Outcome} that means something to others.
	 *
	 * @param kind what became of the call
	 * @param attempts number of attempts
	 * @param source who answered
	 * @param quality how good the answer is
	 */
	record Told(OutcomeKind kind, int attempts, Outcome.Source source, double quality) {

	}

}
