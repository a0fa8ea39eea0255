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

package dev.resilience;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.Classification;
import dev.resilience.classification.Evidence;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.OffloadRejectedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What our own exceptions say of themselves.
 */
class OwnFailureTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final FailureClassifier classifier = FailureClassifier.standard();

	static Stream<Arguments> failures() {
		InterruptedException interrupt = new InterruptedException();
		return Stream.of(
				Arguments.of("rule 12", new CallTimeoutException("orders", SECOND, interrupt, true),
						"TIMEOUT IF_IDEMPOTENT UNKNOWN 0.9"),
				Arguments.of("rule 12", new CallTimeoutException("orders", SECOND, null, false),
						"TIMEOUT YES NOT_RUN 0.9"),
				Arguments.of("rule 12", new DeadlineExceededException("orders", SECOND, interrupt, true),
						"TIMEOUT IF_IDEMPOTENT UNKNOWN 0.9"),
				Arguments.of("rule 12", DeadlineExceededException.noTimeLeft("orders", SECOND),
						"TIMEOUT YES NOT_RUN 0.9"),
				Arguments.of("rule 16",
						new CircuitBreakerOpenException("orders", CircuitBreakerState.OPEN, SECOND, false),
						"REJECTED NO NOT_RUN 0.95"),
				Arguments.of("rule 17", new OffloadRejectedException("orders", "full", false),
						"REJECTED YES NOT_RUN 0.95"));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("failures")
	void theySpeakForThemselves(String rule, Throwable failure, String meaning) {
		Classification found = this.classifier.classify(new CompletionException(failure));
		assertThat(found.category() + " " + found.retryable() + " " + found.effect() + " " + found.confidence())
			.as(rule)
			.isEqualTo(meaning);
		assertThat(found.evidence()).isEqualTo(new Evidence(Evidence.Kind.SELF, failure.getClass().getName(), 1));
	}

	@Test
	void refusalsSayWhenToComeBack() {
		assertThat(this.classifier
			.classify(new CircuitBreakerOpenException("orders", CircuitBreakerState.OPEN, SECOND, false))
			.retryAfter()).isEqualTo(SECOND);
		assertThat(this.classifier.classify(new OffloadRejectedException("orders", "full", false)).retryAfter())
			.isNull();
	}

}
