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

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import dev.resilience.CapturedLog;
import dev.resilience.Resilience;
import dev.resilience.ResilienceBuilder;
import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallTerms;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.Outcome;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AdjustmentTests {

	private static final Duration LIMIT = Duration.ofMillis(200);

	private final ManualTime time = ManualTime.autoAdvancing();

	/** The limits that the attempts ran under. */
	private final List<Duration> limits = new CopyOnWriteArrayList<>();

	private final List<Duration> waits = new ArrayList<>();

	private FailureCategory category = FailureCategory.TIMEOUT;

	@Test
	void eachFurtherAttemptHasALongerLimitUpToTheLongest() {
		Resilience instance = builder((retry) -> retry.maxAttempts(4)
			.adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2, Duration.ofMillis(700)))).timeout(LIMIT)
			.build();
		Outcome<Object> outcome = instance.attempt(this::fail);
		assertThat(this.limits).containsExactly(millis(200), millis(400), millis(700), millis(700));
		assertThat(outcome.adjustments()).containsExactly("timeout 400ms", "timeout 700ms");
		assertThat(outcome.attempts()).isEqualTo(4);
	}

	@Test
	void theNextCallBeginsUnderTheSettingsAgain() {
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(2).adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2)))
			.timeout(LIMIT)
			.build();
		instance.attempt(this::fail);
		instance.attempt(this::fail);
		assertThat(this.limits).containsExactly(millis(200), millis(400), millis(200), millis(400));
	}

	@Test
	void theLongerLimitHoldsForCallsWhoseOutcomeNobodyAsksFor() {
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(2).adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2)))
			.timeout(LIMIT)
			.build();
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> instance.call(this::fail));
		assertThat(this.limits).containsExactly(millis(200), millis(400));
	}

	@Test
	void theLongerLimitHoldsWhereTheCallerWaitsForAnotherThread() {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			Resilience instance = builder(
					(retry) -> retry.maxAttempts(3).adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2)))
				.timeout((timeout) -> timeout.duration(LIMIT).mode(TimeoutMode.OFFLOAD))
				.offload(threads)
				.time(ManualTime.stopped())
				.build();
			assertThat(instance.attempt(this::fail).adjustments()).containsExactly("timeout 400ms", "timeout 800ms");
			assertThat(this.limits).containsExactly(millis(200), millis(400), millis(800));
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void theLongerLimitHoldsForAsynchronousAttemptsInsideADeadline() {
		Resilience instance = Resilience.builder("plain")
			.deadline(Duration.ofSeconds(10))
			.retry((retry) -> retry.maxAttempts(3)
				.delay(Duration.ZERO)
				.adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2)))
			.timeout(LIMIT)
			.time(this.time)
			.classifier(classifier())
			.continuations(Runnable::run)
			.build();
		Outcome<Object> outcome = instance.attemptAsync(() -> {
			note();
			return CompletableFuture.failedFuture(new SocketTimeoutException());
		}).join();
		assertThat(this.limits).containsExactly(millis(200), millis(400), millis(800));
		assertThat(outcome.adjustments()).containsExactly("timeout 400ms", "timeout 800ms");
	}

	@Test
	void theExceptionOfAnExpiredAttemptNamesTheLimitItHad() {
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(2).adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2)))
			.timeout(LIMIT)
			.build();
		Outcome<Object> outcome = instance.attempt(() -> {
			this.time.advance(Duration.ofMillis(300));
			if (this.limits.isEmpty()) {
				note();
				return "late";
			}
			this.time.advance(Duration.ofMillis(300));
			return "later";
		});
		assertThat(outcome.failure()).isInstanceOfSatisfying(CallTimeoutException.class,
				(timeout) -> assertThat(timeout.limit()).isEqualTo(millis(400)));
	}

	@Test
	void anAttemptThatEndsWithinItsLongerLimitSucceeds() {
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(2).adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2)))
			.timeout(LIMIT)
			.build();
		Outcome<Object> outcome = instance.attempt(() -> {
			this.time.advance(Duration.ofMillis(300));
			return "slow";
		});
		assertThat(outcome.value()).isEqualTo("slow");
		assertThat(outcome.attempts()).isEqualTo(2);
	}

	@Test
	void aTimeoutOutsideOfTheRetryStaysAsItIs() {
		try (CapturedLog log = new CapturedLog(ResilienceBuilder.class)) {
			Resilience instance = Resilience.builder("plain")
				.timeout(LIMIT)
				.retry((retry) -> retry.maxAttempts(2)
					.delay(Duration.ZERO)
					.adjust(FailureCategory.TIMEOUT, Adjustments.longerTimeout(2)))
				.time(this.time)
				.classifier(classifier())
				.build();
			assertThat(instance.attempt(this::fail).adjustments()).isEmpty();
			assertThat(this.limits).containsExactly(millis(200), millis(200));
			assertThat(log.warnings()).anySatisfy((warning) -> assertThat(warning).contains("nothing is adjusted"));
		}
	}

	@Test
	void theNextWaitIsLongerButNotLongerThanTheLongest() {
		Resilience instance = builder((retry) -> retry.maxAttempts(4)
			.delay(Duration.ofMillis(100))
			.maxDelay(Duration.ofMillis(500))
			.jitter(Jitter.NONE)
			.adjust(FailureCategory.TIMEOUT, Adjustments.longerDelay(3))).build();
		Outcome<Object> outcome = instance.attempt(this::fail);
		assertThat(this.waits).containsExactly(millis(300), millis(500), millis(500));
		assertThat(outcome.adjustments()).containsExactly("delay 300ms", "delay 500ms", "delay 500ms");
	}

	@Test
	void aLongerWaitThatDoesNotFitIntoTheCallEndsIt() {
		Resilience instance = builder((retry) -> retry.maxAttempts(4)
			.delay(Duration.ofMillis(100))
			.jitter(Jitter.NONE)
			.maxDuration(Duration.ofMillis(250))
			.adjust(FailureCategory.TIMEOUT, Adjustments.longerDelay(3))).build();
		assertThat(instance.attempt(this::fail).attempts()).isEqualTo(1);
	}

	@Test
	void fewerAttemptsAreMadeForTheRestOfTheCall() {
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(6).adjust(FailureCategory.TIMEOUT, Adjustments.fewerAttempts(3)))
			.build();
		Outcome<Object> outcome = instance.attempt(() -> {
			this.category = this.limits.isEmpty() ? FailureCategory.TIMEOUT : FailureCategory.NETWORK;
			return fail();
		});
		assertThat(outcome.attempts()).isEqualTo(3);
		assertThat(outcome.adjustments()).containsExactly("max-attempts 3");
	}

	@Test
	void aNumberOfAttemptsThatIsReachedEndsTheCallAtOnce() {
		Resilience instance = builder((retry) -> retry.maxAttempts(6)
			.onExhausted(OnExhausted.WRAP)
			.adjust(FailureCategory.TIMEOUT, Adjustments.fewerAttempts(1))).build();
		Outcome<Object> outcome = instance.attempt(this::fail);
		assertThat(outcome.attempts()).isEqualTo(1);
		assertThat(outcome.failure()).isInstanceOf(RetryExhaustedException.class);
	}

	@Test
	void moreAttemptsThanSetAreNotMade() {
		Resilience instance = builder((retry) -> retry.maxAttempts(2)
			.adjust(FailureCategory.TIMEOUT, (request) -> AttemptAdjustment.ofMaxAttempts(9))).build();
		assertThat(instance.attempt(this::fail).attempts()).isEqualTo(2);
	}

	@Test
	void onlyTheAdjusterOfTheKindOfFailureIsAsked() {
		List<AdjustmentRequest> asked = new ArrayList<>();
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(3).adjust(FailureCategory.NETWORK, (request) -> remember(request, asked)))
			.build();
		instance.attempt(this::fail);
		assertThat(asked).isEmpty();
		this.category = FailureCategory.NETWORK;
		instance.attempt(this::fail);
		assertThat(asked).extracting(AdjustmentRequest::attempt).containsExactly(1, 2);
		assertThat(asked.get(0).failure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(asked.get(0).maxAttempts()).isEqualTo(3);
		assertThat(asked.get(0).instance()).isEqualTo("plain");
		assertThat(asked.get(0).timeout()).isNull();
	}

	@Test
	void attributesReachTheWorkOfTheNextAttempts() {
		List<Map<String, Object>> seen = new ArrayList<>();
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(3)
					.adjust(FailureCategory.TIMEOUT,
							(request) -> (request.attempt() == 1)
									? AttemptAdjustment.ofAttributes(Map.of("page-size", 10), "smaller pages") : null))
			.build();
		Call call = new Call();
		call.adjust(CallTerms.of(Map.of("page-size", 100, "sort", "id")));
		instance.pipeline().attempt(new CallWork() {

			@Override
			public Object get(Call about) throws Throwable {
				seen.add(new HashMap<>(about.terms().attributes()));
				return fail();
			}

		}, call);
		assertThat(seen).containsExactly(Map.of("page-size", 100, "sort", "id"), Map.of("page-size", 10, "sort", "id"),
				Map.of("page-size", 10, "sort", "id"));
		assertThat(call.terms().notes()).containsExactly("smaller pages");
	}

	@Test
	void anAdjusterThatThrowsChangesNothing() {
		Resilience instance = builder(
				(retry) -> retry.maxAttempts(3).adjust(FailureCategory.TIMEOUT, (request) -> overflow(0)))
			.build();
		Outcome<Object> outcome = instance.attempt(this::fail);
		assertThat(outcome.attempts()).isEqualTo(3);
		assertThat(outcome.adjustments()).isEmpty();
		assertThat(outcome.failure()).isInstanceOf(SocketTimeoutException.class);
	}

	@Test
	void severalAdjustersWorkTogether() {
		Resilience instance = builder((retry) -> retry.maxAttempts(5)
			.delay(Duration.ofMillis(100))
			.jitter(Jitter.NONE)
			.adjust(FailureCategory.TIMEOUT, Adjustments
				.all(List.of(Adjustments.longerTimeout(2), Adjustments.longerDelay(2), Adjustments.fewerAttempts(2)))))
			.timeout(LIMIT)
			.build();
		Outcome<Object> outcome = instance.attempt(this::fail);
		assertThat(outcome.adjustments()).containsExactly("timeout 400ms, delay 200ms, max-attempts 2");
		assertThat(this.limits).containsExactly(millis(200), millis(400));
		assertThat(this.waits).containsExactly(millis(200));
	}

	@Test
	void aCallThatIsNotRepeatedIsNotAdjusted() {
		List<AdjustmentRequest> asked = new ArrayList<>();
		Resilience instance = builder((retry) -> retry.maxAttempts(3)
			.adjust(FailureCategory.CANCELLED, (request) -> remember(request, asked))).build();
		this.category = FailureCategory.CANCELLED;
		instance.attempt(() -> {
			throw new CancellationException();
		});
		assertThat(asked).isEmpty();
	}

	@Test
	void manyAttemptsDoNotPileUpNotes() {
		Resilience instance = builder((retry) -> retry.maxAttempts(1000)
			.delay(Duration.ofMillis(1))
			.maxDelay(Duration.ofSeconds(1))
			.adjust(FailureCategory.TIMEOUT, (request) -> AttemptAdjustment.ofDelay(Duration.ofMillis(2)))).build();
		assertThat(instance.attempt(this::fail).adjustments()).hasSize(100);
	}

	@Test
	void settingsWithEqualAdjustersAreEqual() {
		assertThat(adjusting(2)).isEqualTo(adjusting(2)).hasSameHashCodeAs(adjusting(2)).isNotEqualTo(adjusting(3));
		assertThat(adjusting(2).toBuilder().build()).isEqualTo(adjusting(2));
	}

	@Test
	void valuesOutOfRangeAreRefused() {
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> Adjustments.longerTimeout(0.5));
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> Adjustments.longerTimeout(2, Duration.ZERO));
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> Adjustments.longerDelay(Double.NaN));
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> Adjustments.fewerAttempts(0));
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> AttemptAdjustment.ofDelay(Duration.ofMillis(-1)));
	}

	private ResilienceBuilder builder(Consumer<RetryConfig.Builder> settings) {
		return Resilience.builder("plain")
			.retry((retry) -> settings
				.accept(retry.delay(Duration.ZERO).beforeRetry((attempt, failure, wait) -> this.waits.add(wait))))
			.time(this.time)
			.classifier(classifier());
	}

	private static RetryConfig adjusting(double factor) {
		return RetryConfig.builder()
			.adjust(FailureCategory.TIMEOUT,
					Adjustments.all(List.of(Adjustments.longerTimeout(factor), Adjustments.fewerAttempts(2))))
			.build();
	}

	private FailureClassifier classifier() {
		return FailureClassifier
			.standard(List.of((failure, context) -> Classification.builder(this.category).confidence(0.5).build()));
	}

	private Object fail() throws SocketTimeoutException {
		note();
		throw new SocketTimeoutException();
	}

	private void note() {
		Deadline current = Deadline.current();
		this.limits.add((current != null) ? current.remaining() : Duration.ZERO);
	}

	private static AttemptAdjustment remember(AdjustmentRequest request, List<AdjustmentRequest> asked) {
		asked.add(request);
		return null;
	}

	private static AttemptAdjustment overflow(int depth) {
		return (depth < 0) ? null : overflow(depth + 1);
	}

	private static Duration millis(int millis) {
		return Duration.ofMillis(millis);
	}

}
