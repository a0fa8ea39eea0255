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

package dev.resilience.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of calls that wait for another one under the same key.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DuplicateWaitTests {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final Duration MAX_WAIT = Duration.ofSeconds(5);

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final FlakyStore store = new FlakyStore(new InMemoryIdempotencyStore(this.time));

	private final IdempotencyCounters counters = new IdempotencyCounters();

	private final IdempotencyConfig config = IdempotencyConfig.builder()
		.lease(LEASE)
		.onDuplicate(OnDuplicate.WAIT)
		.maxWait(MAX_WAIT)
		.build();

	private final IdempotencyPolicy idempotency = idempotency(this.store);

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	DuplicateWaitTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@AfterEach
	void endThreads() throws InterruptedException {
		this.goOn.countDown();
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void aWaiterGetsTheResult() throws Exception {
		Future<String> first = begin(() -> "first");
		KeyedCall call = new KeyedCall("payments", "K", null);
		Future<@Nullable Object> second = waitFor(call, KeyedCall.WORK);
		this.time.advance(Duration.ofMillis(700));
		this.goOn.countDown();
		assertThat(second.get()).isEqualTo(first.get()).isEqualTo("first");
		assertThat(call.totalDelayNanos()).isEqualTo(700_000_000);
		assertThat(this.idempotency.snapshot().waited()).isEqualTo(1);
		assertThat(this.idempotency.snapshot().replayed()).isZero();
	}

	@Test
	void aWaiterIsPromotedWhenTheFirstFails() throws Exception {
		Future<String> first = begin(() -> {
			throw new IllegalStateException("first");
		});
		List<Long> begun = new ArrayList<>();
		Future<@Nullable Object> second = waitFor(new KeyedCall("payments", "K", null), new Strategy.Next() {

			@Override
			public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
				begun.add(now);
				return CallWork.run(work, call);
			}

			@Override
			public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
				throw new UnsupportedOperationException("Only blocking calls here");
			}

			@Override
			public boolean needsTime() {
				return true;
			}

		});
		this.time.advance(Duration.ofMillis(700));
		this.goOn.countDown();
		assertThat(second.get()).isEqualTo("second");
		assertThat(catchThrowable(first::get)).hasRootCauseMessage("first");
		assertThat(begun).containsExactly(Duration.ofDays(1).plusMillis(700).toNanos());
		assertThat(this.idempotency.snapshot().executed()).isEqualTo(2);
	}

	@Test
	void aWaiterTakesOverWhenTheLeaseEnds() throws Exception {
		this.store.claim(new ClaimRequest(IdempotencyKey.of("payments", "K"), "charge", null, "dead", LEASE, true));
		Future<@Nullable Object> second = waitFor(new KeyedCall("payments", "K", null), KeyedCall.WORK);
		this.time.advance(LEASE);
		assertThat(second.get()).isEqualTo("second");
		assertThat(this.idempotency.snapshot().takeovers()).isEqualTo(1);
	}

	@Test
	void theFingerprintIsComparedBeforeWaiting() throws Exception {
		Future<String> first = begin(() -> "first");
		assertThatExceptionOfType(IdempotencyKeyReusedException.class)
			.isThrownBy(() -> this.idempotency.execute("K", "other", () -> "second"));
		this.goOn.countDown();
		assertThat(first.get()).isEqualTo("first");
	}

	@Test
	void aWaitEndsAfterItsLongestTimeAndLeavesTheRecordAlone() throws Exception {
		Future<String> first = begin(() -> "first");
		Future<@Nullable Object> second = waitFor(new KeyedCall("payments", "K", null), KeyedCall.WORK);
		this.time.advance(MAX_WAIT.minusNanos(1));
		this.time.awaitParked(1);
		assertThat(second.isDone()).isFalse();
		this.time.advance(Duration.ofNanos(1));
		assertThat(catchThrowable(second::get)).cause()
			.isInstanceOfSatisfying(DuplicateCallException.class,
					(duplicate) -> assertThat(duplicate.retryAfter()).isPositive().isLessThanOrEqualTo(LEASE));
		this.goOn.countDown();
		assertThat(first.get()).isEqualTo("first");
		assertThat(this.idempotency.snapshot().conflict()).isEqualTo(1);
	}

	@Test
	void aWaitEndsWithTheTimeOfAnEnclosingCall() throws Exception {
		begin(() -> "first");
		Future<Boolean> second = this.threads.submit(() -> {
			Deadline enclosing = Deadline.begin(this.time, "checkout", this.time.nanoTime(), 100_000_000);
			Throwable thrown = catchThrowable(() -> this.idempotency.execute("K", null, () -> "second"));
			assertThat(thrown).isInstanceOfAny(DuplicateCallException.class, CancellationException.class);
			// The wait may be over before the limit has told so: both end at the same
			// time
			enclosing.end();
			return !Thread.currentThread().isInterrupted();
		});
		this.time.awaitParked(1);
		this.time.advance(Duration.ofMillis(100).minusNanos(1));
		assertThat(second).isNotDone();
		this.time.advance(Duration.ofNanos(1));
		assertThat(second.get()).isTrue();
	}

	@Test
	void aWaitEndsWithALimitThatDoesNotInterruptItsThread() throws Exception {
		begin(() -> "first");
		Deadline enclosing = Deadline.begin(this.time, "checkout", this.time.nanoTime(), 100_000_000);
		Future<Throwable> second = this.threads.submit(() -> {
			Deadline previous = Deadline.adopt(enclosing);
			Throwable thrown = catchThrowable(() -> this.idempotency.execute("K", null, () -> "second"));
			Deadline.adopt(previous);
			return thrown;
		});
		this.time.awaitParked(1);
		this.time.advance(Duration.ofMillis(100));
		assertThat(enclosing.end()).isTrue();
		assertThat(second.get()).isInstanceOf(DuplicateCallException.class);
	}

	@Test
	void anInterruptEndsAWaitAtOnceAndItsFlagIsKept() throws Exception {
		begin(() -> "first");
		CountDownLatch ended = new CountDownLatch(1);
		List<Object> seen = new ArrayList<>();
		Thread waiter = new Thread(() -> {
			Throwable thrown = catchThrowable(() -> this.idempotency.execute("K", null, () -> "second"));
			seen.add(thrown);
			seen.add(OutcomeKind.of(thrown, "payments"));
			seen.add(Thread.currentThread().isInterrupted());
			ended.countDown();
		});
		waiter.start();
		this.time.awaitParked(1);
		waiter.interrupt();
		ended.await();
		assertThat(seen.get(0)).isInstanceOf(CancellationException.class);
		assertThat(seen.subList(1, 3)).containsExactly(OutcomeKind.IGNORED, true);
		assertThat(this.idempotency.snapshot().conflict()).isEqualTo(1);
	}

	@Test
	void closingEndsAWaitAtOnce() throws Exception {
		begin(() -> "first");
		Future<@Nullable Object> second = waitFor(new KeyedCall("payments", "K", null), KeyedCall.WORK);
		this.context.waitingRoom().close();
		assertThat(catchThrowable(second::get)).hasCauseInstanceOf(DuplicateCallException.class);
	}

	@Test
	void aCallInsideTheRunningOneDoesNotWaitForItself() {
		String result = this.idempotency.execute("K", null, () -> {
			assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> this.idempotency.execute("other",
					null, () -> this.idempotency.execute("K", null, () -> "second")));
			return "first";
		});
		assertThat(result).isEqualTo("first");
	}

	@Test
	void aCallThatIsOneTooManyDoesNotWait() throws Exception {
		begin(() -> "first");
		this.store.fail(FlakyStore.Operation.WATCH);
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> this.idempotency.execute("K", null, () -> "second"));
	}

	@Test
	void aWaiterWhomOthersAlwaysForestallGivesUp() {
		OvertakingStore overtaking = new OvertakingStore();
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> idempotency(overtaking).execute("K", null, () -> "second"));
		assertThat(overtaking.claims).hasValue(2 + DuplicateWait.MAX_ROUNDS);
	}

	private Future<String> begin(Callable<String> end) throws InterruptedException {
		Future<String> first = this.threads.submit(() -> this.idempotency.execute("K", null, () -> {
			this.running.countDown();
			this.goOn.await();
			return end.call();
		}));
		this.running.await();
		return first;
	}

	private Future<@Nullable Object> waitFor(KeyedCall call, Strategy.Next next) {
		Future<@Nullable Object> second = this.threads.submit(() -> {
			try {
				return this.idempotency.execute(() -> "second", call, 0, next);
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new AssertionError(ex);
			}
		});
		this.time.awaitParked(1);
		return second;
	}

	private IdempotencyPolicy idempotency(IdempotencyStore records) {
		return IdempotencyPolicy.of("payments", this.config, IdempotentOperation.of(records, KeyedCall.KEYS),
				this.counters, this.context);
	}

	/**
	 * Behaves as if the call in flight ended at every claim and another one was faster.
	 */
	private static final class OvertakingStore implements IdempotencyStore {

		private final AtomicInteger claims = new AtomicInteger();

		private Runnable signal = () -> {
		};

		@Override
		public Claim claim(ClaimRequest request) {
			this.claims.incrementAndGet();
			this.signal.run();
			return new Claim.InFlight("faster", LEASE);
		}

		@Override
		public boolean renew(IdempotencyKey key, long token, Duration lease) {
			return false;
		}

		@Override
		public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
			return false;
		}

		@Override
		public boolean release(IdempotencyKey key, long token) {
			return false;
		}

		@Override
		public boolean remove(IdempotencyKey key) {
			return false;
		}

		@Override
		public @Nullable RecordView find(IdempotencyKey key) {
			return null;
		}

		@Override
		public List<RecordView> claims(int limit) {
			return List.of();
		}

		@Override
		public Watch watch(IdempotencyKey key, Runnable signal) {
			this.signal = signal;
			return () -> {
			};
		}

	}

}
