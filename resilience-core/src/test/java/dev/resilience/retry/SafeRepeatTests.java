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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.classification.Classification;
import dev.resilience.classification.Effect;
import dev.resilience.classification.Evidence;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.Retryable;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is repeated where only what is safe may be.
 */
class SafeRepeatTests {

	private static final AttemptTransaction ROLLED_BACK = (failure) -> true;

	private final ManualTime time = ManualTime.autoAdvancing();

	private final RetryCounters counters = new RetryCounters();

	private int attempts;

	private @Nullable RetryWithheld withheld;

	@ParameterizedTest(name = "{0}, {1}, by {2}, rolled back: {3}, repeatable: {4} -> {5} attempts")
	@CsvSource({ "NOT_RUN, YES, CODE, false, false, 3", "NOT_RUN, IF_IDEMPOTENT, TYPE, false, false, 3",
			"NOT_RUN, YES, KEYWORD, false, false, 1", "FAILED, YES, CODE, false, false, 1",
			"UNKNOWN, IF_IDEMPOTENT, TYPE, false, false, 1", "UNKNOWN, IF_IDEMPOTENT, TYPE, true, false, 1",
			"FAILED, WHOLE_TX, CODE, true, false, 3", "FAILED, WHOLE_TX, CODE, false, false, 1",
			"UNKNOWN, IF_IDEMPOTENT, TYPE, false, true, 3", "FAILED, WHOLE_TX, CODE, false, true, 3" })
	void onlyWhatDoesNoHarmIsRepeated(Effect effect, Retryable retryable, Evidence.Kind kind, boolean rolledBack,
			boolean repeatable, int expected) {
		Classification meaning = meaning(effect, retryable, kind);
		assertThat(attempts(meaning, (retry) -> retry.repeatable(repeatable),
				rolledBack ? ROLLED_BACK : AttemptTransaction.NONE))
			.isEqualTo(expected);
	}

	@Test
	void givingUpForThatReasonIsSaidAndCountsAsNotRepeated() {
		attempts(meaning(Effect.UNKNOWN, Retryable.IF_IDEMPOTENT, Evidence.Kind.TYPE), (retry) -> retry,
				AttemptTransaction.NONE);
		assertThat(this.withheld).isNotNull().satisfies((event) -> {
			assertThat(event.attempt()).isEqualTo(1);
			assertThat(event.failure()).isInstanceOf(IOException.class);
			assertThat(event.reason()).contains("only-if-safe");
		});
		assertThat(this.counters.snapshot().failedWithoutRetry()).isOne();
	}

	@Test
	void whatAListNamesMustBeSafeToo() {
		assertThat(attempts(meaning(Effect.UNKNOWN, Retryable.IF_IDEMPOTENT, Evidence.Kind.TYPE),
				(retry) -> retry.retryOn(List.of(IOException.class)), AttemptTransaction.NONE))
			.isEqualTo(1);
	}

	@Test
	void aNamedRejectionIsSafe() {
		Retry retry = retry(Classification.UNKNOWN,
				(settings) -> settings.retryOn(List.of(CallRejectedException.class)), AttemptTransaction.NONE);
		call(retry, new RefusedException(Duration.ZERO));
		assertThat(this.attempts).isEqualTo(3);
	}

	@Test
	void whatIsPermanentForCertainIsNotRepeatedBecauseItIsSafe() {
		assertThat(attempts(meaning(Effect.NOT_RUN, Retryable.AFTER_FIX, Evidence.Kind.CODE), (retry) -> retry,
				ROLLED_BACK))
			.isEqualTo(1);
		assertThat(this.withheld).isNull();
	}

	@Test
	void aTransactionThatNobodyKnowsOfIsNoReasonToRepeat() {
		assertThat(attempts(meaning(Effect.FAILED, Retryable.WHOLE_TX, Evidence.Kind.CODE), (retry) -> retry,
				(failure) -> {
					throw new LinkageError("no transactions here");
				}))
			.isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "false, 1", "true, 3" })
	void resultsAreRepeatedOnlyWhereTheCallIsRepeatable(boolean repeatable, int expected) throws Throwable {
		Retry retry = retry(Classification.UNKNOWN,
				(settings) -> settings.retryOnResult("again"::equals).repeatable(repeatable), ROLLED_BACK);
		assertThat(retry.execute(() -> {
			this.attempts++;
			return "again";
		}, SharedCall.INSTANCE, 0, RetryFixture.WORK_ONLY)).isEqualTo("again");
		assertThat(this.attempts).isEqualTo(expected);
	}

	@Test
	void everythingIsRepeatedWhereNothingMustBeSafe() {
		assertThat(attempts(meaning(Effect.UNKNOWN, Retryable.IF_IDEMPOTENT, Evidence.Kind.TYPE),
				(retry) -> retry.onlyIfSafe(false), AttemptTransaction.NONE))
			.isEqualTo(3);
	}

	private static Classification meaning(Effect effect, Retryable retryable, Evidence.Kind kind) {
		return Classification.builder(FailureCategory.UNAVAILABLE)
			.effect(effect)
			.retryable(retryable)
			.evidence(new Evidence(kind, "rule", 0))
			.build();
	}

	private int attempts(Classification meaning, UnaryOperator<RetryConfig.Builder> settings,
			AttemptTransaction transaction) {
		call(retry(meaning, settings, transaction), new IOException());
		return this.attempts;
	}

	private void call(Retry retry, Exception failure) {
		assertThatExceptionOfType(failure.getClass()).isThrownBy(() -> retry.execute(() -> {
			this.attempts++;
			throw failure;
		}, SharedCall.INSTANCE, 0, RetryFixture.WORK_ONLY));
	}

	private Retry retry(Classification meaning, UnaryOperator<RetryConfig.Builder> settings,
			AttemptTransaction transaction) {
		PolicyContext context = PolicyContext.standalone(this.time)
			.withClassifier(FailureClassifier.standard(List.of((failure, known) -> meaning)));
		context.events().on(RetryWithheld.class, (event) -> this.withheld = event);
		RetryConfig config = settings.apply(RetryConfig.builder().onlyIfSafe(true)).build();
		return Retry.of(RetryFixture.INSTANCE, config, this.counters, context).within(transaction);
	}

}
