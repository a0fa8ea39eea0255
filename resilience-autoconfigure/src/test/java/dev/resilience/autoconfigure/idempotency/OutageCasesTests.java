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
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.IdempotencyStoreException;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUnreachableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What happens while the store is down.
 */
class OutageCasesTests extends IdempotencyCases {

	private static final FaultyStore.Fault CUT = FaultyStore.Fault.UNREACHABLE;

	@Test
	@DisplayName("case 40: without its store a call does not run")
	void withoutItsStoreACallDoesNotRun() {
		Node node = node();
		Idempotency calls = node.calls(defaults());
		node.store().fail(FaultyStore.Operation.CLAIM, CUT);
		assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(() -> charge(calls, this::effect))
			.withCauseInstanceOf(StoreUnreachableException.class);
		assertThat(this.effects).hasValue(0);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::storeErrors)
			.returns(0L, IdempotencySnapshot::executed);
		node.store().heal();
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
	}

	@Test
	@DisplayName("case 40: without its store a call that may bypass it runs, counted as such")
	void withoutItsStoreACallMayRunUnprotected() {
		Node node = node();
		Idempotency calls = node.calls((builder) -> builder.onStoreError(OnStoreError.BYPASS));
		node.store().fail(FaultyStore.Operation.CLAIM, CUT);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::bypassed)
			.returns(0L, IdempotencySnapshot::replayed)
			.returns(0L, IdempotencySnapshot::storeErrors);
		node.store().heal();
		assertThat(calls.exists(K)).isFalse();
	}

	@ParameterizedTest(name = "case 41: a claim whose answer is lost is never run on, with {0} neither")
	@EnumSource
	void aClaimWhoseAnswerIsLostIsNotRunOn(OnStoreError onStoreError) {
		Node node = timedNode();
		Idempotency calls = node.calls((builder) -> builder.onStoreError(onStoreError));
		node.store().fail(FaultyStore.Operation.CLAIM, FaultyStore.Fault.REPLY_LOST);
		assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(() -> charge(calls, this::effect));
		node.store().heal();
		pass(LEASE.minusNanos(1_000_000_000));
		assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> charge(calls, this::effect));
		assertThat(this.effects).hasValue(0);
		pass(Duration.ofSeconds(1));
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(node.counted()).returns(0L, IdempotencySnapshot::bypassed)
			.returns(1L, IdempotencySnapshot::takeovers);
	}

	@Test
	@DisplayName("case 42: a completion that fails is made up for when the store is back, also after the lease")
	void aCompletionThatFailsIsMadeUpFor() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		node.store().fail(FaultyStore.Operation.COMPLETE, CUT);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(node.counted().failedCompletions()).isEqualTo(1);
		assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> charge(calls, this::effect));
		// The claim is renewed meanwhile, so nobody runs again.
		pass(LEASE.multipliedBy(2));
		assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> charge(calls, this::effect));
		node.store().heal();
		pass(LEASE);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(1);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::lateCompletions)
			.returns(0L, IdempotencySnapshot::takeovers);
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	@DisplayName("case 42: a completion whose answer is lost is not taken for a stale one that matters")
	void aCompletionWhoseAnswerIsLostIsThere() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		node.store().fail(FaultyStore.Operation.COMPLETE, FaultyStore.Fault.REPLY_LOST);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		node.store().heal();
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		pass(LEASE);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(1);
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	@DisplayName("case 43: a claim that the store has lost is not brought back by its completion")
	void aLostRecordIsNotBroughtBack() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		AtomicLong token = new AtomicLong();
		assertThat(charge(calls, () -> {
			token.set(IdempotencyContext.current().orElseThrow().token());
			this.tested.loseEverything();
			return effect();
		})).isEqualTo("receipt 1");
		assertThat(node.recordOf(K)).isNull();
		assertThat(node.counted().staleCompletions()).isEqualTo(1);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(node.recordOf(K).token()).isGreaterThan(token.get());
	}

	@Test
	@DisplayName("case 43: a claim that the store has lost and given to another call is left alone")
	void aLostRecordThatIsClaimedAgainIsLeftAlone() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		charge(calls, () -> {
			this.tested.loseEverything();
			node.store().claim(ConcurrencyCasesTests.request(K));
			return effect();
		});
		assertState(node, K, RecordView.State.IN_PROGRESS);
		assertThat(node.counted().staleCompletions()).isEqualTo(1);
	}

}
