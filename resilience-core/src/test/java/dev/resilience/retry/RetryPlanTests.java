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

package dev.resilience.retry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.classification.Classification;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.retry.RetryDecision.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPlanTests {

	private static final PolicyContext CONTEXT = PolicyContext.standalone().withRandom(BackoffSeriesTests.always(0));

	private static final long FOREVER = Long.MAX_VALUE;

	@ParameterizedTest
	@CsvSource({
			// attempt, elapsed, remaining, expired, interrupted, verdict
			"1, 0, 9223372036854775807, false, false, RETRY", "2, 0, 9223372036854775807, false, false, RETRY",
			"3, 0, 9223372036854775807, false, false, EXHAUSTED", "1, 0, 100, false, false, STOPPED",
			"1, 0, 101, false, false, RETRY", "1, 0, 0, false, false, STOPPED",
			"1, 900, 9223372036854775807, false, false, EXHAUSTED", "1, 899, 9223372036854775807, false, false, RETRY",
			"1, 5000, 9223372036854775807, false, false, EXHAUSTED", "1, 0, 9223372036854775807, false, true, STOPPED",
			"1, 0, 9223372036854775807, true, false, STOPPED", "3, 0, 9223372036854775807, true, false, STOPPED",
			"3, 0, 9223372036854775807, false, true, EXHAUSTED" })
	void decidesByAttemptsTimeAndLimits(int attempt, long elapsed, long remaining, boolean expired, boolean interrupted,
			Verdict verdict) {
		RetryPlan plan = plan((b) -> b.backoff(Backoff.FIXED).maxDuration(Duration.ofNanos(1000)));
		CallProgress progress = new CallProgress(attempt, elapsed, 0, remaining, expired, interrupted);
		assertThat(plan.afterFailure(new IOException(), OutcomeKind.FAILURE, Classification.UNKNOWN, progress, CONTEXT)
			.verdict()).isEqualTo(verdict);
		assertThat(plan.afterResult("unwanted", progress, CONTEXT).verdict()).isEqualTo(verdict);
	}

	@Test
	void computesTheWaitFromTheNumberOfTheFailedAttempt() {
		RetryPlan plan = plan((b) -> b.maxAttempts(9));
		RetryDecision decision = plan.afterFailure(new IOException(), OutcomeKind.FAILURE, Classification.UNKNOWN,
				new CallProgress(4, 0, 0, FOREVER, false, false), CONTEXT);
		assertThat(decision).isEqualTo(RetryDecision.retryAfter(800));
	}

	@ParameterizedTest
	@CsvSource({ "99, 100", "101, 101", "5000, 5000" })
	void aRejectionLiftsTheWait(long retryAfter, long wait) {
		RetryPlan plan = plan(
				(b) -> b.retryOn(List.of(CallRejectedException.class)).maxRetryAfter(Duration.ofNanos(5000)));
		RetryDecision decision = plan.afterFailure(new RefusedException(Duration.ofNanos(retryAfter)),
				OutcomeKind.REJECTED, Classification.UNKNOWN, new CallProgress(1, 0, 0, FOREVER, false, false),
				CONTEXT);
		assertThat(decision).isEqualTo(RetryDecision.retryAfter(wait));
	}

	@ParameterizedTest
	@CsvSource({ "1, STOPPED", "3, EXHAUSTED" })
	void aRejectionThatAsksForTooMuchStopsTheCall(int attempt, Verdict verdict) {
		RetryPlan plan = plan(
				(b) -> b.retryOn(List.of(CallRejectedException.class)).maxRetryAfter(Duration.ofNanos(5000)));
		RetryDecision decision = plan.afterFailure(new RefusedException(Duration.ofSeconds(Long.MAX_VALUE)),
				OutcomeKind.REJECTED, Classification.UNKNOWN, new CallProgress(attempt, 0, 0, FOREVER, false, false),
				CONTEXT);
		assertThat(decision.verdict()).isEqualTo(verdict);
	}

	@ParameterizedTest
	@CsvSource({ "FAILURE, RETRY", "IGNORED, NOT_RETRYABLE", "REJECTED, NOT_RETRYABLE" })
	void withoutListsOnlyFailuresOfTheTargetAreRepeated(OutcomeKind kind, Verdict verdict) {
		RetryDecision decision = plan((b) -> b).afterFailure(new IOException(), kind, Classification.UNKNOWN,
				new CallProgress(1, 0, 0, FOREVER, false, false), CONTEXT);
		assertThat(decision.verdict()).isEqualTo(verdict);
	}

	private static RetryPlan plan(UnaryOperator<RetryConfig.Builder> settings) {
		RetryConfig config = settings.apply(RetryConfig.builder().delay(Duration.ofNanos(100)).jitter(Jitter.NONE))
			.build();
		return new RetryPlan(config);
	}

}
