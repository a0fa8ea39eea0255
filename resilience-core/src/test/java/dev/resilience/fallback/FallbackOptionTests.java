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

package dev.resilience.fallback;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ResilienceException;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.OutcomeKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a {@link FallbackOption} answers.
 */
class FallbackOptionTests {

	private static final List<Supplier<Throwable>> THROWN = List.of(Exception::new, RuntimeException::new, Error::new,
			E0::new, E0S::new, E1::new, E1S::new, E2::new, E2S::new);

	@ParameterizedTest(name = "{0}: on {1} skipOn {2} throws {3} -> {4}")
	@MethodSource("exceptionTree")
	void answersWhatIsListedAndNotExcluded(String row, List<Class<? extends Throwable>> on,
			List<Class<? extends Throwable>> skipOn, Throwable thrown, boolean answered) {
		assertThat(answers(option(on, skipOn, FallbackWhen.ANY), thrown)).isEqualTo(answered);
	}

	static Stream<Arguments> exceptionTree() {
		return Stream
			.of(table("F3a", List.of(E0.class, E2.class), List.of(E1.class), List.of(E0.class, E0S.class)),
					table("F3b", List.of(Exception.class, E1.class), List.of(E0.class, E2.class),
							List.of(Exception.class, RuntimeException.class)),
					table("F3c", List.of(E1.class, E2.class), List.of(E0.class), List.of()))
			.flatMap((rows) -> rows);
	}

	private static Stream<Arguments> table(String row, List<Class<? extends Throwable>> on,
			List<Class<? extends Throwable>> skipOn, List<Class<? extends Throwable>> answered) {
		return THROWN.stream()
			.map(Supplier::get)
			.map((thrown) -> Arguments.of(row, on, skipOn, thrown, answered.contains(thrown.getClass())));
	}

	@Test
	void tellsWhatItIsAndIsNamedInLogs() {
		FallbackOption option = FallbackOption.builder("cache", (call, failure) -> "cached")
			.on(List.of(IOException.class))
			.skipOn(List.of(IllegalStateException.class))
			.when(FallbackWhen.REJECTION)
			.build();
		assertThat(option.selector().named()).isEqualTo(List.of(IOException.class));
		assertThat(option.selector().excluded()).isEqualTo(List.of(IllegalStateException.class));
		assertThat(option.when()).isEqualTo(FallbackWhen.REJECTION);
		assertThat(option).hasToString("cache");
	}

	@Test
	void answersEveryExceptionWithoutLists() {
		FallbackOption option = FallbackOption.of("cache", (call, failure) -> "old");
		assertThat(answers(option, new Exception())).isTrue();
		assertThat(answers(option, new CompletionException(new IllegalStateException()))).isTrue();
	}

	@Test
	void answersErrorsOnlyWhereTheyAreNamed() {
		assertThat(answers(FallbackOption.of("cache", (call, failure) -> "old"), new StackOverflowError())).isFalse();
		assertThat(answers(option(List.of(StackOverflowError.class), List.of(), FallbackWhen.ANY),
				new StackOverflowError()))
			.isTrue();
	}

	@Test
	void answersCancellationsOnlyWhereTheyAreNamed() {
		assertThat(answers(FallbackOption.of("cache", (call, failure) -> "old"), new CancellationException()))
			.isFalse();
		assertThat(answers(FallbackOption.of("cache", (call, failure) -> "old"), new InterruptedException())).isFalse();
		assertThat(answers(option(List.of(CancellationException.class), List.of(), FallbackWhen.ANY),
				new CancellationException()))
			.isTrue();
	}

	@Test
	void answersWhatMustBeNamedOnlyWhereItIs() {
		assertThat(answers(FallbackOption.of("cache", (call, failure) -> "old"), new MustBeNamed())).isFalse();
		assertThat(answers(option(List.of(Exception.class), List.of(), FallbackWhen.ANY), new MustBeNamed())).isFalse();
		assertThat(answers(option(List.of(MustBeNamed.class), List.of(), FallbackWhen.ANY), new MustBeNamed()))
			.isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "ANY, true, true", "FAILURE, true, false", "REJECTION, false, true" })
	void tellsFailuresFromRejections(FallbackWhen when, boolean failures, boolean rejections) {
		FallbackOption option = option(null, List.of(), when);
		assertThat(answers(option, new IllegalStateException())).isEqualTo(failures);
		assertThat(answers(option, new Refused())).isEqualTo(rejections);
		assertThat(answers(option, new CompletionException(new Refused()))).isEqualTo(rejections);
	}

	@Test
	void reachesRejectionsByPlainInheritance() {
		assertThat(answers(option(List.of(Exception.class), List.of(), FallbackWhen.ANY), new Refused())).isTrue();
		assertThat(answers(option(List.of(CallRejectedException.class), List.of(), FallbackWhen.ANY), new Refused()))
			.isTrue();
		assertThat(answers(option(List.of(IllegalStateException.class), List.of(), FallbackWhen.ANY), new Refused()))
			.isFalse();
		assertThat(answers(option(null, List.of(CallRejectedException.class), FallbackWhen.ANY), new Refused()))
			.isFalse();
	}

	private static boolean answers(FallbackOption option, Throwable failure) {
		return option.answers(failure, OutcomeKind.of(failure, "orders"), () -> Classification.UNKNOWN);
	}

	private static FallbackOption option(@Nullable List<Class<? extends Throwable>> on,
			List<Class<? extends Throwable>> skipOn, FallbackWhen when) {
		FallbackOption.Builder builder = FallbackOption.builder("cache", (call, failure) -> "old")
			.skipOn(skipOn)
			.when(when);
		return ((on != null) ? builder.on(on) : builder).build();
	}

	private static class E0 extends Exception {

	}

	private static final class E0S extends E0 {

	}

	private static class E1 extends E0 {

	}

	private static final class E1S extends E1 {

	}

	private static class E2 extends E1 {

	}

	private static final class E2S extends E2 {

	}

	/** What a gate throws. */
	static final class Refused extends CallRejectedException {

		Refused() {
			super("orders", "full", Duration.ZERO, false);
		}

	}

	/** A refusal that is no gate's, such as that of a duplicate call. */
	static final class MustBeNamed extends ResilienceException {

		MustBeNamed() {
			super("orders", "duplicate", null, false);
		}

		@Override
		public Class<? extends Throwable> selectableAs() {
			return MustBeNamed.class;
		}

		@Override
		public boolean reachedTarget() {
			return false;
		}

	}

}
