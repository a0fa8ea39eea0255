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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of how a running call keeps its claim.
 */
class LeaseTests {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration BEAT = LEASE.dividedBy(3);

	private final ManualTime time = ManualTime.stopped();

	private final FlakyStore store = new FlakyStore(new InMemoryIdempotencyStore(this.time));

	private final IdempotencyCounters counters = new IdempotencyCounters();

	private final AtomicInteger effects = new AtomicInteger();

	private final IdempotencyPolicy idempotency = idempotency(PolicyContext.standalone(this.time));

	LeaseTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@AfterEach
	void noTaskIsLeft() {
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void aCallThatTakesThreeLeasesKeepsItsClaimCase20() {
		this.idempotency.execute("K", null, () -> {
			for (int beat = 0; beat < 9; beat++) {
				this.time.advance(BEAT);
				assertInFlight();
				assertThat(this.time.scheduledTasks()).isEqualTo(1);
			}
			return this.effects.incrementAndGet();
		});
		assertThat(this.idempotency.execute("K", null, this.effects::incrementAndGet)).isEqualTo(1);
		assertThat(this.idempotency.snapshot().lostLeases()).isZero();
	}

	@Test
	void aShortOutageOfTheStoreCostsNoClaimCase25() {
		this.idempotency.execute("K", null, () -> {
			this.store.fail(FlakyStore.Operation.RENEW);
			this.time.advance(BEAT.multipliedBy(2));
			this.store.heal();
			this.time.advance(BEAT.multipliedBy(3));
			assertInFlight();
			return 1;
		});
		assertThat(this.idempotency.snapshot().lostLeases()).isZero();
	}

	@Test
	void anOutageForAWholeLeaseIsReportedOnceCase25() {
		this.idempotency.execute("K", null, () -> {
			this.store.fail(FlakyStore.Operation.RENEW);
			this.time.advance(LEASE.minusNanos(1));
			assertThat(this.idempotency.snapshot().lostLeases()).isZero();
			this.time.advance(Duration.ofNanos(1));
			assertThat(this.idempotency.snapshot().lostLeases()).isEqualTo(1);
			this.time.advance(LEASE);
			return 1;
		});
		assertThat(this.idempotency.snapshot().lostLeases()).isEqualTo(1);
		assertThat(this.idempotency.snapshot().staleCompletions()).isZero();
	}

	@Test
	void anOutageIsReportedAtTheVeryEndOfALeaseThatThreeDoesNotDivideCase25() {
		Duration lease = Duration.ofNanos(2_000_000_000);
		IdempotencyConfig config = IdempotencyConfig.builder().lease(lease).build();
		IdempotencyPolicy uneven = IdempotencyPolicy.of("payments", config,
				IdempotentOperation.of(this.store, KeyedCall.KEYS), this.counters, PolicyContext.standalone(this.time));
		uneven.execute("K", null, () -> {
			this.store.fail(FlakyStore.Operation.RENEW);
			this.time.advance(lease.minusNanos(1));
			assertThat(uneven.snapshot().lostLeases()).isZero();
			this.time.advance(Duration.ofNanos(1));
			assertThat(uneven.snapshot().lostLeases()).isEqualTo(1);
			return 1;
		});
	}

	@Test
	void aTakenClaimIsReportedAndItsResultNotKeptCase21() {
		Integer first = this.idempotency.execute("K", null, () -> {
			this.store.fail(FlakyStore.Operation.RENEW);
			this.time.advance(LEASE);
			this.store.heal();
			assertThat(this.idempotency.execute("K", null, () -> 2)).isEqualTo(2);
			this.time.advance(BEAT);
			return 1;
		});
		assertThat(first).isEqualTo(1);
		assertThat(this.idempotency.execute("K", null, () -> 3)).isEqualTo(2);
		IdempotencySnapshot snapshot = this.idempotency.snapshot();
		assertThat(snapshot.takeovers()).isEqualTo(1);
		assertThat(snapshot.staleCompletions()).isEqualTo(1);
		assertThat(snapshot.lostLeases()).isEqualTo(1);
	}

	@Test
	void aClaimThatIsRemovedWhileItsCallRunsIsLost() {
		this.idempotency.execute("K", null, () -> {
			assertThat(this.idempotency.forget("payments", "K")).isTrue();
			this.time.advance(BEAT);
			assertThat(this.idempotency.snapshot().lostLeases()).isEqualTo(1);
			assertThat(this.time.scheduledTasks()).isZero();
			return 1;
		});
	}

	@Test
	void aThreadHoldsTheKeysOfAllItsCallsUntilTheyEnd() {
		IdempotencyKey outer = IdempotencyKey.of("payments", "outer");
		IdempotencyKey inner = IdempotencyKey.of("payments", "inner");
		this.idempotency.execute("outer", null, () -> {
			this.idempotency.execute("inner", null, () -> {
				assertThat(IdempotencyContext.holds(this.store, outer)).isTrue();
				assertThat(IdempotencyContext.holds(this.store, inner)).isTrue();
				return 2;
			});
			assertThat(IdempotencyContext.holds(this.store, outer)).isTrue();
			assertThat(IdempotencyContext.holds(this.store, inner)).isFalse();
			return 1;
		});
		assertThat(IdempotencyContext.holds(this.store, outer)).isFalse();
	}

	@Test
	void aFailureAfterATakeoverLeavesTheNewRecordAloneCase23() {
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.idempotency.execute("K", null, () -> {
				this.store.fail(FlakyStore.Operation.RENEW);
				this.time.advance(LEASE);
				this.idempotency.execute("K", null, () -> 2);
				throw new IllegalStateException("slow and failed");
			}));
		assertThat(this.idempotency.execute("K", null, () -> 3)).isEqualTo(2);
	}

	@Test
	void aStoreThatMayBlockIsRenewedByTheOffloadThreads() {
		Deque<Runnable> offloaded = new ArrayDeque<>();
		IdempotencyPolicy offloading = idempotency(PolicyContext.standalone(this.time).withOffload(offloaded::add));
		this.store.block();
		offloading.execute("K", null, () -> {
			this.time.advance(BEAT);
			assertThat(offloaded).hasSize(1);
			offloaded.remove().run();
			this.time.advance(LEASE.minusNanos(1));
			assertInFlight();
			return 1;
		});
		offloaded.remove().run();
		assertThat(offloading.snapshot().lostLeases()).isZero();
	}

	@Test
	void aRenewalThatNoThreadTakesIsTriedAgain() {
		AtomicInteger refused = new AtomicInteger();
		IdempotencyPolicy busy = idempotency(
				PolicyContext.standalone(this.time).withOffload(LeaseTests::refuse).withContinuations((work) -> {
					if (refused.incrementAndGet() < 3) {
						throw new RejectedExecutionException();
					}
					work.run();
				}));
		this.store.block();
		busy.execute("K", null, () -> {
			this.time.advance(LEASE.minusNanos(1));
			this.time.advance(BEAT);
			return 1;
		});
		assertThat(refused).hasValue(3);
		assertThat(busy.snapshot().lostLeases()).isZero();
	}

	@Test
	void fullThreadsForOffloadedWorkCostNoClaim() {
		IdempotencyPolicy full = idempotency(
				PolicyContext.standalone(this.time).withOffload(LeaseTests::refuse).withContinuations(Runnable::run));
		this.store.block();
		full.execute("K", null, () -> {
			this.time.advance(LEASE.multipliedBy(3));
			return 1;
		});
		assertThat(full.snapshot().lostLeases()).isZero();
		assertThat(full.snapshot().staleCompletions()).isZero();
	}

	private static void refuse(Runnable work) {
		throw new RejectedExecutionException();
	}

	@Test
	void renewalsEndWhenACallHasRunForTooLong() {
		IdempotencyPolicy bounded = idempotency(config().maxRun(LEASE).build());
		AtomicInteger told = new AtomicInteger();
		bounded.execute("K", null, () -> {
			IdempotencyContext context = IdempotencyContext.current().orElseThrow();
			context.onLeaseLost(told::incrementAndGet);
			this.time.advance(LEASE);
			assertInFlight();
			assertThat(context.isLeaseLost()).isFalse();
			this.time.advance(LEASE);
			assertThat(context.isLeaseLost()).isTrue();
			return this.idempotency.execute("K", null, this.effects::incrementAndGet);
		});
		assertThat(told).hasValue(1);
		assertThat(this.effects).hasValue(1);
		assertThat(bounded.snapshot().lostLeases()).isEqualTo(1);
		assertThat(bounded.snapshot().staleCompletions()).isEqualTo(1);
	}

	@Test
	void claimsAreNotRenewedWhereRenewalIsOffCase21() {
		IdempotencyPolicy off = idempotency(config().maxRun(Duration.ZERO).build());
		Integer first = off.execute("K", null, () -> {
			this.time.advance(LEASE.minusNanos(1));
			assertInFlight();
			this.time.advance(Duration.ofNanos(1));
			assertThat(off.execute("K", null, () -> 2)).isEqualTo(2);
			return 1;
		});
		assertThat(first).isEqualTo(1);
		assertThat(off.execute("K", null, () -> 3)).isEqualTo(2);
		assertThat(off.snapshot().staleCompletions()).isEqualTo(1);
		assertThat(off.snapshot().takeovers()).isEqualTo(1);
	}

	@Test
	void theRunningCallIsToldThatItsClaimIsLostCase22() {
		AtomicInteger told = new AtomicInteger();
		assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> this.idempotency.execute("K", null, () -> {
			IdempotencyContext context = IdempotencyContext.current().orElseThrow();
			context.checkLease();
			context.onLeaseLost(told::incrementAndGet);
			this.store.remove(context.key());
			this.time.advance(BEAT);
			assertThat(told).hasValue(1);
			context.onLeaseLost(told::incrementAndGet);
			context.checkLease();
			return this.effects.incrementAndGet();
		}));
		assertThat(told).hasValue(2);
		assertThat(this.effects).hasValue(0);
	}

	@Test
	void anEndingThatTheStoreDoesNotTakeIsKeptWhenItDoesCase42() {
		this.store.fail(FlakyStore.Operation.COMPLETE);
		assertThat(this.idempotency.execute("K", null, () -> 1)).isEqualTo(1);
		this.time.advance(BEAT);
		assertInFlight();
		this.store.heal();
		this.time.advance(BEAT);
		assertThat(this.idempotency.execute("K", null, this.effects::incrementAndGet)).isEqualTo(1);
		assertThat(this.effects).hasValue(0);
		assertThat(this.idempotency.snapshot().failedCompletions()).isEqualTo(1);
		assertThat(this.idempotency.snapshot().lateCompletions()).isEqualTo(1);
	}

	@Test
	void anEndingThatTheStoreNeverTakesLeavesOnlyTheFactThatThereWasOne() {
		this.store.refuse((ending) -> ending.kind() == Ending.Kind.RESULT);
		assertThat(this.idempotency.execute("K", null, () -> 1)).isEqualTo(1);
		for (int beat = 0; beat < 5; beat++) {
			this.time.advance(BEAT);
			assertInFlight();
		}
		this.time.advance(BEAT);
		assertThatExceptionOfType(IdempotentResultUnavailableException.class)
			.isThrownBy(() -> this.idempotency.execute("K", null, this.effects::incrementAndGet));
		assertThat(this.effects).hasValue(0);
	}

	@Test
	void anEndingWhoseClaimWasTakenOverMeanwhileIsNotKept() {
		this.idempotency.execute("K", null, () -> {
			this.store.disconnect();
			return 1;
		});
		this.time.advance(LEASE);
		this.store.heal();
		this.idempotency.execute("K", null, () -> 2);
		this.time.advance(BEAT);
		assertThat(this.idempotency.execute("K", null, () -> 3)).isEqualTo(2);
		assertThat(this.idempotency.snapshot().staleCompletions()).isEqualTo(1);
	}

	@Test
	void anEndingIsGivenUpWhenNobodyWouldReplayItAnyMore() {
		this.idempotency.execute("K", null, () -> {
			this.store.disconnect();
			return 1;
		});
		this.time.advance(IdempotencyConfig.defaults().ttl().plus(BEAT));
		assertThat(this.idempotency.snapshot().lateCompletions()).isZero();
	}

	private static IdempotencyConfig.Builder config() {
		return IdempotencyConfig.builder().lease(LEASE);
	}

	private IdempotencyPolicy idempotency(IdempotencyConfig config) {
		return IdempotencyPolicy.of("payments", config, IdempotentOperation.of(this.store, KeyedCall.KEYS),
				this.counters, PolicyContext.standalone(this.time));
	}

	private void assertInFlight() {
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> this.idempotency.execute("K", null, this.effects::incrementAndGet));
	}

	private IdempotencyPolicy idempotency(PolicyContext context) {
		IdempotencyConfig config = IdempotencyConfig.builder().lease(LEASE).build();
		return IdempotencyPolicy.of("payments", config, IdempotentOperation.of(this.store, KeyedCall.KEYS),
				this.counters, context);
	}

}
