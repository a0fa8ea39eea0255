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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Timeouts whose work runs on another thread. One worker serves most tests, so that what
 * one call leaves on it the next would find.
 */
class OffloadedTimeoutTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	private final ManualTime time = ManualTime.stopped();

	private final ExecutorService worker = Executors.newSingleThreadExecutor();

	private final PolicyContext context = PolicyContext.standalone(this.time).withOffload(this.worker);

	private final TimeoutCounters counters = new TimeoutCounters();

	@AfterEach
	void leavesNothingBehind() throws Exception {
		this.worker.submit(() -> {
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			assertThat(Deadline.current()).isNull();
			assertThat(MDC.get("order")).isNull();
		}).get(30, TimeUnit.SECONDS);
		this.worker.shutdownNow();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
		assertThat(this.time.scheduledTasks()).isZero();
		MDC.clear();
	}

	@Test
	void returnsWhatTheWorkReturnsOnAnotherThread() throws Throwable {
		AtomicReference<Thread> thread = new AtomicReference<>();
		assertThat(run(timeout(), () -> {
			thread.set(Thread.currentThread());
			return "value";
		})).isEqualTo("value");
		assertThat(thread.get()).isNotSameAs(Thread.currentThread());
		assertThat(this.counters.inTime()).isOne();
	}

	@Test
	void whatTheWorkThrowsReachesTheCallerAsTheSameInstance() {
		for (Throwable failure : List.of(new IOException(), new IllegalStateException(), new StackOverflowError())) {
			assertThatThrownBy(() -> run(timeout(), () -> {
				throw failure;
			})).isSameAs(failure);
		}
		assertThat(this.counters.inTime()).isEqualTo(3);
	}

	@Test
	void returnsOnTimeEvenIfTheWorkIgnoresInterrupts() throws Exception {
		List<CallTimedOut> heard = new ArrayList<>();
		this.context.events().on(CallTimedOut.class, heard::add);
		CountDownLatch release = new CountDownLatch(1);
		AtomicBoolean sawInterrupt = new AtomicBoolean();
		CompletableFuture<Throwable> thrown = runElsewhere(timeout(), () -> {
			while (release.getCount() > 0) {
				sawInterrupt.compareAndSet(false, Thread.currentThread().isInterrupted());
				Thread.onSpinWait();
			}
			return "late";
		});
		this.time.awaitParked(1);
		await().until(() -> this.time.scheduledTasks() == 1);
		this.time.advance(LIMIT);
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(CallTimeoutException.class, (ex) -> {
			assertThat(ex.reachedTarget()).isTrue();
			assertThat(ex).hasNoCause();
		});
		await().untilTrue(sawInterrupt);
		release.countDown();
		assertThat(heard).hasSize(1);
		assertThat(this.counters.timedOut()).isOne();
		assertThat(this.counters.inTime()).isZero();
	}

	@Test
	void workThatNoThreadHasBegunByTheLimitNeverStarts() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.worker.execute(() -> awaitUninterruptibly(release));
		AtomicBoolean started = new AtomicBoolean();
		CompletableFuture<Throwable> thrown = runElsewhere(timeout(), () -> {
			started.set(true);
			return "late";
		});
		this.time.awaitParked(1);
		this.time.advance(LIMIT);
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(CallTimeoutException.class,
				(ex) -> assertThat(OutcomeKind.of(ex, "orders")).isEqualTo(OutcomeKind.REJECTED));
		release.countDown();
		this.worker.submit(() -> {
		}).get(30, TimeUnit.SECONDS);
		assertThat(started).isFalse();
	}

	@Test
	void workThatStillQueuesBehindTheTimeoutHasNotReachedTheTarget() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		Strategy.Next queue = new Strategy.Next() {

			@Override
			public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
				never.await();
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

		};
		CompletableFuture<Throwable> thrown = elsewhere(
				() -> timeout().execute(() -> "late", SharedCall.INSTANCE, 0, queue));
		this.time.awaitParked(1);
		await().until(() -> this.time.scheduledTasks() == 1);
		this.time.advance(LIMIT);
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(CallTimeoutException.class,
				(ex) -> assertThat(ex.reachedTarget()).isFalse());
	}

	@Test
	void interruptingTheWaitingCallerCancelsTheWorkAndKeepsTheFlag() throws Exception {
		// DO_BETTER 27
		CompletableFuture<Throwable> ofWork = new CompletableFuture<>();
		CountDownLatch began = new CountDownLatch(1);
		AtomicBoolean flagKept = new AtomicBoolean();
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				run(timeout(), () -> {
					began.countDown();
					try {
						new CountDownLatch(1).await();
					}
					catch (InterruptedException ex) {
						ofWork.complete(ex);
						throw ex;
					}
					return "late";
				});
			}
			catch (Throwable ex) {
				flagKept.set(Thread.currentThread().isInterrupted());
				thrown.complete(ex);
			}
		});
		caller.start();
		assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class)
			.satisfies((ex) -> assertThat(OutcomeKind.of(ex, "orders")).isEqualTo(OutcomeKind.IGNORED));
		assertThat(ofWork.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		assertThat(flagKept).isTrue();
		assertThat(this.counters.timedOut()).isZero();
	}

	@Test
	void anEnclosingLimitEndsTheWaitAndTheWork() throws Exception {
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		CallDeadline deadline = CallDeadline.of("outer", LIMIT.dividedBy(2), this.context);
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> deadline.execute(() -> run(timeout(), () -> {
				assertThat(Deadline.remainingNanos()).isEqualTo(LIMIT.dividedBy(2).toNanos());
				this.time.advance(LIMIT.dividedBy(2));
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.complete(Deadline.expiry("orders") == Deadline.Expiry.ENCLOSING);
				}
				return "late";
			}), SharedCall.INSTANCE, 0, Direct.NEXT))
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("outer"));
		assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void workSeesTheLimitAsItsDeadline() throws Throwable {
		assertThat(run(timeout(), Deadline::remainingNanos)).isEqualTo(LIMIT.toNanos());
	}

	@Test
	void theContextGoesAlongAndIsRemovedAfterwards() throws Throwable {
		MDC.put("order", "42");
		assertThat(run(timeout(), () -> MDC.get("order"))).isEqualTo("42");
		assertThat(MDC.get("order")).isEqualTo("42");
		assertThat(this.worker.submit(() -> MDC.get("order")).get(30, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void aContextThatCannotBeRemovedCostsNoResult() throws Throwable {
		Timeout timeout = Timeout.of("orders",
				TimeoutConfig.builder().duration(LIMIT).mode(TimeoutMode.OFFLOAD).build(), this.counters,
				new PolicyContext(this.time, this.context.random(), this.context.events(), this.context.waitingRoom(),
						this.worker, () -> () -> () -> {
							throw new IllegalStateException("expected by this test");
						}, false));
		assertThat(run(timeout, () -> "value")).isEqualTo("value");
	}

	@Test
	void aFullExecutorIsOneRejectionOneEventAndOneCount() {
		List<CallRejected> heard = new ArrayList<>();
		this.context.events().on(CallRejected.class, heard::add);
		Timeout timeout = Timeout.of("orders",
				TimeoutConfig.builder().duration(LIMIT).mode(TimeoutMode.OFFLOAD).build(), this.counters,
				this.context.withOffload((work) -> {
					throw new RejectedExecutionException("all threads are busy");
				}));
		assertThatExceptionOfType(OffloadRejectedException.class).isThrownBy(() -> run(timeout, () -> "value"))
			.withMessageContaining("orders")
			.withMessageContaining("all threads are busy")
			.satisfies((ex) -> assertThat(OutcomeKind.of(ex, "orders")).isEqualTo(OutcomeKind.REJECTED))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
		assertThat(heard).singleElement()
			.satisfies((event) -> assertThat(event.policy()).isEqualTo(PolicyType.TIMEOUT));
		assertThat(timeout.snapshot()).isEqualTo(new TimeoutSnapshot("orders", TimeoutMode.OFFLOAD, LIMIT, 0, 0, 0, 1));
	}

	@Test
	void notesOfWorkThatEndedInTimeReachTheCall() throws Throwable {
		Call call = new Call();
		Strategy.Next noting = new Strategy.Next() {

			@Override
			public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call detached, long now) throws Throwable {
				assertThat(detached).isNotSameAs(call);
				detached.queued(7);
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

		};
		timeout().execute(() -> "value", call, 0, noting);
		assertThat(call.queuedNanos()).isEqualTo(7);
		assertThat(call.source()).isEqualTo(Outcome.Source.TARGET);
	}

	@Test
	void anExecutorThatRunsWorkOnTheCallersThreadIsBoundedToo() {
		Timeout timeout = Timeout.of("orders",
				TimeoutConfig.builder().duration(LIMIT).mode(TimeoutMode.OFFLOAD).build(), this.counters,
				this.context.withOffload(Runnable::run));
		assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> run(timeout, () -> {
			this.time.advance(LIMIT);
			return "late";
		}));
	}

	@Test
	void admittedWorkFinishesThoughTheRegistryCloses() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		CompletableFuture<Object> returned = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				returned.complete(run(timeout(), () -> {
					began.countDown();
					release.await();
					return "value";
				}));
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		});
		caller.start();
		assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
		this.context.waitingRoom().close();
		release.countDown();
		assertThat(returned.get(30, TimeUnit.SECONDS)).isEqualTo("value");
		assertThat(thrown).isNotDone();
	}

	@Test
	@Tag("race")
	void aLateInterruptNeverReachesWhatTheWorkerDoesNext() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(2);
		try (SystemTime real = new SystemTime()) {
			AtomicInteger leaks = new AtomicInteger();
			AtomicInteger expired = new AtomicInteger();
			// Looks at the flag that the call left behind, as whatever runs next would.
			PolicyContext realContext = PolicyContext.standalone(real).withOffload((work) -> pool.execute(() -> {
				work.run();
				if (Thread.interrupted()) {
					leaks.incrementAndGet();
				}
			}));
			int rounds = 5000;
			for (int round = 0; round < rounds; round++) {
				long work = 50_000L + (round % 100) * 2000L;
				Timeout timeout = Timeout.of("orders",
						TimeoutConfig.builder().duration(Duration.ofNanos(150_000)).mode(TimeoutMode.OFFLOAD).build(),
						this.counters, realContext);
				long begin = real.nanoTime();
				try {
					timeout.execute(() -> {
						while (real.nanoTime() - begin < work) {
							Thread.onSpinWait();
						}
						return "value";
					}, SharedCall.INSTANCE, begin, Direct.NEXT);
				}
				catch (CallTimeoutException ex) {
					expired.incrementAndGet();
				}
				catch (Throwable ex) {
					throw new AssertionError(ex);
				}
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
			}
			pool.shutdown();
			assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
			assertThat(leaks).hasValue(0);
			assertThat(this.counters.timedOut()).isEqualTo(expired.get());
			assertThat(this.counters.inTime() + this.counters.timedOut()).isEqualTo(rounds);
			await().atMost(Duration.ofSeconds(5)).until(() -> real.scheduledTasks() == 0);
		}
		finally {
			pool.shutdownNow();
		}
	}

	private Timeout timeout() {
		return Timeout.of("orders", TimeoutConfig.builder().duration(LIMIT).mode(TimeoutMode.OFFLOAD).build(),
				this.counters, this.context);
	}

	private @Nullable Object run(Timeout timeout, ThrowingSupplier<?, ?> work) throws Throwable {
		return timeout.execute(work, SharedCall.INSTANCE, this.time.nanoTime(), Direct.NEXT);
	}

	private CompletableFuture<Throwable> runElsewhere(Timeout timeout, ThrowingSupplier<?, ?> work) {
		return elsewhere(() -> run(timeout, work));
	}

	private static CompletableFuture<Throwable> elsewhere(ThrowingSupplier<?, ?> call) {
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		new Thread(() -> {
			try {
				thrown.completeExceptionally(new AssertionError("returned " + call.get()));
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		}).start();
		return thrown;
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

}
