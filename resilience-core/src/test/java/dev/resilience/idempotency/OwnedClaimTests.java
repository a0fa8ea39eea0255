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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.Timeout;
import dev.resilience.timeout.TimeoutConfig;
import dev.resilience.timeout.TimeoutCounters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of who decides what becomes of a record: the work, not its call.
 */
class OwnedClaimTests {

	private static final IdempotencyKey KEY = IdempotencyKey.of("payments", "K");

	private static final IllegalStateException TOO_LATE = new IllegalStateException("too late");

	private final ManualTime time = ManualTime.stopped();

	private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(this.time);

	private final IdempotencyCounters counters = new IdempotencyCounters();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	@Test
	void anEffectThatCameTooLateForItsCallerIsReplayed() throws Throwable {
		Timeout timeout = Timeout.of("payments", TimeoutConfig.builder().duration(Duration.ofSeconds(1)).build(),
				new TimeoutCounters(), this.context);
		IdempotencyPolicy idempotency = IdempotencyPolicy.of("payments", IdempotencyConfig.defaults(),
				IdempotentOperation.of(this.store, KeyedCall.KEYS), this.counters, this.context);
		ThrowingSupplier<Object, RuntimeException> slow = () -> {
			this.time.advance(Duration.ofSeconds(2));
			return "paid";
		};
		KeyedCall call = new KeyedCall("payments", "K", null);
		assertThatExceptionOfType(CallTimeoutException.class)
			.isThrownBy(() -> idempotency.execute(slow, call, this.time.nanoTime(), new TimedNext(timeout)));
		assertThat(idempotency.execute(slow, call, this.time.nanoTime(), KeyedCall.WORK)).isEqualTo("paid");
		assertThat(idempotency.snapshot().outlived()).isEqualTo(1);
	}

	@Test
	void workDoesNotBeginAfterItsCallHasEnded() {
		OwnedClaim claim = claim();
		CallWork work = tracked(claim, () -> "paid");
		claim.failed(TOO_LATE);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> work.get(SharedCall.INSTANCE));
		assertThat(this.store.find(KEY)).isNull();
	}

	@Test
	void theFirstOfSeveralAttemptsThatGoesOnAndSucceedsIsKept() throws Throwable {
		OwnedClaim claim = claim();
		CallWork outer = tracked(claim, () -> {
			tracked(claim, () -> {
				claim.failed(TOO_LATE);
				return "second";
			}).get(SharedCall.INSTANCE);
			return "first";
		});
		assertThat(outer.get(SharedCall.INSTANCE)).isEqualTo("first");
		assertThat(ending()).isEqualTo(Ending.ofResult("second"));
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void whoeverIsFasterNoEffectIsForgottenAndNoClaimIsLeft() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			for (int round = 0; round < 2_000; round++) {
				OwnedClaim claim = claim();
				CyclicBarrier start = new CyclicBarrier(2);
				boolean succeeds = (round % 2) == 0;
				List<Future<?>> both = new ArrayList<>();
				both.add(threads.submit(() -> {
					start.await();
					return run(claim, succeeds);
				}));
				both.add(threads.submit(() -> {
					start.await();
					claim.failed(TOO_LATE);
					return null;
				}));
				boolean began = true;
				for (Future<?> end : both) {
					Object result = end.get(10, TimeUnit.SECONDS);
					began &= !"cancelled".equals(result);
				}
				RecordView left = this.store.find(KEY);
				if (began && succeeds) {
					assertThat(left).as("round %d", round).isNotNull();
					assertThat(left.ending()).isEqualTo(Ending.ofResult("paid"));
				}
				else {
					assertThat(left).as("round %d", round).isNull();
				}
				assertThat(this.time.scheduledTasks()).isZero();
				this.store.remove(KEY);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static String run(OwnedClaim claim, boolean succeeds) {
		try {
			return String.valueOf(tracked(claim, () -> {
				if (succeeds) {
					return "paid";
				}
				throw new IllegalArgumentException("no");
			}).get(SharedCall.INSTANCE));
		}
		catch (CancellationException ex) {
			return "cancelled";
		}
		catch (Throwable ex) {
			return "failed";
		}
	}

	private @Nullable Ending ending() {
		RecordView view = this.store.find(KEY);
		return (view != null) ? view.ending() : null;
	}

	private OwnedClaim claim() {
		ClaimRequest request = new ClaimRequest(KEY, "payments", null, "me", Duration.ofSeconds(3), true);
		Claim.Claimed claimed = (Claim.Claimed) this.store.claim(request);
		IdempotentInstance instance = new IdempotentInstance("payments", IdempotencyConfig.defaults(),
				IdempotentOperation.of(this.store, KeyedCall.KEYS), this.counters, this.context);
		return OwnedClaim.begin(instance, new Asked(request, "K", ResultCodec.sameObjects(), null), claimed.token());
	}

	private static CallWork tracked(OwnedClaim claim, ThrowingSupplier<?, ?> work) {
		return (CallWork) claim.tracked(work);
	}

	/** A pipeline of a timeout and the work. */
	private record TimedNext(Timeout timeout) implements Strategy.Next {

		@Override
		public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
			return this.timeout.execute(work, call, now, KeyedCall.WORK);
		}

		@Override
		public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
			throw new UnsupportedOperationException("Only blocking calls here");
		}

		@Override
		public boolean needsTime() {
			return true;
		}

	}

}
