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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.pipeline.CallOutcome;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.pipeline.ProtectedFuture;
import dev.resilience.pipeline.StageWork;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Call;
import dev.resilience.policy.ManualNext;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.RecordedEnd;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.retry.Retry;
import dev.resilience.retry.RetryConfig;
import dev.resilience.retry.RetryCounters;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallDeadline;
import dev.resilience.timeout.Timeout;
import dev.resilience.timeout.TimeoutConfig;
import dev.resilience.timeout.TimeoutCounters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of idempotent calls that end later than they return.
 */
class AsyncIdempotencyTests {

	private static final String NAME = "payments";

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration MAX_WAIT = Duration.ofSeconds(10);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration DAY = Duration.ofDays(1);

	private static final IdempotencyConfig CONFIG = IdempotencyConfig.builder()
		.lease(LEASE)
		.onDuplicate(OnDuplicate.WAIT)
		.maxWait(MAX_WAIT)
		.build();

	private final ManualTime time = ManualTime.stopped();

	private final Deque<Runnable> offloaded = new ArrayDeque<>();

	private PolicyContext context = PolicyContext.standalone(this.time)
		.withContinuations(Runnable::run)
		.withOffload(this.offloaded::add);

	private final InstancePolicies instance = new InstancePolicies(NAME, this.context, false, () -> {
	});

	private final InMemoryIdempotencyStore memory = new InMemoryIdempotencyStore(this.time);

	private final FlakyStore store = new FlakyStore(this.memory);

	private final List<CompletableFuture<String>> stages = new ArrayList<>();

	private final List<IdempotencyCounters> counters = new ArrayList<>();

	private final RecordedEnd end = new RecordedEnd();

	AsyncIdempotencyTests() {
		// A clock says anything but zero.
		this.time.advance(DAY);
	}

	@AfterEach
	void leavesNothingBehind() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
		assertThat(this.context.waitingRoom().size()).isZero();
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(IdempotencyContext.holds(this.store, IdempotencyKey.of(NAME, "K"))).isFalse();
	}

	@Test
	void theResultIsKeptAndReplayed() {
		Pipeline pipeline = pipeline(this.store);
		CompletableFuture<String> first = call(pipeline);
		this.stages.get(0).complete("paid");
		assertThat(first).isCompletedWithValue("paid");
		assertThat(call(pipeline)).isCompletedWithValue("paid");
		assertThat(this.stages).hasSize(1);
		assertThat(this.instance.calls().count(CallOutcome.REPLAYED)).isEqualTo(1);
		assertThat(snapshot().executed()).isEqualTo(1);
		assertThat(snapshot().replayed()).isEqualTo(1);
	}

	@Test
	void aFailureFreesTheKey() {
		Pipeline pipeline = pipeline(this.store);
		CompletableFuture<String> first = call(pipeline);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(first).isCompletedExceptionally();
		CompletableFuture<String> second = call(pipeline);
		this.stages.get(1).complete("paid");
		assertThat(second).isCompletedWithValue("paid");
	}

	@Test
	void theClaimIsRenewedUntilTheWorkEnds() {
		Pipeline pipeline = pipeline(this.store);
		CompletableFuture<String> first = call(pipeline);
		this.time.advance(LEASE.multipliedBy(4));
		assertThat(this.memory.claim(claim())).isInstanceOf(Claim.InFlight.class);
		this.stages.get(0).complete("paid");
		assertThat(first).isCompletedWithValue("paid");
	}

	@Test
	void aCancelledCallFreesTheKey() {
		CompletableFuture<String> result = call(pipeline(this.store));
		result.cancel(true);
		assertThat(this.stages.get(0)).isCancelled();
		assertThat(this.memory.size()).isZero();
		assertThat(this.instance.calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void aResultIsKeptThoughItsCallerHasLeft() {
		Pipeline pipeline = pipeline(this.store);
		CompletableFuture<String> uncancellable = new Uncancellable();
		CompletableFuture<String> first = call(pipeline, () -> uncancellable);
		first.cancel(true);
		this.time.advance(LEASE.multipliedBy(2));
		assertThat(this.memory.claim(claim())).isInstanceOf(Claim.InFlight.class);
		uncancellable.complete("paid");
		assertThat(call(pipeline)).isCompletedWithValue("paid");
		assertThat(this.stages).isEmpty();
	}

	@Test
	void aResultIsKeptThoughTheTimeOfTheCallIsOver() {
		Pipeline pipeline = pipeline(this.store, CallDeadline.of(NAME, SECOND, this.context));
		CompletableFuture<String> uncancellable = new Uncancellable();
		CompletableFuture<String> first = call(pipeline, () -> uncancellable);
		this.time.advance(SECOND);
		assertThat(first).isCompletedExceptionally();
		uncancellable.complete("paid");
		assertThat(call(pipeline)).isCompletedWithValue("paid");
	}

	@Test
	void anAttemptThatTimesOutKeepsItsKeyUntilItsWorkHasEndedCase59() {
		Pipeline pipeline = pipeline(this.store, oneSecond());
		CompletableFuture<String> uncancellable = new Uncancellable();
		CompletableFuture<String> first = call(pipeline, () -> uncancellable);
		this.time.advance(SECOND);
		assertThat(first).isCompletedExceptionally();
		assertThat(this.memory.claim(claim())).isInstanceOf(Claim.InFlight.class);
		this.time.advance(LEASE.multipliedBy(2));
		assertThat(this.memory.claim(claim())).isInstanceOf(Claim.InFlight.class);
		uncancellable.complete("late");
		assertThat(call(pipeline)).isCompletedWithValue("late");
		assertThat(snapshot().outlived()).isEqualTo(1);
	}

	@Test
	void anInterruptAtTheBeginningOfTheWorkIsKeptAndFreesTheKey() {
		CompletableFuture<String> result = call(pipeline(this.store), () -> {
			throw new InterruptedException("from elsewhere");
		});
		assertThat(Thread.interrupted()).isTrue();
		assertThat(result).isCompletedExceptionally();
		assertThat(this.memory.size()).isZero();
	}

	@Test
	void workThatOutlivesItsCallAndFailsFreesTheKey() {
		Pipeline pipeline = pipeline(this.store, oneSecond());
		CompletableFuture<String> uncancellable = new Uncancellable();
		call(pipeline, () -> uncancellable);
		this.time.advance(SECOND);
		uncancellable.completeExceptionally(new IllegalStateException("late"));
		assertThat(this.memory.size()).isZero();
	}

	@Test
	void anAttemptThatEndsInTimeFreesTheKeyAtOnce() {
		Pipeline pipeline = pipeline(this.store, oneSecond());
		CompletableFuture<String> first = call(pipeline);
		this.time.advance(SECOND);
		assertThat(first).isCompletedExceptionally();
		assertThat(this.memory.size()).isZero();
	}

	private Timeout oneSecond() {
		return Timeout.of(NAME, TimeoutConfig.builder().duration(SECOND).build(), new TimeoutCounters(), this.context);
	}

	@Test
	void aBlockingStoreIsAskedOnlyOnThreadsForIt() {
		this.store.block();
		CompletableFuture<String> result = call(pipeline(this.store));
		assertThat(this.memory.size()).isZero();
		this.offloaded.remove().run();
		assertThat(this.stages).hasSize(1);
		this.time.advance(SECOND);
		assertThat(this.offloaded).hasSize(1);
		this.offloaded.remove().run();
		this.stages.get(0).complete("paid");
		assertThat(result).isNotDone();
		assertThat(this.memory.claim(claim())).isInstanceOf(Claim.InFlight.class);
		this.offloaded.remove().run();
		assertThat(result).isCompletedWithValue("paid");
		assertThat(this.memory.claim(claim())).isInstanceOf(Claim.Completed.class);
	}

	@Test
	void aCallThatWasCancelledWhileTheStoreClaimedNeverBeginsItsWork() {
		this.store.block();
		CompletableFuture<String> result = call(pipeline(this.store));
		result.cancel(true);
		runOffloaded();
		assertThat(this.stages).isEmpty();
		assertThat(this.memory.size()).isZero();
		assertThat(this.instance.calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void aBlockingStoreIsAskedOnContinuationsWhereThereIsNoOtherThread() {
		this.store.block();
		this.context = this.context.withOffload((work) -> {
			throw new RejectedExecutionException();
		});
		CompletableFuture<String> result = call(pipeline(this.store));
		this.stages.get(0).complete("paid");
		assertThat(result).isCompletedWithValue("paid");
	}

	@Test
	void aStoreThatFailsEndsTheCall() {
		this.store.fail(FlakyStore.Operation.CLAIM);
		assertThat(failureOf(call(pipeline(this.store)))).isInstanceOf(IdempotencyStoreException.class);
		assertThat(this.stages).isEmpty();
	}

	@Test
	void theResultReachesTheCallerThoughItCannotBeKept() {
		this.store.fail(FlakyStore.Operation.COMPLETE);
		CompletableFuture<String> result = call(pipeline(this.store));
		this.stages.get(0).complete("paid");
		assertThat(result).isCompletedWithValue("paid");
		assertThat(snapshot().failedCompletions()).isEqualTo(1);
		this.store.heal();
		this.time.advance(LEASE);
		assertThat(snapshot().lateCompletions()).isEqualTo(1);
		assertThat(call(pipeline(this.store))).isCompletedWithValue("paid");
	}

	@Test
	void aWaiterGetsTheResult() {
		Pipeline pipeline = pipeline(this.store);
		CompletableFuture<String> first = call(pipeline);
		CompletableFuture<String> second = call(pipeline);
		assertThat(second).isNotDone();
		this.stages.get(0).complete("paid");
		assertThat(first).isCompletedWithValue("paid");
		assertThat(second).isCompletedWithValue("paid");
		assertThat(this.stages).hasSize(1);
		assertThat(snapshot().waited()).isEqualTo(1);
	}

	@Test
	void aWaiterIsPromotedWhenTheFirstFails() {
		Pipeline pipeline = pipeline(this.store);
		CompletableFuture<String> first = call(pipeline);
		CompletableFuture<String> second = call(pipeline);
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(first).isCompletedExceptionally();
		this.stages.get(1).complete("paid");
		assertThat(second).isCompletedWithValue("paid");
	}

	@Test
	void aWaiterTakesOverWhenTheLeaseEnds() {
		this.memory.claim(claim());
		CompletableFuture<String> second = call(pipeline(this.store));
		this.time.advance(LEASE);
		this.stages.get(0).complete("paid");
		assertThat(second).isCompletedWithValue("paid");
		assertThat(snapshot().takeovers()).isEqualTo(1);
	}

	@Test
	void aWaitEndsAfterItsLongestTime() {
		Pipeline pipeline = pipeline(this.store);
		call(pipeline);
		CompletableFuture<String> second = call(pipeline);
		this.time.advance(MAX_WAIT.minusNanos(1));
		assertThat(second).isNotDone();
		this.time.advance(Duration.ofNanos(1));
		assertThat(failureOf(second)).isInstanceOf(DuplicateCallException.class);
		this.stages.get(0).complete("paid");
	}

	@Test
	void aCancelledWaiterLeavesNoWatchBehind() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE), new Claim.InFlight("a", LEASE));
		CompletableFuture<String> result = call(pipeline(scripted));
		assertThat(scripted.signals).hasSize(1);
		result.cancel(true);
		assertThat(scripted.signals).isEmpty();
		assertThat(snapshot().conflict()).isEqualTo(1);
		assertThat(this.instance.calls().count(CallOutcome.IGNORED)).isEqualTo(1);
	}

	@Test
	void aClosedRoomEndsTheWait() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE), new Claim.InFlight("a", LEASE));
		CompletableFuture<String> result = call(pipeline(scripted));
		this.context.waitingRoom().close();
		assertThat(failureOf(result)).isInstanceOf(DuplicateCallException.class);
		assertThat(scripted.signals).isEmpty();
	}

	@Test
	void theTimeOfTheCallEndsTheWait() {
		Pipeline pipeline = pipeline(this.store, CallDeadline.of(NAME, SECOND, this.context));
		this.memory.claim(claim());
		CompletableFuture<String> result = call(pipeline);
		this.time.advance(SECOND);
		assertThat(result).isCompletedExceptionally();
		assertThat(this.context.waitingRoom().size()).isZero();
	}

	@Test
	void aSignalReachesTheWaitThatFollowedOneOfNoTime() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE),
				new Claim.InFlight("a", Duration.ZERO), new Claim.InFlight("a", LEASE),
				new Claim.Completed(Ending.ofResult("paid")));
		CompletableFuture<String> result = call(pipeline(scripted));
		assertThat(result).isNotDone();
		List.copyOf(scripted.signals).forEach(Runnable::run);
		assertThat(result).isCompletedWithValue("paid");
		assertThat(scripted.signals).isEmpty();
	}

	@Test
	void cancellingReachesTheWaitThatFollowedOneOfNoTime() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE),
				new Claim.InFlight("a", Duration.ZERO), new Claim.InFlight("a", LEASE));
		CompletableFuture<String> result = call(pipeline(scripted));
		result.cancel(true);
		assertThat(scripted.signals).isEmpty();
		assertThat(this.context.waitingRoom().size()).isZero();
	}

	@Test
	void aStoreThatCannotWatchEndsTheCall() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE));
		scripted.watchFails = true;
		assertThat(failureOf(call(pipeline(scripted)))).isInstanceOf(IllegalStateException.class)
			.hasMessage("no watch");
	}

	@Test
	void aStoreThatCannotEndAWatchCostsNoResult() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE),
				new Claim.Completed(Ending.ofResult("paid")));
		scripted.closeFails = true;
		assertThat(call(pipeline(scripted))).isCompletedWithValue("paid");
	}

	@Test
	void aStoreThatFailsDuringTheWaitLeavesNoWatchBehind() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE));
		assertThat(failureOf(call(pipeline(scripted)))).isInstanceOf(IdempotencyStoreException.class);
		assertThat(scripted.signals).isEmpty();
	}

	@Test
	void aBlockingStoreEndsItsWatchOnThreadsForIt() {
		ScriptedStore scripted = new ScriptedStore(new Claim.InFlight("a", LEASE), new Claim.InFlight("a", LEASE));
		scripted.blocking = true;
		CompletableFuture<String> result = call(pipeline(scripted));
		runOffloaded();
		result.cancel(true);
		assertThat(scripted.signals).hasSize(1);
		runOffloaded();
		assertThat(scripted.signals).isEmpty();
	}

	@Test
	void aCallInsideALaterAttemptDoesNotWaitForItself() {
		Retry retry = Retry.of(NAME, RetryConfig.builder().maxAttempts(2).delay(Duration.ZERO).build(),
				new RetryCounters(), this.context);
		Pipeline pipeline = pipeline(this.store, retry);
		List<CompletableFuture<String>> inner = new ArrayList<>();
		CompletableFuture<String> result = call(pipeline, () -> {
			if (!this.stages.isEmpty()) {
				inner.add(call(pipeline));
			}
			return newStage();
		});
		this.stages.get(0).completeExceptionally(new IOException("down"));
		assertThat(inner).hasSize(1);
		assertThat(failureOf(inner.get(0))).isInstanceOf(DuplicateCallException.class);
		this.stages.get(1).complete("paid");
		assertThat(result).isCompletedWithValue("paid");
	}

	@Test
	void aCallInsideItselfDoesNotWaitThoughAnotherThreadAsksTheStore() throws Exception {
		this.store.block();
		Pipeline pipeline = pipeline(this.store);
		List<CompletableFuture<String>> inner = new ArrayList<>();
		CompletableFuture<String> result = call(pipeline, () -> {
			inner.add(call(pipeline));
			return newStage();
		});
		while (!this.offloaded.isEmpty()) {
			Thread worker = new Thread(this.offloaded.remove());
			worker.start();
			worker.join();
		}
		assertThat(failureOf(inner.get(0))).isInstanceOf(DuplicateCallException.class);
		this.stages.get(0).complete("paid");
		runOffloaded();
		assertThat(result).isCompletedWithValue("paid");
	}

	@Test
	void switchedOffItPassesTheCallThrough() {
		IdempotencyPolicy off = idempotency(this.store, IdempotencyConfig.builder().mode(PolicyMode.OFF).build());
		ManualNext next = new ManualNext();
		begin(off, "K", next);
		begin(off, "K", next);
		next.attempt(0).succeeded("paid");
		assertThat(next.attempts()).isEqualTo(2);
		assertThat(this.end.results()).containsExactly("paid");
		assertThat(this.memory.size()).isZero();
	}

	@Test
	void aCallWithoutAKeyIsRefused() {
		ManualNext next = new ManualNext();
		begin(idempotency(this.store, CONFIG), " ", next);
		assertThat(next.attempts()).isZero();
		assertThat(this.end.failures()).singleElement().isInstanceOf(InvalidIdempotencyKeyException.class);
	}

	@Test
	void aCallThatWasNoneFreesItsKeyAndLeavesNoRenewal() {
		ManualNext next = new ManualNext();
		begin(idempotency(this.store, CONFIG), "K", next);
		assertThat(this.memory.size()).isOne();
		next.attempt(0).withdrawn();
		assertThat(this.end.withdrawals()).isOne();
		assertThat(this.memory.size()).isZero();
	}

	@Test
	void aCallThatDidNotWaitBeginsAtTheTimeItWasGiven() {
		ManualNext next = new ManualNext();
		next.needTime();
		begin(idempotency(this.store, CONFIG), "K", next);
		assertThat(next.times()).containsExactly(17L);
		next.attempt(0).succeeded("paid");
	}

	@Test
	void aCallThatHasWaitedBeginsLaterAndNotesTheWait() {
		ManualNext next = new ManualNext();
		next.needTime();
		this.memory.claim(claim());
		Call facts = begin(idempotency(this.store, CONFIG), "K", next);
		this.time.advance(LEASE);
		assertThat(next.times()).containsExactly(DAY.plus(LEASE).toNanos());
		assertThat(facts.queuedNanos()).isEqualTo(LEASE.toNanos());
		next.attempt(0).succeeded("paid");
	}

	@Test
	void aCallThatAskedABlockingStoreBeginsLater() {
		this.store.block();
		ManualNext next = new ManualNext();
		next.needTime();
		begin(idempotency(this.store, CONFIG), "K", next);
		this.time.advance(SECOND);
		runOffloaded();
		assertThat(next.times()).containsExactly(DAY.plus(SECOND).toNanos());
		next.attempt(0).succeeded("paid");
		runOffloaded();
	}

	private IdempotencyPolicy idempotency(IdempotencyStore used, IdempotencyConfig config) {
		return IdempotencyPolicy.of(NAME, config, IdempotentOperation.of(used, KeyedCall.KEYS),
				new IdempotencyCounters(), this.context);
	}

	private Call begin(IdempotencyPolicy idempotency, String key, ManualNext next) {
		Call facts = new KeyedCall(NAME, key, null);
		idempotency.executeAsync((part, completion) -> {
		}, new AsyncCall(facts, this.context), 17, next, this.end);
		return facts;
	}

	private void runOffloaded() {
		while (!this.offloaded.isEmpty()) {
			this.offloaded.remove().run();
		}
	}

	private static @Nullable Throwable failureOf(CompletableFuture<String> result) {
		assertThat(result).isDone();
		Throwable thrown = catchThrowable(result::join);
		return (thrown instanceof CancellationException) ? thrown : thrown.getCause();
	}

	private CompletableFuture<String> newStage() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.stages.add(stage);
		return stage;
	}

	private CompletableFuture<String> call(Pipeline pipeline) {
		return call(pipeline, this::newStage);
	}

	private CompletableFuture<String> call(Pipeline pipeline, ThrowingSupplier<CompletableFuture<String>, ?> work) {
		ProtectedFuture<String> result = new ProtectedFuture<>();
		AsyncCall call = pipeline.runAsync(new StageWork(work), new KeyedCall(NAME, "K", null), result);
		result.cancels(call);
		return result;
	}

	private Pipeline pipeline(IdempotencyStore used, Policy... others) {
		IdempotencyCounters counted = new IdempotencyCounters();
		this.counters.add(counted);
		List<Policy> policies = new ArrayList<>(List.of(others));
		policies.add(IdempotencyPolicy.of(NAME, CONFIG, IdempotentOperation.of(used, KeyedCall.KEYS), counted,
				this.context));
		return Pipeline.of(NAME, Pipeline.inStandardOrder(policies), this.context, this.instance.calls());
	}

	private IdempotencySnapshot snapshot() {
		return this.counters.get(0).snapshot(NAME, PolicyMode.ENFORCE);
	}

	private static ClaimRequest claim() {
		return new ClaimRequest(IdempotencyKey.of(NAME, "K"), "charge", null, "test", LEASE, true);
	}

	private static final class Uncancellable extends CompletableFuture<String> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

	}

	/** Answers what it was told to; then it fails. */
	private static final class ScriptedStore implements IdempotencyStore {

		private final Deque<Claim> answers;

		private final List<Runnable> signals = new ArrayList<>();

		private boolean watchFails;

		private boolean closeFails;

		private boolean blocking;

		ScriptedStore(Claim... answers) {
			this.answers = new ArrayDeque<>(List.of(answers));
		}

		@Override
		public Claim claim(ClaimRequest request) {
			if (this.answers.isEmpty()) {
				throw new IllegalStateException("store is down");
			}
			return this.answers.remove();
		}

		@Override
		public boolean renew(IdempotencyKey key, long token, Duration lease) {
			return true;
		}

		@Override
		public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
			return true;
		}

		@Override
		public boolean release(IdempotencyKey key, long token) {
			return true;
		}

		@Override
		public boolean remove(IdempotencyKey key) {
			return true;
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
			if (this.watchFails) {
				throw new IllegalStateException("no watch");
			}
			this.signals.add(signal);
			return () -> {
				this.signals.remove(signal);
				if (this.closeFails) {
					throw new IllegalStateException("no end");
				}
			};
		}

		@Override
		public boolean blocking() {
			return this.blocking;
		}

	}

}
