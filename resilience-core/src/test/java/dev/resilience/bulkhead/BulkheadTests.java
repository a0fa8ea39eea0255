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

package dev.resilience.bulkhead;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.Background;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BulkheadTests {

	private final PolicyContext context = PolicyContext.standalone(ManualTime.stopped());

	@Test
	void tellsItsTypeAndModeAndNeedsNoTime() {
		Bulkhead bulkhead = bulkhead(1, 0);
		assertThat(bulkhead.type()).isEqualTo(PolicyType.BULKHEAD);
		assertThat(bulkhead.mode()).isEqualTo(PolicyMode.ENFORCE);
		assertThat(bulkhead.needsTime()).isFalse();
		assertThat(bulkhead.needsDuration()).isFalse();
	}

	@Test
	void tellsItsInstanceAndItsKey() {
		Bulkhead bulkhead = bulkhead(1, 0);
		assertThat(bulkhead.instance()).isEqualTo("orders");
		assertThat(bulkhead.key()).isNull();
		assertThat(bulkhead.forKey("a").key()).isEqualTo("a");
	}

	@Test
	void isAvailableWhileACallWouldBeAdmittedOrQueue() {
		Bulkhead bulkhead = bulkhead(1, 1);
		assertThat(bulkhead.isAvailable()).isTrue();
		enter(bulkhead);
		assertThat(bulkhead.isAvailable()).isTrue();
		queued(bulkhead);
		assertThat(bulkhead.isAvailable()).isFalse();
		assertThat(bulkhead(0, 1).isAvailable()).isFalse();
	}

	@Test
	void aRejectionTellsTheLimitAndTheQueue() {
		assertThat(bulkhead(3, 4).reject(SharedCall.INSTANCE)).isInstanceOfSatisfying(BulkheadFullException.class,
				(ex) -> {
					assertThat(ex.limit()).isEqualTo(3);
					assertThat(ex.queueSize()).isEqualTo(4);
				});
	}

	@Test
	void readingLeavesTheBulkheadToOtherThreads() {
		Bulkhead bulkhead = bulkhead(1, 1);
		enter(bulkhead);
		queued(bulkhead);
		assertThat(bulkhead.snapshot().waiting()).isOne();
		assertThat(bulkhead.isAvailable()).isFalse();
		assertThat(Background.start(() -> bulkhead.snapshot().waiting()).value()).isOne();
	}

	@ParameterizedTest(name = "K1 limit {0}")
	@CsvSource({ "3", "10", "25" })
	void admitsTheLimitAndOneMoreForEachThatLeaves(int limit) {
		Bulkhead bulkhead = bulkhead(limit, 0);
		for (int call = 0; call < limit; call++) {
			assertThat(enter(bulkhead)).isNotNegative();
		}
		assertThat(enter(bulkhead)).isNegative();
		assertThat(await(bulkhead)).isNull();
		exit(bulkhead);
		assertThat(enter(bulkhead)).isNotNegative();
		assertThat(enter(bulkhead)).isNegative();
	}

	@ParameterizedTest(name = "K3 {0} + {1}")
	@CsvSource({ "10, 10", "3, 10", "5, 5" })
	void queuesExactlyTheQueueSize(int limit, int queueSize) {
		Bulkhead bulkhead = bulkhead(limit, queueSize);
		for (int call = 0; call < limit; call++) {
			assertThat(enter(bulkhead)).isNotNegative();
		}
		List<Waiter> waiters = new ArrayList<>();
		for (int call = 0; call < queueSize; call++) {
			assertThat(enter(bulkhead)).isNegative();
			waiters.add(queued(bulkhead));
		}
		assertThat(await(bulkhead)).isNull();
		assertThat(waiters).allMatch((waiter) -> waiter.poll() == Waiter.WAITING);
		exit(bulkhead);
		assertThat(waiters.get(0).poll()).isNotNegative();
		assertThat(waiters.subList(1, queueSize)).allMatch((waiter) -> waiter.poll() == Waiter.WAITING);
		assertThat(await(bulkhead)).isNotNull();
		assertThat(await(bulkhead)).isNull();
	}

	@Test
	void k10NinthOfTwoTimesFourCallsOfAnInstanceIsRefusedAndOtherInstancesAreSeparate() {
		Bulkhead shared = bulkhead(8, 0);
		Bulkhead other = bulkhead(8, 0);
		for (int call = 0; call < 4; call++) {
			assertThat(enter(shared)).isNotNegative();
			assertThat(enter(shared)).isNotNegative();
		}
		assertThat(enter(shared)).isNegative();
		assertThat(enter(other)).isNotNegative();
	}

	@Test
	void d081TwoPermitsAreTakenAndTheThirdIsRefused() {
		Bulkhead bulkhead = bulkhead(2, 0);
		assertThat(bulkhead.tryAcquire()).isTrue();
		assertThat(bulkhead.tryAcquire()).isTrue();
		assertThat(bulkhead.tryAcquire()).isFalse();
		bulkhead.release();
		assertThat(bulkhead.tryAcquire()).isTrue();
	}

	@Test
	void d122SizeZeroRejectsEverythingEvenWithAQueue() {
		Bulkhead bulkhead = bulkhead(0, 5);
		assertThat(enter(bulkhead)).isNegative();
		assertThat(await(bulkhead)).isNull();
		assertThat(bulkhead.reject(SharedCall.INSTANCE)).isInstanceOf(BulkheadFullException.class);
	}

	@Test
	void admitsWaitersInOrder() {
		Bulkhead bulkhead = bulkhead(1, 3);
		enter(bulkhead);
		Waiter first = queued(bulkhead);
		Waiter second = queued(bulkhead);
		Waiter third = queued(bulkhead);
		exit(bulkhead);
		assertThat(List.of(first.poll(), second.poll(), third.poll())).containsExactly(PermitPool.PERMIT,
				Waiter.WAITING, Waiter.WAITING);
		exit(bulkhead);
		assertThat(List.of(second.poll(), third.poll())).containsExactly(PermitPool.PERMIT, Waiter.WAITING);
		exit(bulkhead);
		assertThat(third.poll()).isEqualTo(PermitPool.PERMIT);
		exit(bulkhead);
		assertThat(bulkhead.snapshot().active()).isZero();
	}

	@Test
	void newcomersDoNotOvertakeAWaiter() {
		Bulkhead bulkhead = bulkhead(1, 1);
		enter(bulkhead);
		Waiter waiter = queued(bulkhead);
		exit(bulkhead);
		assertThat(enter(bulkhead)).isNegative();
		assertThat(waiter.poll()).isNotNegative();
		exit(bulkhead);
		assertThat(enter(bulkhead)).isNotNegative();
	}

	@Test
	void awaitAdmitsAtOnceIfAPermitCameBackMeanwhile() {
		Bulkhead bulkhead = bulkhead(1, 1);
		enter(bulkhead);
		assertThat(enter(bulkhead)).isNegative();
		exit(bulkhead);
		Waiter waiter = queued(bulkhead);
		assertThat(waiter.poll()).isNotNegative();
		assertThat(bulkhead.snapshot().active()).isEqualTo(1);
	}

	@Test
	void cancelledWaiterGivesItsPlaceBack() {
		Bulkhead bulkhead = bulkhead(1, 1);
		enter(bulkhead);
		Waiter waiter = queued(bulkhead);
		assertThat(waiter.cancel()).isEqualTo(Waiter.REFUSED);
		assertThat(waiter.poll()).isEqualTo(Waiter.REFUSED);
		assertThat(bulkhead.snapshot().waiting()).isZero();
		assertThat(await(bulkhead)).isNotNull();
	}

	@Test
	void permitSkipsACancelledWaiter() {
		Bulkhead bulkhead = bulkhead(1, 2);
		enter(bulkhead);
		Waiter dead = queued(bulkhead);
		Waiter alive = queued(bulkhead);
		dead.cancel();
		exit(bulkhead);
		assertThat(alive.poll()).isNotNegative();
	}

	@Test
	void permitComesBackForNewcomersAfterAllWaitersAreGone() {
		Bulkhead bulkhead = bulkhead(1, 2);
		enter(bulkhead);
		queued(bulkhead).cancel();
		exit(bulkhead);
		assertThat(bulkhead.snapshot().active()).isZero();
		assertThat(enter(bulkhead)).isNotNegative();
	}

	@Test
	void cancelOfAnAdmittedWaiterHandsOverThePermit() {
		Bulkhead bulkhead = bulkhead(1, 1);
		enter(bulkhead);
		Waiter waiter = queued(bulkhead);
		exit(bulkhead);
		assertThat(waiter.cancel()).isEqualTo(PermitPool.PERMIT);
		bulkhead.release(PermitPool.PERMIT);
		assertThat(bulkhead.snapshot().active()).isZero();
	}

	@Test
	void waitersKnowTheLongestWait() {
		Bulkhead bounded = Bulkhead.of("orders",
				BulkheadConfig.builder().maxConcurrent(1).queueSize(1).maxWait(Duration.ofMillis(7)).build(),
				this.context);
		enter(bounded);
		assertThat(queued(bounded).maxWaitNanos()).isEqualTo(7_000_000);
		Bulkhead unbounded = bulkhead(1, 1);
		enter(unbounded);
		assertThat(queued(unbounded).maxWaitNanos()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void signalsRunOutsideTheLock() {
		Bulkhead bulkhead = bulkhead(1, 2);
		enter(bulkhead);
		List<Integer> seen = new ArrayList<>();
		queued(bulkhead).onSettled(() -> onOtherThread(() -> seen.add(waitingAfterCancel(bulkhead))));
		exit(bulkhead);
		assertThat(seen).containsExactly(0);
	}

	private static int waitingAfterCancel(Bulkhead bulkhead) {
		queued(bulkhead).cancel();
		return bulkhead.snapshot().waiting();
	}

	@Test
	void throwingSignalCostsNeitherThePermitNorTheCallThatLeaves() {
		Bulkhead bulkhead = bulkhead(2, 2);
		enter(bulkhead);
		enter(bulkhead);
		Waiter first = queued(bulkhead);
		Waiter second = queued(bulkhead);
		first.onSettled(() -> {
			throw new IllegalStateException("signal failed on purpose");
		});
		exit(bulkhead);
		exit(bulkhead);
		assertThat(first.poll()).isNotNegative();
		assertThat(second.poll()).isNotNegative();
	}

	@Test
	void loweringTheLimitReturnsAtOnceAndTakesEffectAsCallsDrain() {
		Bulkhead bulkhead = bulkhead(3, 1);
		enter(bulkhead);
		enter(bulkhead);
		enter(bulkhead);
		bulkhead.changeLimit(1);
		assertThat(bulkhead.snapshot().limit()).isEqualTo(1);
		assertThat(bulkhead.snapshot().active()).isEqualTo(3);
		Waiter waiter = queued(bulkhead);
		exit(bulkhead);
		exit(bulkhead);
		assertThat(waiter.poll()).isEqualTo(Waiter.WAITING);
		assertThat(bulkhead.snapshot().active()).isEqualTo(1);
		exit(bulkhead);
		assertThat(waiter.poll()).isNotNegative();
		assertThat(bulkhead.snapshot().active()).isEqualTo(1);
	}

	@Test
	void raisingTheLimitAdmitsWaitersInOrder() {
		Bulkhead bulkhead = bulkhead(1, 3);
		enter(bulkhead);
		Waiter first = queued(bulkhead);
		Waiter second = queued(bulkhead);
		Waiter third = queued(bulkhead);
		bulkhead.changeLimit(3);
		assertThat(first.poll()).isNotNegative();
		assertThat(second.poll()).isNotNegative();
		assertThat(third.poll()).isEqualTo(Waiter.WAITING);
		assertThat(bulkhead.snapshot().active()).isEqualTo(3);
	}

	@Test
	void loweringTheLimitToZeroRefusesTheWaiters() {
		Bulkhead bulkhead = bulkhead(1, 2);
		enter(bulkhead);
		Waiter waiter = queued(bulkhead);
		bulkhead.changeLimit(0);
		assertThat(waiter.poll()).isEqualTo(Waiter.REFUSED);
		exit(bulkhead);
		assertThat(bulkhead.snapshot().active()).isZero();
		assertThat(enter(bulkhead)).isNegative();
	}

	@Test
	void smallerQueueKeepsItsWaitersButTakesNobodyNew() {
		Bulkhead bulkhead = bulkhead(1, 2);
		enter(bulkhead);
		Waiter first = queued(bulkhead);
		Waiter second = queued(bulkhead);
		bulkhead.reconfigure(BulkheadConfig.builder().maxConcurrent(1).queueSize(1).build());
		assertThat(await(bulkhead)).isNull();
		exit(bulkhead);
		assertThat(first.poll()).isNotNegative();
		assertThat(await(bulkhead)).isNull();
		exit(bulkhead);
		assertThat(second.poll()).isNotNegative();
		assertThat(await(bulkhead)).isNotNull();
	}

	@Test
	void illegalLimitChangesNothing() {
		Bulkhead bulkhead = bulkhead(1, 1);
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> bulkhead.changeLimit(-1));
		assertThat(bulkhead.snapshot().limit()).isEqualTo(1);
		assertThat(enter(bulkhead)).isNotNegative();
	}

	@Test
	void hugeLimitAndQueueDoNotOverflow() {
		Bulkhead bulkhead = bulkhead(Integer.MAX_VALUE, Integer.MAX_VALUE);
		assertThat(enter(bulkhead)).isNotNegative();
		bulkhead.changeLimit(1);
		assertThat(queued(bulkhead).poll()).isEqualTo(Waiter.WAITING);
		assertThat(queued(bulkhead).poll()).isEqualTo(Waiter.WAITING);
		assertThat(bulkhead.snapshot().waiting()).isEqualTo(2);
		bulkhead.changeLimit(Integer.MAX_VALUE);
		assertThat(bulkhead.snapshot().active()).isEqualTo(3);
		assertThat(bulkhead.snapshot().waiting()).isZero();
	}

	@Test
	void releaseWithoutAPermitIsAnErrorAndInventsNone() {
		Bulkhead bulkhead = bulkhead(1, 0);
		assertThatIllegalStateException().isThrownBy(bulkhead::release).withMessageContaining("orders");
		exit(bulkhead);
		assertThat(bulkhead.tryAcquire()).isTrue();
		assertThat(bulkhead.tryAcquire()).isFalse();
	}

	@Test
	void rejectionIsOneCountAndOneEvent() {
		List<CallRejected> events = new ArrayList<>();
		this.context.events().on(CallRejected.class, events::add);
		Bulkhead bulkhead = bulkhead(1, 0);
		enter(bulkhead);
		enter(bulkhead);
		BulkheadFullException exception = bulkhead.reject(SharedCall.INSTANCE);
		assertThat(bulkhead.snapshot().rejected()).isEqualTo(1);
		assertThat(events).singleElement()
			.satisfies((event) -> assertThat(event.policy()).isEqualTo(PolicyType.BULKHEAD))
			.satisfies((event) -> assertThat(event.instance()).isEqualTo("orders"));
		assertThat(exception.instance()).isEqualTo("orders");
		assertThat(exception.retryAfter()).isZero();
		assertThat(exception).hasMessage("Bulkhead 'orders' is full (max-concurrent 1, queue-size 0)");
		assertThat(exception).isInstanceOf(CallRejectedException.class);
	}

	@Test
	void refusedTryAcquireIsOneCountAndOneEvent() {
		List<CallRejected> events = new ArrayList<>();
		this.context.events().on(CallRejected.class, events::add);
		assertThat(bulkhead(0, 0).tryAcquire()).isFalse();
		assertThat(events).hasSize(1);
	}

	@Test
	void exceptionHasAStackTraceOnlyIfTheContextSaysSo() {
		assertThat(bulkhead(0, 0).reject(SharedCall.INSTANCE).getStackTrace()).isEmpty();
		PolicyContext traced = new PolicyContext(this.context.time(), this.context.random(), this.context.events(),
				this.context.waitingRoom(), this.context.offload(), this.context.carrier(), true);
		Bulkhead bulkhead = Bulkhead.of("orders", BulkheadConfig.defaults(), traced);
		assertThat(bulkhead.reject(SharedCall.INSTANCE).getStackTrace()).isNotEmpty();
	}

	@Test
	void throwingListenerChangesNothing() {
		this.context.events().on(CallRejected.class, (event) -> {
			throw new IllegalStateException("listener failed on purpose");
		});
		Bulkhead bulkhead = bulkhead(1, 0);
		enter(bulkhead);
		bulkhead.reject(SharedCall.INSTANCE);
		exit(bulkhead);
		assertThat(bulkhead.snapshot().active()).isZero();
		assertThat(enter(bulkhead)).isNotNegative();
	}

	@Test
	void snapshotCountsWhatHappened() {
		Bulkhead bulkhead = bulkhead(2, 3);
		enter(bulkhead);
		enter(bulkhead);
		queued(bulkhead);
		exit(bulkhead);
		queued(bulkhead);
		bulkhead.reject(SharedCall.INSTANCE);
		bulkhead.passInShadow(SharedCall.INSTANCE);
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(2, 1, 2, 3, 3, 1, 1));
	}

	@Test
	void tryAcquireInShadowModePassesAndCountsButNeverRefuses() {
		Bulkhead bulkhead = Bulkhead.of("orders",
				BulkheadConfig.builder().maxConcurrent(1).mode(PolicyMode.SHADOW).build(), this.context);
		assertThat(bulkhead.tryAcquire()).isTrue();
		assertThat(bulkhead.tryAcquire()).isTrue();
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(2, 0, 1, 0, 2, 0, 1));
		bulkhead.release();
		bulkhead.release();
		assertThat(bulkhead.snapshot().active()).isZero();
	}

	@Test
	void admittedCallAllocatesNothing() {
		Bulkhead bulkhead = bulkhead(1, 1);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = Long.MAX_VALUE;
		for (int round = 0; round < 20 && allocated > 0; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int call = 0; call < 10_000; call++) {
				assertThatEntered(enter(bulkhead));
				exit(bulkhead);
			}
			allocated = threads.getCurrentThreadAllocatedBytes() - before;
		}
		assertThat(allocated).isZero();
	}

	private static void assertThatEntered(long permit) {
		if (permit < 0) {
			throw new AssertionError("refused");
		}
	}

	private Bulkhead bulkhead(int maxConcurrent, int queueSize) {
		return Bulkhead.of("orders", BulkheadConfig.builder().maxConcurrent(maxConcurrent).queueSize(queueSize).build(),
				this.context);
	}

	private static long enter(Bulkhead bulkhead) {
		return bulkhead.tryEnter(SharedCall.INSTANCE, 0);
	}

	private static @Nullable Waiter await(Bulkhead bulkhead) {
		return bulkhead.await(SharedCall.INSTANCE, 0);
	}

	private static Waiter queued(Bulkhead bulkhead) {
		Waiter waiter = await(bulkhead);
		assertThat(waiter).isNotNull();
		return waiter;
	}

	private static void exit(Bulkhead bulkhead) {
		bulkhead.exit(PermitPool.PERMIT, OutcomeKind.SUCCESS, null, null, 0);
	}

	private static void onOtherThread(Runnable work) {
		Thread thread = new Thread(work);
		thread.start();
		try {
			thread.join(10_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(thread.isAlive()).as("blocked by a lock").isFalse();
	}

}
