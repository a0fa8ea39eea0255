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

package dev.resilience.policy;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Parts of a call that run under a limit.
 */
class AsyncLimitTests {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private static final IOException TOO_LATE = new IOException("too late");

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time).withContinuations(Runnable::run);

	private final AsyncCall call = new AsyncCall(new Call(), this.context);

	private final RecordedEnd end = new RecordedEnd();

	private final Part part = new Part();

	@AfterEach
	void nothingIsLeft() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.current()).isNull();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	private void run() {
		AsyncLimit.run(this.call, this.time, "orders", this.time.nanoTime(), LIMIT.toNanos(), this.part, this.end,
				this.part);
	}

	private void runOn(Executor executor) {
		AsyncLimit.runOn(executor, this.call, this.time, "orders", this.time.nanoTime(), LIMIT.toNanos(), this.part,
				this.end, this.part);
	}

	@Test
	void aPartThatSucceedsInTimeGivesItsNotesToTheCall() {
		run();
		this.part.call().facts().queued(5);
		this.part.completion().succeeded("value");
		assertThat(this.end.results()).containsExactly("value");
		assertThat(this.call.facts().queuedNanos()).isEqualTo(5);
		assertThat(this.part.endsInTime).isOne();
	}

	@Test
	void aPartThatFailsInTimeGivesItsNotesToTheCall() {
		run();
		this.part.call().facts().queued(5);
		IOException failure = new IOException("down");
		this.part.completion().failed(failure);
		assertThat(this.end.failures()).containsExactly(failure);
		assertThat(this.call.facts().queuedNanos()).isEqualTo(5);
		assertThat(this.part.endsInTime).isOne();
	}

	@Test
	void aPartThatWasNoCallGivesItsNotesToTheCallAndIsNotCounted() {
		run();
		this.part.call().facts().queued(5);
		this.part.completion().withdrawn();
		assertThat(this.end.withdrawals()).isOne();
		assertThat(this.call.facts().queuedNanos()).isEqualTo(5);
		assertThat(this.part.endsInTime).isZero();
	}

	@Test
	void whatComesOfAPartAfterItsLimitIsDropped() {
		run();
		this.time.advance(LIMIT);
		this.part.call().facts().queued(5);
		this.part.completion().succeeded("value");
		this.part.completion().failed(new IOException("down"));
		this.part.completion().withdrawn();
		assertThat(this.end.results()).isEmpty();
		assertThat(this.end.failures()).containsExactly(TOO_LATE);
		assertThat(this.end.withdrawals()).isZero();
		assertThat(this.call.facts().queuedNanos()).isZero();
		assertThat(this.part.endsInTime).isZero();
		assertThat(this.part.call().isEnded()).isTrue();
		assertThat(this.call.isEnded()).isFalse();
	}

	@Test
	void aPartWhoseLimitCannotBeArmedFailsWithoutBeginning() {
		OutOfMemoryError none = new OutOfMemoryError("no thread for the timer");
		AsyncLimit.run(this.call, new NoTimer(none), "orders", 0, LIMIT.toNanos(), this.part, this.end, this.part);
		assertThat(this.end.failures()).containsExactly(none);
		assertThat(this.part.begun).isEmpty();
	}

	@Test
	void aPartWhoseLimitCannotBeArmedAsksForNoThread() {
		OutOfMemoryError none = new OutOfMemoryError("no thread for the timer");
		AsyncLimit.runOn(this::refuse, this.call, new NoTimer(none), "orders", 0, LIMIT.toNanos(), this.part, this.end,
				this.part);
		assertThat(this.end.failures()).containsExactly(none);
		assertThat(this.part.begun).isEmpty();
	}

	// On another thread

	@Test
	void aPartBeginsOnTheThreadOfTheExecutorUnderItsLimit() {
		Deque<Runnable> queue = new ArrayDeque<>();
		runOn(queue::add);
		assertThat(this.part.begun).isEmpty();
		queue.remove().run();
		assertThat(this.part.limits.get(0)).isNotNull();
		assertThat(this.part.limits.get(0).owner()).isEqualTo("orders");
		this.part.completion().succeeded("value");
		assertThat(this.end.results()).containsExactly("value");
	}

	@Test
	void whoHandsAPartOnIsNotInterruptedAtItsLimit() {
		Deque<Runnable> queue = new ArrayDeque<>();
		runOn(queue::add);
		this.time.advance(LIMIT);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(this.end.failures()).containsExactly(TOO_LATE);
	}

	@Test
	void aPartWhoseTimeIsOverBeforeItGetsAThreadNeverBegins() {
		Deque<Runnable> queue = new ArrayDeque<>();
		runOn(queue::add);
		this.time.advance(LIMIT);
		queue.remove().run();
		assertThat(this.part.begun).isEmpty();
		assertThat(this.end.failures()).containsExactly(TOO_LATE);
	}

	@Test
	void aPartThatGetsNoThreadIsRefusedAndNothingIsTold() {
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> runOn(this::refuse));
		assertThat(this.end.failures()).isEmpty();
		this.time.advance(LIMIT);
		assertThat(this.end.failures()).isEmpty();
	}

	@Test
	void aPartThatGetsNoThreadButHasFailedAtItsLimitIsNotRefusedToo() {
		runOn((step) -> {
			this.time.advance(LIMIT);
			refuse(step);
		});
		assertThat(this.end.failures()).containsExactly(TOO_LATE);
	}

	private void refuse(Runnable step) {
		throw new RejectedExecutionException("no thread");
	}

	/**
	 * The part, which the test ends.
	 */
	private static final class Part implements AsyncLimit.Body, AsyncLimit.Expiry {

		private final List<AsyncCall> begun = new ArrayList<>();

		private final List<Completion> completions = new ArrayList<>();

		private final List<@Nullable Deadline> limits = new ArrayList<>();

		private int endsInTime;

		@Override
		public void begin(AsyncCall part, Completion completion) {
			this.begun.add(part);
			this.completions.add(completion);
			this.limits.add(Deadline.current());
		}

		AsyncCall call() {
			return this.begun.get(0);
		}

		Completion completion() {
			return this.completions.get(0);
		}

		@Override
		public void endedInTime() {
			this.endsInTime++;
		}

		@Override
		public Throwable failure(AsyncCall part) {
			return TOO_LATE;
		}

	}

	/**
	 * A time whose timer cannot begin.
	 */
	private record NoTimer(Error failure) implements TimeSource {

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public InstantSource wallClock() {
			return InstantSource.system();
		}

		@Override
		public void park(Object blocker, long nanos) {
			throw new UnsupportedOperationException("Nobody waits");
		}

		@Override
		public void schedule(TimerTask task, long dueNanos) {
			throw this.failure;
		}

	}

}
