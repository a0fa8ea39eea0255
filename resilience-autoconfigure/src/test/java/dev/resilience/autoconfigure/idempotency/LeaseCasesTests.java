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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.RecordView;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How a running call keeps its claim, and what becomes of one that has lost it.
 */
class LeaseCasesTests extends IdempotencyCases {

	private static final Duration BEAT = LEASE.dividedBy(3);

	@Test
	@DisplayName("case 20: a call that takes three leases keeps its claim")
	void aLongCallKeepsItsClaim() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		charge(calls, () -> {
			for (int beat = 0; beat < 9; beat++) {
				pass(BEAT);
				assertInFlight(calls);
			}
			return effect();
		});
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(node.counted()).returns(0L, IdempotencySnapshot::takeovers)
			.returns(0L, IdempotencySnapshot::lostLeases)
			.returns(9L, IdempotencySnapshot::conflict);
	}

	@Test
	@DisplayName("case 20: in real time, a call that takes three leases keeps its claim")
	void aLongCallKeepsItsClaimInRealTime() {
		Duration lease = Duration.ofMillis(900);
		Node node = node();
		Idempotency calls = node.calls((builder) -> builder.lease(lease));
		long begun = System.nanoTime();
		charge(calls, () -> {
			await().pollInterval(lease.dividedBy(4)).atMost(Duration.ofSeconds(30)).until(() -> {
				assertInFlight(calls);
				return System.nanoTime() - begun > lease.multipliedBy(3).toNanos();
			});
			return effect();
		});
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(node.counted()).returns(0L, IdempotencySnapshot::takeovers)
			.returns(0L, IdempotencySnapshot::lostLeases);
	}

	@Test
	@DisplayName("case 21: without renewal a second call runs, and the first does not overwrite its result")
	void aSlowCallDoesNotOverwriteItsSuccessor() {
		Node node = timedNode();
		Idempotency calls = node.calls((builder) -> builder.maxRun(Duration.ZERO));
		AtomicReference<RecordView> second = new AtomicReference<>();
		String first = charge(calls, () -> {
			String receipt = effect();
			pass(LEASE);
			assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
			second.set(node.recordOf(K));
			return receipt;
		});
		assertThat(first).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(2);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(node.recordOf(K)).returns(second.get().token(), RecordView::token)
			.returns(RecordView.State.COMPLETED, RecordView::state);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::takeovers)
			.returns(1L, IdempotencySnapshot::staleCompletions)
			.returns(2L, IdempotencySnapshot::executed);
	}

	@Test
	@DisplayName("case 21: the token of the second call is higher, so a resource can tell them apart")
	void theSecondCallHasAHigherToken() {
		Idempotency calls = timedNode().calls((builder) -> builder.maxRun(Duration.ZERO));
		charge(calls, () -> {
			long first = IdempotencyContext.current().orElseThrow().token();
			pass(LEASE);
			charge(calls, () -> {
				assertThat(IdempotencyContext.current().orElseThrow().token()).isGreaterThan(first);
				return effect();
			});
			return effect();
		});
	}

	@Test
	@DisplayName("case 23: a slow call that fails leaves the claim of its successor alone")
	void aSlowCallThatFailsLeavesItsSuccessorAlone() {
		Node node = timedNode();
		Idempotency calls = node.calls((builder) -> builder.maxRun(Duration.ZERO));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> charge(calls, () -> {
			pass(LEASE);
			node.store().claim(ConcurrencyCasesTests.request(K));
			throw new IllegalStateException("slow and failed");
		})).withMessage("slow and failed");
		assertState(node, K, RecordView.State.IN_PROGRESS);
		assertInFlight(calls);
	}

	@Test
	@DisplayName("case 24: a node whose clock is an hour ahead neither takes over nor forgets early")
	void aClockThatIsAheadChangesNothing() {
		ManualTime ahead = ManualTime.stopped();
		ahead.advance(Duration.ofDays(1).plusHours(1));
		ahead.jumpWallClock(Duration.ofHours(1));
		Node fast = new Node(this.tested, ahead, Runnable::run);
		Idempotency fastCalls = fast.calls(defaults());
		Idempotency calls = timedNode().calls(defaults());
		charge(calls, () -> {
			assertInFlight(fastCalls);
			this.tested.elapse(LEASE.dividedBy(2));
			assertInFlight(fastCalls);
			return effect();
		});
		assertThat(charge(fastCalls, this::effect)).isEqualTo("receipt 1");
		this.tested.elapse(TTL.minus(LEASE));
		assertThat(charge(fastCalls, this::effect)).isEqualTo("receipt 1");
		assertThat(fast.counted().takeovers()).isZero();
		// And what it claims itself holds for one lease by the clock of the store.
		charge(fastCalls, "other", () -> {
			assertThatExceptionOfType(DuplicateCallException.class)
				.isThrownBy(() -> charge(calls, "other", this::effect))
				.satisfies((ex) -> assertThat(ex.retryAfter()).isLessThanOrEqualTo(LEASE));
			return effect();
		});
	}

	@Test
	@DisplayName("case 25: an outage shorter than the lease costs no claim")
	void aShortOutageCostsNoClaim() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		charge(calls, () -> {
			node.store().fail(FaultyStore.Operation.RENEW, FaultyStore.Fault.UNREACHABLE);
			pass(BEAT.multipliedBy(2));
			node.store().heal();
			pass(BEAT.multipliedBy(3));
			assertInFlight(calls);
			IdempotencyContext.current().orElseThrow().checkLease();
			return effect();
		});
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(node.counted().lostLeases()).isZero();
	}

	@Test
	@DisplayName("case 25: an outage for a whole lease is told to the running call")
	void aLongOutageIsToldToTheCall() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		AtomicInteger told = new AtomicInteger();
		charge(calls, () -> {
			IdempotencyContext context = IdempotencyContext.current().orElseThrow();
			context.onLeaseLost(told::incrementAndGet);
			node.store().fail(FaultyStore.Operation.RENEW, FaultyStore.Fault.UNREACHABLE);
			pass(LEASE.minusNanos(1000));
			assertThat(context.isLeaseLost()).isFalse();
			pass(Duration.ofNanos(1000));
			assertThat(context.isLeaseLost()).isTrue();
			assertThat(told).hasValue(1);
			return effect();
		});
		assertThat(node.counted().lostLeases()).isEqualTo(1);
	}

	private void assertInFlight(Idempotency calls) {
		assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> charge(calls, this::effect));
	}

}
