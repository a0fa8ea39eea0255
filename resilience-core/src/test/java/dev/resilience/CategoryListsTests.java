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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationRule;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureSelector;
import dev.resilience.classification.FailureSelector.Verdict;
import dev.resilience.classification.SelfClassifying;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lists of retries, circuit breakers and fallbacks that hold categories.
 */
class CategoryListsTests {

	private static final Map<Class<?>, FailureCategory> KNOWN = Map.of(IOException.class, FailureCategory.NETWORK,
			IllegalArgumentException.class, FailureCategory.VALIDATION, OutOfMemoryError.class,
			FailureCategory.RESOURCE, IllegalStateException.class, FailureCategory.CONFLICT);

	/** As uncertain as can be: what a list names is named at any confidence. */
	private static final ClassificationRule RULE = (failure, context) -> {
		FailureCategory category = KNOWN.get(failure.getClass());
		return (category != null) ? Classification.builder(category).confidence(0).build() : null;
	};

	private final ManualTime time = ManualTime.autoAdvancing();

	@ParameterizedTest(name = "{0} named: {1} makes {2} attempts")
	@CsvSource({ "VALIDATION, java.lang.IllegalArgumentException, 3", "VALIDATION, java.io.IOException, 1",
			"RESOURCE, java.lang.OutOfMemoryError, 1", "UNKNOWN, java.lang.Exception, 3",
			"CANCELLED, java.util.concurrent.CancellationException, 1",
			"REJECTED, dev.resilience.CategoryListsTests$Refused, 3",
			"OVERLOAD, dev.resilience.CategoryListsTests$Refused, 1" })
	void aRetryRepeatsWhatItsCategoriesNameAndNothingElse(FailureCategory named, Class<? extends Throwable> thrown,
			int attempts) {
		assertThat(attempts(thrown, (retry) -> retry.retryOnCategories(named))).isEqualTo(attempts);
	}

	@ParameterizedTest(name = "{0} excluded: {1} makes {2} attempts")
	@CsvSource({ "NETWORK, java.io.IOException, 1", "NETWORK, java.lang.IllegalStateException, 3",
			"UNKNOWN, java.lang.Exception, 1" })
	void aRetryNeverRepeatsWhatItsCategoriesExclude(FailureCategory excluded, Class<? extends Throwable> thrown,
			int attempts) {
		assertThat(attempts(thrown, (retry) -> retry.abortOnCategories(excluded))).isEqualTo(attempts);
		assertThat(attempts(thrown, (retry) -> retry.retryOn(List.of(Exception.class)).abortOnCategories(excluded)))
			.isEqualTo(attempts);
	}

	@Test
	void typesAndCategoriesOfOneListAddUp() {
		UnaryOperator<RetryConfig.Builder> both = (retry) -> retry
			.retryOn(List.of(IOException.class, OutOfMemoryError.class))
			.retryOnCategories(FailureCategory.VALIDATION, FailureCategory.RESOURCE);
		assertThat(attempts(IOException.class, both)).isEqualTo(3);
		assertThat(attempts(IllegalArgumentException.class, both)).isEqualTo(3);
		assertThat(attempts(OutOfMemoryError.class, both)).isEqualTo(3);
		assertThat(attempts(IllegalStateException.class, both)).isEqualTo(1);
	}

	@Test
	void anExcludedTypeWinsOverANamedCategory() {
		assertThat(attempts(IOException.class,
				(retry) -> retry.retryOnCategories(FailureCategory.NETWORK).abortOn(List.of(IOException.class))))
			.isEqualTo(1);
	}

	@Test
	void asynchronousCallsAreRepeatedByTheirCategoriesToo() {
		AtomicInteger attempts = new AtomicInteger();
		Resilience instance = instance(
				(retry) -> retry.delay(Duration.ZERO).retryOnCategories(FailureCategory.VALIDATION), (breaker) -> {
				});
		assertThat(instance.callAsync(() -> {
			attempts.incrementAndGet();
			return CompletableFuture.failedFuture(new IllegalArgumentException());
		}).toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
		assertThat(attempts).hasValue(3);
	}

	@ParameterizedTest(name = "{0} named: {1} counts {2}")
	@CsvSource({ "VALIDATION, java.lang.IllegalArgumentException, 1", "VALIDATION, java.io.IOException, 0",
			"RESOURCE, java.lang.OutOfMemoryError, 1", "REJECTED, dev.resilience.CategoryListsTests$Refused, 1",
			"NETWORK, dev.resilience.CategoryListsTests$Refused, 0" })
	void aCircuitBreakerRecordsWhatItsCategoriesNameAndNothingElse(FailureCategory named,
			Class<? extends Throwable> thrown, int failures) {
		assertThat(failures(thrown, (breaker) -> breaker.recordOnCategories(named))).isEqualTo(failures);
	}

	@ParameterizedTest(name = "{0} excluded: {1} counts {2}")
	@CsvSource({ "NETWORK, java.io.IOException, 0", "NETWORK, java.lang.IllegalStateException, 1",
			"RESOURCE, java.lang.OutOfMemoryError, 0" })
	void aCircuitBreakerIgnoresWhatItsCategoriesExclude(FailureCategory excluded, Class<? extends Throwable> thrown,
			int failures) {
		assertThat(failures(thrown, (breaker) -> breaker.ignoreOnCategories(excluded))).isEqualTo(failures);
	}

	@ParameterizedTest(name = "{0} named: {1} is answered: {2}")
	@CsvSource({ "VALIDATION, java.lang.IllegalArgumentException, true", "VALIDATION, java.io.IOException, false",
			"RESOURCE, java.lang.OutOfMemoryError, false", "REJECTED, dev.resilience.CategoryListsTests$Refused, true",
			"NETWORK, dev.resilience.CategoryListsTests$Refused, false" })
	void aFallbackAnswersWhatItsCategoriesNameAndNothingElse(FailureCategory named, Class<? extends Throwable> thrown,
			boolean answered) {
		assertThat(isAnswered(thrown, (option) -> option.onCategories(named))).isEqualTo(answered);
	}

	@ParameterizedTest(name = "{0} excluded: {1} is answered: {2}")
	@CsvSource({ "NETWORK, java.io.IOException, false", "NETWORK, java.lang.IllegalStateException, true",
			"REJECTED, dev.resilience.CategoryListsTests$Refused, false",
			"NETWORK, dev.resilience.CategoryListsTests$Refused, true" })
	void aFallbackPassesOnWhatItsCategoriesExclude(FailureCategory excluded, Class<? extends Throwable> thrown,
			boolean answered) {
		assertThat(isAnswered(thrown, (option) -> option.skipOnCategories(excluded))).isEqualTo(answered);
	}

	@Test
	void aChainAsksForTheCategoryOnce() {
		AtomicInteger asked = new AtomicInteger();
		FallbackOption[] chain = { option("first", (option) -> option.onCategories(FailureCategory.NETWORK)),
				option("second", (option) -> option.onCategories(FailureCategory.CONFLICT)),
				option("third", (option) -> option.skipOnCategories(FailureCategory.NETWORK)) };
		Resilience instance = Resilience.builder("orders").time(this.time).classifier(classifier((failure, context) -> {
			asked.incrementAndGet();
			return null;
		})).fallback(chain).build();
		assertThat(instance.<Object, RuntimeException>call(() -> {
			throw new IllegalStateException();
		})).isEqualTo("third");
		assertThat(asked).hasValue(1);
	}

	@Test
	void noRuleMakesAListReachWhatMustBeNamed() {
		Classification network = Classification.builder(FailureCategory.NETWORK).build();
		FailureSelector selector = FailureSelector.of(null, List.of(FailureCategory.NETWORK), List.of(), List.of());
		assertThat(selector.judge(new CompletionException(new Refused()), () -> network)).isEqualTo(Verdict.NOT_NAMED);
		assertThat(selector.judge(new SecondUse(), () -> network)).isEqualTo(Verdict.NOT_NAMED);
		assertThat(selector.judge(new IOException(), () -> network)).isEqualTo(Verdict.NAMED);
	}

	@Test
	void aFailureThatCannotSayWhatItMeansIsNotReached() {
		FailureSelector selector = FailureSelector.of(null, List.of(FailureCategory.BUG), List.of(),
				List.of(FailureCategory.UNKNOWN));
		assertThat(selector.judge(new Confused())).isEqualTo(Verdict.NOT_NAMED);
	}

	@Test
	void categoriesAreOnlyAskedForWhereTheyAreListed() {
		FailureSelector selector = FailureSelector.of(List.of(IOException.class), List.of());
		assertThat(selector.judge(new IllegalStateException(), () -> {
			throw new AssertionError("nobody asked");
		})).isEqualTo(Verdict.NOT_NAMED);
	}

	private int attempts(Class<? extends Throwable> thrown, UnaryOperator<RetryConfig.Builder> retry) {
		AtomicInteger attempts = new AtomicInteger();
		call(instance(retry, (breaker) -> breaker.failureThreshold(0).failureCountThreshold(99)), thrown, attempts);
		return attempts.get();
	}

	private long failures(Class<? extends Throwable> thrown, Consumer<CircuitBreakerConfig.Builder> breaker) {
		Resilience instance = instance((retry) -> retry.maxAttempts(1), breaker);
		call(instance, thrown, new AtomicInteger());
		return instance.circuitBreaker().snapshot().calls().failure();
	}

	private boolean isAnswered(Class<? extends Throwable> thrown, UnaryOperator<FallbackOption.Builder> conditions) {
		Resilience instance = Resilience.builder("orders")
			.time(this.time)
			.classifier(classifier(RULE))
			.fallback(option("cache", conditions))
			.build();
		return "cache".equals(instance.attempt(work(thrown, new AtomicInteger())).value());
	}

	private static FallbackOption option(String name, UnaryOperator<FallbackOption.Builder> conditions) {
		return conditions.apply(FallbackOption.builder(name, (call, failure) -> name)).build();
	}

	private Resilience instance(UnaryOperator<RetryConfig.Builder> retry,
			Consumer<CircuitBreakerConfig.Builder> breaker) {
		return Resilience.builder("orders")
			.time(this.time)
			.classifier(classifier(RULE))
			.retry(retry::apply)
			.circuitBreaker(breaker)
			.build();
	}

	private static FailureClassifier classifier(ClassificationRule rule) {
		return FailureClassifier.standard(List.of(rule));
	}

	private static void call(Resilience instance, Class<? extends Throwable> thrown, AtomicInteger attempts) {
		assertThatExceptionOfType(Throwable.class).isThrownBy(() -> instance.call(work(thrown, attempts)))
			.isInstanceOf(thrown);
	}

	private static ThrowingSupplier<Object, Throwable> work(Class<? extends Throwable> thrown, AtomicInteger attempts) {
		return () -> {
			attempts.incrementAndGet();
			throw thrown.getDeclaredConstructor().newInstance();
		};
	}

	static final class Refused extends CallRejectedException {

		private static final long serialVersionUID = 1L;

		Refused() {
			super("gate", "refused", Duration.ZERO, false);
		}

	}

	/** As {@link IdempotencyKeyReusedException}: to be named, and silent about itself. */
	private static final class SecondUse extends CancellationException implements SelfClassifying {

		private static final long serialVersionUID = 1L;

		@Override
		public Class<? extends Throwable> selectableAs() {
			return SecondUse.class;
		}

	}

	private static final class Confused extends RuntimeException implements SelfClassifying {

		private static final long serialVersionUID = 1L;

		@Override
		public Class<? extends Throwable> selectableAs() {
			return Confused.class;
		}

		@Override
		public Classification classification() {
			throw new StackOverflowError();
		}

	}

}
