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

package dev.resilience.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.RecordedEnd;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that end with a future that calls nobody back.
 */
class PolledFutureTests {

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time).withContinuations(Runnable::run);

	private final AsyncCall call = new AsyncCall(new Call(), this.context);

	private final RecordedEnd end = new RecordedEnd();

	private final Plain future = new Plain();

	PolledFutureTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(100));
	}

	@AfterEach
	void nobodyIsLeftWaiting() {
		assertThat(this.time.scheduledTasks()).isZero();
	}

	private void follow() {
		PolledFuture.follow(this.future, this.call, this.end, () -> true);
	}

	@Test
	void aFutureThatHasEndedEndsTheCallAtOnce() {
		this.future.value.complete("value");
		follow();
		assertThat(this.end.results()).containsExactly("value");
	}

	@Test
	void aFailureIsTheOneInsideItsWrappers() {
		IOException failure = new IOException("down");
		this.future.value.completeExceptionally(new CompletionException(failure));
		follow();
		assertThat(this.end.failures()).containsExactly(failure);
	}

	@Test
	void aFutureThatWasCancelledByOthersFailsTheCall() {
		this.future.value.cancel(true);
		follow();
		assertThat(this.end.failures()).singleElement().isInstanceOf(CancellationException.class);
	}

	@Test
	void aFutureThatIsDefectFailsTheCall() {
		IllegalStateException defect = new IllegalStateException("defect");
		this.future.defect = defect;
		this.future.value.complete("value");
		follow();
		assertThat(this.end.failures()).containsExactly(defect);
		assertThat(this.end.results()).isEmpty();
	}

	@Test
	void anInterruptionWhileItIsAskedIsKept() {
		InterruptedException interruption = new InterruptedException();
		this.future.interruption = interruption;
		this.future.value.complete("value");
		follow();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.end.failures()).containsExactly(interruption);
		assertThat(this.end.results()).isEmpty();
	}

	@Test
	void asksAgainAfterAMillisecondAndTheLongerItTakesTheLessOften() {
		follow();
		assertThat(this.future.asked).isOne();
		this.time.advance(Duration.ofNanos(999_999));
		assertThat(this.future.asked).isOne();
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.future.asked).isEqualTo(2);
		// After 16 milliseconds it is every two, after 400 every 50.
		this.time.advance(Duration.ofMillis(15));
		int asked = this.future.asked;
		this.time.advance(Duration.ofMillis(8));
		assertThat(this.future.asked - asked).isBetween(3, 4);
		this.time.advance(Duration.ofSeconds(1));
		asked = this.future.asked;
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.future.asked - asked).isEqualTo(20);
		this.future.value.complete("value");
		this.time.advance(Duration.ofMillis(50));
		assertThat(this.end.results()).containsExactly("value");
	}

	@Test
	void aCallThatIsEndedFromOutsideCancelsTheFuture() {
		for (boolean interrupts : List.of(true, false)) {
			Plain running = new Plain();
			AsyncCall cancelled = new AsyncCall(new Call(), this.context);
			RecordedEnd told = new RecordedEnd();
			PolledFuture.follow(running, cancelled, told, () -> interrupts);
			cancelled.cancel();
			assertThat(running.interrupts).isEqualTo(interrupts);
			// Not only when it would have been asked next
			assertThat(told.failures()).singleElement().isInstanceOf(CancellationException.class);
		}
	}

	@Test
	void onceTheRegistryIsClosedAThreadWaitsForTheCallsThatAreLeft() throws Exception {
		CompletableFuture<Boolean> daemon = new CompletableFuture<>();
		PolledFuture.follow(this.future, this.call, new Completion() {

			@Override
			public void succeeded(Object result) {
				daemon.complete(Thread.currentThread().isDaemon());
			}

			@Override
			public void failed(Throwable failure) {
				daemon.completeExceptionally(failure);
			}

		}, () -> true);
		this.context.waitingRoom().close();
		assertThat(daemon).isNotDone();
		this.future.value.complete("value");
		assertThat(daemon.get(30, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * A future of the first generation.
	 */
	private static final class Plain implements Future<String> {

		private final CompletableFuture<String> value = new CompletableFuture<>();

		private RuntimeException defect;

		private InterruptedException interruption;

		private Boolean interrupts;

		private int asked;

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			this.interrupts = mayInterruptIfRunning;
			return this.value.cancel(mayInterruptIfRunning);
		}

		@Override
		public boolean isCancelled() {
			return this.value.isCancelled();
		}

		@Override
		public boolean isDone() {
			this.asked++;
			return this.value.isDone();
		}

		@Override
		public String get() throws InterruptedException, ExecutionException {
			if (this.defect != null) {
				throw this.defect;
			}
			if (this.interruption != null) {
				throw this.interruption;
			}
			return this.value.get();
		}

		@Override
		public String get(long timeout, TimeUnit unit) {
			throw new UnsupportedOperationException("Nobody waits for a while");
		}

	}

}
