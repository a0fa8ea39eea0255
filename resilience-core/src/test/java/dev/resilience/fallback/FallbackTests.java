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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.CapturedLog;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of {@link Fallback}.
 */
class FallbackTests {

	private static final FallbackOption STALE = FallbackOption.of("stale", (call, failure) -> "stale");

	private static final FallbackOption BROKEN = FallbackOption.of("broken", (call, failure) -> {
		throw new IOException("cache is down");
	});

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final FallbackCounters counters = new FallbackCounters();

	private final Call call = new Call();

	@AfterEach
	void noInterruptLeaks() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.current()).isNull();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void passesResultsThrough() throws Throwable {
		assertThat(execute(fallback(STALE), () -> "fresh")).isEqualTo("fresh");
		assertThat(this.call.source()).isEqualTo(Outcome.Source.TARGET);
		assertThat(this.counters.option("stale")).isEqualTo(new FallbackSnapshot.Option("stale", 0, 0, 0));
	}

	@ParameterizedTest(name = "F1: {0} retries -> {1} executions")
	@CsvSource({ "0, 1", "1, 2", "2, 3" })
	void answersWhenAllAttemptsHaveFailed(int retries, int executions) throws Throwable {
		AtomicInteger executed = new AtomicInteger();
		Object answer = fallback(STALE).execute(() -> {
			executed.incrementAndGet();
			throw new IOException();
		}, this.call, 0, new Repeating(retries));
		assertThat(answer).isEqualTo("stale");
		assertThat(executed).hasValue(executions);
	}

	@Test
	void givesTheCallAndItsFailureToTheOptionF2() throws Throwable {
		List<@Nullable Object> arguments = Arrays.asList("book-1", null);
		Call attached = new Call() {

			@Override
			public Object attachment() {
				return arguments;
			}

		};
		IOException failure = new IOException("down");
		List<Object> seen = new ArrayList<>();
		FallbackOption option = FallbackOption.of("handler", (given, thrown) -> {
			seen.add(given);
			seen.add(thrown);
			return null;
		});
		Object answer = fallback(option).execute(() -> {
			throw failure;
		}, attached, 0, new Repeating(0));
		assertThat(answer).isNull();
		assertThat(seen).containsExactly(attached, failure);
	}

	@Test
	void copiesTheArgumentsOfARequest() {
		List<@Nullable Object> arguments = new ArrayList<>(Arrays.asList("book-1", null));
		FallbackRequest request = new FallbackRequest("orders", "place", arguments, new IOException());
		arguments.clear();
		assertThat(request.arguments()).containsExactly("book-1", null).isUnmodifiable();
	}

	@Test
	void secondAnswersWhenTheFirstFailsD083() throws Throwable {
		List<FallbackAnswered> events = new ArrayList<>();
		this.context.events().on(FallbackAnswered.class, events::add);
		FallbackOption good = FallbackOption.builder("stale", (given, thrown) -> "stale").quality(0.6).build();
		Fallback fallback = fallback(BROKEN, good);
		IOException failure = new IOException("down");
		assertThat(execute(fallback, () -> {
			throw failure;
		})).isEqualTo("stale");
		assertThat(this.call.source()).isEqualTo(Outcome.Source.fallback("stale"));
		assertThat(this.call.quality()).isEqualTo(0.6);
		assertThat(fallback.chain()).extracting(FallbackOption::name).containsExactly("broken", "stale");
		assertThat(events).containsExactly(new FallbackAnswered("orders", this.time.wallClock().instant(), "stale",
				List.of("broken", "stale"), 0.6, failure));
	}

	@Test
	void countsAppliedAndNotAppliedM5() throws Throwable {
		FallbackOption onlyIo = FallbackOption.builder("io", (given, thrown) -> "io")
			.on(List.of(IOException.class))
			.build();
		Fallback fallback = fallback(onlyIo, BROKEN, STALE);
		execute(fallback, () -> "fresh");
		execute(fallback, () -> {
			throw new IOException();
		});
		execute(fallback, () -> {
			throw new IllegalStateException();
		});
		assertThat(catchThrowable(() -> execute(fallback, () -> {
			throw new StackOverflowError();
		}))).isInstanceOf(StackOverflowError.class);
		assertThat(fallback.snapshot()).isEqualTo(new FallbackSnapshot("orders", PolicyMode.ENFORCE, 0.0,
				List.of(new FallbackSnapshot.Option("io", 1, 0, 2), new FallbackSnapshot.Option("broken", 0, 1, 1),
						new FallbackSnapshot.Option("stale", 1, 0, 1))));
	}

	@Test
	void countsTheOptionsOfAllChainsOfTheInstance() throws Throwable {
		fallback(STALE);
		Fallback other = fallback(STALE, BROKEN);
		execute(other, () -> {
			throw new IOException();
		});
		assertThat(this.counters.options()).containsExactly(new FallbackSnapshot.Option("stale", 1, 0, 0),
				new FallbackSnapshot.Option("broken", 0, 0, 0));
	}

	@Test
	void throwsThePrimaryFailureWithThoseOfTheOptionsSuppressed() {
		IllegalStateException failure = new IllegalStateException("down");
		FallbackOption rethrowing = FallbackOption.of("rethrowing", (given, thrown) -> {
			throw thrown;
		});
		Throwable thrown = catchThrowable(() -> execute(fallback(BROKEN, rethrowing, BROKEN), () -> {
			throw failure;
		}));
		assertThat(thrown).isSameAs(failure);
		assertThat(thrown.getSuppressed()).hasSize(2).allMatch((suppressed) -> suppressed instanceof IOException);
		assertThat(this.call.source()).isEqualTo(Outcome.Source.TARGET);
	}

	@Test
	void throwsThePrimaryFailureEvenIfItCannotCarryOthers() {
		Throwable failure = new Stackless();
		try (CapturedLog log = new CapturedLog(Fallback.class)) {
			Throwable thrown = catchThrowable(() -> execute(fallback(BROKEN), () -> {
				throw failure;
			}));
			assertThat(thrown).isSameAs(failure);
			assertThat(log.warnings()).singleElement().asString().contains("broken", "orders");
		}
	}

	@Test
	void warnsOfNothingWhereTheFailureCarriesThoseOfTheOptions() {
		try (CapturedLog log = new CapturedLog(Fallback.class)) {
			Throwable thrown = catchThrowable(() -> execute(fallback(BROKEN), () -> {
				throw new IOException("down");
			}));
			assertThat(thrown).hasMessage("down");
			assertThat(log.warnings()).isEmpty();
		}
	}

	@Test
	void tellsItsInstanceItsSettingsAndItsMode() {
		FallbackConfig config = FallbackConfig.builder().mode(PolicyMode.OFF).build();
		Fallback fallback = Fallback.of("orders", config, List.of(STALE), this.counters, this.context);
		assertThat(fallback.instance()).isEqualTo("orders");
		assertThat(fallback.config()).isSameAs(config);
		assertThat(fallback.mode()).isEqualTo(PolicyMode.OFF);
	}

	@Test
	void letsAnErrorOfAnOptionThrough() {
		IOException failure = new IOException("down");
		FallbackOption fatal = FallbackOption.of("fatal", (given, thrown) -> {
			throw new OutOfMemoryError();
		});
		Throwable thrown = catchThrowable(() -> execute(fallback(fatal, STALE), () -> {
			throw failure;
		}));
		assertThat(thrown).isInstanceOf(OutOfMemoryError.class).hasSuppressedException(failure);
		assertThat(this.counters.option("fatal")).isEqualTo(new FallbackSnapshot.Option("fatal", 0, 1, 0));
	}

	@Test
	void skipsOptionsOfLowQuality() throws Throwable {
		FallbackOption poor = FallbackOption.builder("poor", (given, thrown) -> "poor").quality(0.4).build();
		FallbackOption fair = FallbackOption.builder("fair", (given, thrown) -> "fair").quality(0.5).build();
		Fallback fallback = Fallback.of("orders", FallbackConfig.builder().minQuality(0.5).build(), List.of(poor, fair),
				this.counters, this.context);
		assertThat(execute(fallback, () -> {
			throw new IOException();
		})).isEqualTo("fair");
		assertThat(this.counters.option("poor")).isEqualTo(new FallbackSnapshot.Option("poor", 0, 0, 1));
	}

	@Test
	void answersARejection() throws Throwable {
		assertThat(execute(fallback(STALE), () -> {
			throw new FallbackOptionTests.Refused();
		})).isEqualTo("stale");
	}

	@Test
	void doesNothingWhenItIsOff() {
		Fallback fallback = Fallback.of("orders", FallbackConfig.builder().mode(PolicyMode.OFF).build(), List.of(STALE),
				this.counters, this.context);
		assertThat(catchThrowable(() -> execute(fallback, () -> {
			throw new IOException("down");
		}))).hasMessage("down");
	}

	@Test
	void failsAnOptionThatTakesTooLongAndTriesTheNext() throws Throwable {
		assertThat(execute(fallback(slow(), STALE), () -> {
			throw new IOException();
		})).isEqualTo("stale");
		assertThat(this.counters.option("slow")).isEqualTo(new FallbackSnapshot.Option("slow", 0, 1, 0));
	}

	@Test
	void saysWhichOptionTookTooLong() {
		Throwable thrown = catchThrowable(() -> execute(fallback(slow()), () -> {
			throw new IOException("down");
		}));
		assertThat(thrown).hasMessage("down");
		assertThat(thrown.getSuppressed()).singleElement()
			.isInstanceOfSatisfying(FallbackTimeoutException.class, (timeout) -> {
				assertThat(timeout.option()).isEqualTo("slow");
				assertThat(timeout.instance()).isEqualTo("orders");
				assertThat(timeout).hasCauseInstanceOf(InterruptedException.class);
			});
	}

	@Test
	void takesNoAnswerThatComesAfterTheTimeout() throws Throwable {
		FallbackOption late = FallbackOption.builder("late", (given, thrown) -> {
			this.time.advance(Duration.ofMillis(100));
			return "late";
		}).timeout(Duration.ofMillis(100)).build();
		assertThat(execute(fallback(late, STALE), () -> {
			throw new IOException();
		})).isEqualTo("stale");
	}

	@Test
	void leavesAnOptionInTimeAlone() throws Throwable {
		FallbackOption quick = FallbackOption.builder("quick", (given, thrown) -> {
			this.time.advance(Duration.ofMillis(99));
			return "quick";
		}).timeout(Duration.ofMillis(100)).build();
		assertThat(execute(fallback(quick), () -> {
			throw new IOException();
		})).isEqualTo("quick");
	}

	@Test
	void triesNoFurtherOptionOnceTheTimeOfAnEnclosingCallIsOver() {
		Deadline enclosing = Deadline.begin(this.time, "checkout", this.time.nanoTime(), 50_000_000);
		Throwable thrown = catchThrowable(() -> execute(fallback(slow(), STALE), () -> {
			throw new IOException("down");
		}));
		assertThat(enclosing.end()).isTrue();
		assertThat(thrown).hasMessage("down");
		assertThat(this.counters.option("stale")).isEqualTo(new FallbackSnapshot.Option("stale", 0, 0, 0));
	}

	@Test
	void doesNotAnswerWhatAnEnclosingLimitHasEnded() {
		Deadline enclosing = Deadline.begin(this.time, "checkout", this.time.nanoTime(), 50_000_000);
		Throwable thrown = catchThrowable(() -> execute(fallback(STALE), () -> {
			this.time.advance(Duration.ofMillis(50));
			throw new IOException("down");
		}));
		assertThat(enclosing.end()).isTrue();
		assertThat(thrown).hasMessage("down");
	}

	@Test
	void keepsAnInterruptionThatHitsAnOption() {
		FallbackOption interrupted = FallbackOption.of("interrupted", (given, thrown) -> {
			throw new InterruptedException();
		});
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> execute(fallback(interrupted, STALE), () -> {
			throw new IOException();
		}));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void keepsAnInterruptionThatItAnswers() throws Throwable {
		FallbackOption named = FallbackOption.builder("named", (given, thrown) -> "named")
			.on(List.of(InterruptedException.class))
			.build();
		assertThat(execute(fallback(named), () -> {
			throw new InterruptedException();
		})).isEqualTo("named");
		assertThat(Thread.interrupted()).isTrue();
	}

	private FallbackOption slow() {
		return FallbackOption.builder("slow", (given, thrown) -> {
			this.time.advance(Duration.ofMillis(100));
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			return "slow";
		}).timeout(Duration.ofMillis(100)).build();
	}

	private Fallback fallback(FallbackOption... chain) {
		return Fallback.of("orders", FallbackConfig.defaults(), List.of(chain), this.counters, this.context);
	}

	private @Nullable Object execute(Fallback fallback, ThrowingSupplier<?, ?> work) throws Throwable {
		return fallback.execute(work, this.call, 0, new Repeating(0));
	}

	/** Stands for what is behind the fallback: the work and a number of retries. */
	private record Repeating(int retries) implements Strategy.Next {

		@Override
		public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
			for (int attempt = 0; attempt < this.retries; attempt++) {
				try {
					return work.get();
				}
				catch (Exception ex) {
					// The next attempt may do better.
				}
			}
			return work.get();
		}

		@Override
		public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
			throw new UnsupportedOperationException("Only blocking calls here");
		}

		@Override
		public boolean needsTime() {
			return false;
		}

	}

	/** An exception without suppression. */
	private static final class Stackless extends RuntimeException {

		Stackless() {
			super("down", null, false, false);
		}

	}

}
