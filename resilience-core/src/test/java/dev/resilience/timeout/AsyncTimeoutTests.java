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

package dev.resilience.timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.ManualNext;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.RecordedEnd;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Timeouts and deadlines of calls that end later.
 */
class AsyncTimeoutTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	private final ManualTime time = ManualTime.stopped();

	private final Deque<Runnable> offloaded = new ArrayDeque<>();

	private Executor offload = this.offloaded::add;

	private final PolicyContext context = PolicyContext.standalone(this.time)
		.withContinuations(Runnable::run)
		.withOffload((step) -> this.offload.execute(step));

	private final TimeoutCounters counters = new TimeoutCounters();

	private final AsyncCall call = new AsyncCall(new Call(), this.context);

	private final ManualNext next = new ManualNext();

	private final RecordedEnd end = new RecordedEnd();

	private final List<CallTimedOut> timedOut = new ArrayList<>();

	AsyncTimeoutTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
		this.context.events().on(CallTimedOut.class, this.timedOut::add);
	}

	@AfterEach
	void leavesNothingBehind() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	private void begin(TimeoutMode mode) {
		TimeoutConfig config = TimeoutConfig.builder().duration(LIMIT).mode(mode).build();
		Timeout.of("orders", config, this.counters, this.context).executeAsync((part, completion) -> {
		}, this.call, this.time.nanoTime(), this.next, this.end);
	}

	private void beginDeadline() {
		CallDeadline.of("orders", LIMIT, this.context).executeAsync((part, completion) -> {
		}, this.call, this.time.nanoTime(), this.next, this.end);
	}

	@TestFactory
	Stream<DynamicTest> shadowModeCountsAndCutsNothing() {
		IOException failure = new IOException("down");
		return Stream.of(true, false)
			.flatMap((late) -> Stream.of(true, false)
				.map((fails) -> DynamicTest.dynamicTest((late ? "late " : "in time ") + (fails ? "failure" : "result"),
						() -> {
							AsyncTimeoutTests test = new AsyncTimeoutTests();
							test.begin(TimeoutMode.SHADOW);
							test.time.advance(late ? LIMIT : LIMIT.minusNanos(1));
							assertThat(test.end.failures()).isEmpty();
							if (fails) {
								test.next.attempt(0).failed(failure);
								assertThat(test.end.failures()).containsExactly(failure);
							}
							else {
								test.next.attempt(0).succeeded("value");
								assertThat(test.end.results()).containsExactly("value");
							}
							assertThat(test.counters.shadow()).isEqualTo(late ? 1 : 0);
							assertThat(test.counters.inTime()).isEqualTo(late ? 0 : 1);
							assertThat(test.counters.timedOut()).isZero();
						})));
	}

	@Test
	void shadowModeCountsNoCallThatWasNone() {
		begin(TimeoutMode.SHADOW);
		this.next.attempt(0).withdrawn();
		assertThat(this.end.withdrawals()).isOne();
		assertThat(this.counters.inTime() + this.counters.shadow()).isZero();
	}

	@Test
	void offSkipsTheTimeout() {
		begin(TimeoutMode.OFF);
		this.time.advance(LIMIT);
		this.next.attempt(0).succeeded("value");
		assertThat(this.end.results()).containsExactly("value");
		assertThat(this.counters.inTime() + this.counters.timedOut() + this.counters.shadow()).isZero();
	}

	@Test
	void theTimeoutTellsItsListenerHowLongTheAttemptTook() {
		begin(TimeoutMode.INTERRUPT);
		this.time.advance(LIMIT.plusMillis(20));
		assertThat(this.end.failures()).singleElement().isInstanceOf(CallTimeoutException.class);
		assertThat(this.timedOut).singleElement().satisfies((event) -> {
			assertThat(event.limit()).isEqualTo(LIMIT);
			assertThat(event.elapsed()).isEqualTo(LIMIT);
		});
		assertThat(this.counters.timedOut()).isOne();
	}

	@Test
	void offloadedWorkBeginsOnAnotherThreadAndIsBounded() {
		begin(TimeoutMode.OFFLOAD);
		assertThat(this.next.attempts()).isZero();
		this.offloaded.remove().run();
		assertThat(this.next.attempts()).isOne();
		this.time.advance(LIMIT);
		assertThat(this.end.failures()).singleElement().isInstanceOf(CallTimeoutException.class);
		assertThat(this.counters.timedOut()).isOne();
	}

	@Test
	void aFullExecutorIsOneRejectionOneEventAndOneCount() {
		List<CallRejected> rejected = new ArrayList<>();
		this.context.events().on(CallRejected.class, rejected::add);
		this.offload = (step) -> {
			throw new RejectedExecutionException("busy");
		};
		begin(TimeoutMode.OFFLOAD);
		assertThat(this.end.failures()).singleElement()
			.isInstanceOf(OffloadRejectedException.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains("busy");
		assertThat(rejected).hasSize(1);
		assertThat(this.counters.rejected()).isOne();
	}

	@Test
	void aCallThatEndsTooLateHasExceededItsDeadline() {
		beginDeadline();
		this.time.advance(LIMIT);
		assertThat(this.end.failures()).singleElement().isInstanceOf(DeadlineExceededException.class);
		assertThat(this.timedOut).singleElement().satisfies((event) -> assertThat(event.elapsed()).isEqualTo(LIMIT));
	}

	@Test
	void nothingBeginsThatHasNoTimeLeft() {
		Deadline enclosing = Deadline.begin(this.time, "outer", this.time.nanoTime(), 1);
		this.time.advance(Duration.ofNanos(1));
		AsyncCall late = new AsyncCall(new Call(), this.context);
		enclosing.end();
		CallDeadline.of("orders", LIMIT, this.context).executeAsync((part, completion) -> {
		}, late, this.time.nanoTime(), this.next, this.end);
		assertThat(this.next.attempts()).isZero();
		assertThat(this.end.failures()).singleElement()
			.isInstanceOfSatisfying(DeadlineExceededException.class, (ex) -> assertThat(ex.reachedTarget()).isFalse());
	}

}
