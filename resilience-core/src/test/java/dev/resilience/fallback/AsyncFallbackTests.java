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
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ManualNext;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.RecordedEnd;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fallbacks of calls that end later.
 */
class AsyncFallbackTests {

	private static final FallbackOption STALE = FallbackOption.of("stale", (call, failure) -> "stale");

	private static final FallbackOption BROKEN = FallbackOption.of("broken", (call, failure) -> {
		throw new IOException("cache is down");
	});

	private static final FallbackOption INTERRUPTED = FallbackOption.of("interrupted", (call, failure) -> {
		throw new InterruptedException();
	});

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time).withContinuations(Runnable::run);

	private final FallbackCounters counters = new FallbackCounters();

	private final AsyncCall call = new AsyncCall(new Call(), this.context);

	private final ManualNext next = new ManualNext();

	private final RecordedEnd end = new RecordedEnd();

	private final IOException failure = new IOException("down");

	@AfterEach
	void noInterruptLeaks() {
		assertThat(Thread.interrupted()).isFalse();
	}

	private void begin(FallbackConfig config, FallbackOption... chain) {
		Fallback.of("orders", config, List.of(chain), this.counters, this.context)
			.executeAsync(new Stages(), this.call, this.time.nanoTime(), this.next, this.end);
	}

	private void fail(FallbackOption... chain) {
		begin(FallbackConfig.defaults(), chain);
		this.next.attempt(0).failed(this.failure);
	}

	@Test
	void countsTheOptionThatAnswersAndThoseThatFail() {
		fail(BROKEN, STALE);
		assertThat(this.end.results()).containsExactly("stale");
		assertThat(this.call.facts().source()).isEqualTo(Outcome.Source.fallback("stale"));
		assertThat(this.counters.option("broken")).isEqualTo(new FallbackSnapshot.Option("broken", 0, 1, 0));
		assertThat(this.counters.option("stale")).isEqualTo(new FallbackSnapshot.Option("stale", 1, 0, 0));
	}

	@Test
	void failsWithThePrimaryFailureIfNoOptionAnswers() {
		fail(BROKEN);
		assertThat(this.end.failures()).containsExactly(this.failure);
		assertThat(this.failure.getSuppressed()).singleElement().isInstanceOf(IOException.class);
	}

	@Test
	void letsAnErrorOfAnOptionThrough() {
		fail(FallbackOption.of("fatal", (given, thrown) -> {
			throw new OutOfMemoryError();
		}), STALE);
		assertThat(this.end.results()).isEmpty();
		assertThat(this.end.failures()).singleElement().isInstanceOf(OutOfMemoryError.class);
		assertThat(this.end.failures().get(0).getSuppressed()).containsExactly(this.failure);
	}

	@Test
	void triesNoFurtherOptionOnceOneIsInterruptedAndKeepsTheInterruption() {
		fail(INTERRUPTED, STALE);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.end.failures()).containsExactly(this.failure);
		assertThat(this.counters.option("stale")).isEqualTo(new FallbackSnapshot.Option("stale", 0, 0, 0));
	}

	@Test
	void saysWhichOptionTookTooLong() {
		fail(FallbackOption.builder("slow", (given, thrown) -> new CompletableFuture<>())
			.timeout(Duration.ofMillis(100))
			.build());
		assertThat(this.end.failures()).isEmpty();
		this.time.advance(Duration.ofMillis(100));
		assertThat(this.end.failures()).containsExactly(this.failure);
		assertThat(this.failure.getSuppressed()).singleElement()
			.isInstanceOf(FallbackTimeoutException.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains("slow");
	}

	@Test
	void passesTheCallThroughWhenItIsOff() {
		begin(FallbackConfig.builder().mode(PolicyMode.OFF).build(), STALE);
		this.next.attempt(0).failed(this.failure);
		assertThat(this.end.failures()).containsExactly(this.failure);
		assertThat(this.counters.option("stale")).isEqualTo(new FallbackSnapshot.Option("stale", 0, 0, 0));
	}

	@Test
	void answersNobodyWhoHasLeft() {
		begin(FallbackConfig.defaults(), STALE);
		this.call.cancel();
		this.next.attempt(0).failed(this.failure);
		assertThat(this.end.failures()).containsExactly(this.failure);
		assertThat(this.counters.option("stale")).isEqualTo(new FallbackSnapshot.Option("stale", 0, 0, 0));
	}

	/**
	 * Work of which an answer may be a stage.
	 */
	private static final class Stages implements AsyncWork {

		@Override
		public void begin(AsyncCall call, Completion completion) {
			throw new UnsupportedOperationException("The test ends the attempts");
		}

		@Override
		public void follow(@Nullable Object answer, AsyncCall call, Completion completion) {
			if (answer instanceof CompletableFuture<?> stage) {
				stage.thenAccept(completion::succeeded);
			}
			else {
				completion.succeeded(answer);
			}
		}

	}

}
