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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.ResultCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What makes two calls the same one.
 */
class ScopeCasesTests extends IdempotencyCases {

	@Test
	@DisplayName("case 26: another payload after completion is refused, and the original still replays")
	void anotherPayloadIsRefused() {
		Node node = node();
		Idempotency calls = node.calls(defaults());
		charge(calls, "one body");
		for (String other : new String[] { "another body", null }) {
			assertThatExceptionOfType(IdempotencyKeyReusedException.class).isThrownBy(() -> charge(calls, other));
		}
		assertThat(charge(calls, "one body")).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(1);
		assertThat(node.counted()).returns(2L, IdempotencySnapshot::mismatch)
			.returns(1L, IdempotencySnapshot::replayed);
	}

	@Test
	@DisplayName("case 26: another payload is refused while the first call runs, and when it was abandoned")
	void anotherPayloadIsRefusedInEveryState() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		calls.execute(K, "one body", String.class, () -> {
			assertThatExceptionOfType(IdempotencyKeyReusedException.class)
				.isThrownBy(() -> charge(calls, "another body"));
			// The lease is over by the clock of the store, and nothing has renewed it.
			this.tested.elapse(LEASE);
			assertThatExceptionOfType(IdempotencyKeyReusedException.class)
				.isThrownBy(() -> charge(calls, "another body"));
			return effect();
		});
		assertThat(charge(calls, "one body")).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(1);
	}

	@Test
	@DisplayName("case 28: one key of two operations makes two independent records")
	void operationsAreIndependent() {
		Idempotency calls = node().calls(defaults());
		Idempotency refunds = calls.of("refunds");
		assertThat(charge(calls, "one body")).isEqualTo("receipt 1");
		assertThat(charge(refunds, "another body")).isEqualTo("receipt 2");
		assertThat(charge(calls, "one body")).isEqualTo("receipt 1");
		assertThat(charge(refunds, "another body")).isEqualTo("receipt 2");
		assertThat(this.effects).hasValue(2);
	}

	@Test
	@DisplayName("case 28: a call of one operation is not in flight for another one")
	void operationsInFlightAreIndependent() {
		Idempotency calls = node().calls(defaults());
		Idempotency refunds = calls.of("refunds");
		calls.execute(K, null, String.class, () -> {
			assertThat(refunds.exists(K)).isFalse();
			return refunds.execute(K, null, String.class, this::effect);
		});
		assertThat(this.effects).hasValue(1);
	}

	@Test
	@DisplayName("case 29: one key of two principals makes two records that do not know of each other")
	void principalsAreIndependent() throws Exception {
		IdempotencyPolicy policy = node().policy(defaults());
		ResultCodec codec = this.tested.codecs().codecOf(String.class);
		IdempotentRequest anna = new IdempotentRequest(Node.INSTANCE, "anna", K, "one body");
		IdempotentRequest bert = new IdempotentRequest(Node.INSTANCE, "bert", K, "another body");
		IdempotentRequest nobody = new IdempotentRequest(Node.INSTANCE, null, K, "no body");
		policy.execute(anna, codec, () -> {
			// No mismatch and no call in flight tells that there is one of Anna.
			assertThat(policy.execute(bert, codec, this::effect)).isEqualTo("receipt 1");
			assertThat(policy.execute(nobody, codec, this::effect)).isEqualTo("receipt 2");
			return effect();
		});
		assertThat(policy.execute(anna, codec, this::effect)).isEqualTo("receipt 3");
		assertThat(policy.execute(bert, codec, this::effect)).isEqualTo("receipt 1");
		assertThat(policy.execute(nobody, codec, this::effect)).isEqualTo("receipt 2");
		assertThat(this.effects).hasValue(3);
	}

	@Test
	@DisplayName("case 31: keys that differ in case, trailing space or the last of 300 characters are different")
	void keysAreComparedExactly() {
		Idempotency calls = node().calls(defaults());
		String stem = "x".repeat(299);
		List<String> keys = List.of("Key-A", "key-a", "Key-A ", " Key-A", stem + "a", stem + "b", stem,
				"Schl\u00fcssel", "Schlu\u0308ssel", "\ud83d\udd11");
		for (int key = 0; key < keys.size(); key++) {
			assertThat(charge(calls, keys.get(key), this::effect)).isEqualTo("receipt " + (key + 1));
		}
		for (int key = 0; key < keys.size(); key++) {
			assertThat(charge(calls, keys.get(key), this::effect)).isEqualTo("receipt " + (key + 1));
		}
		assertThat(this.effects).hasValue(keys.size());
	}

	@Test
	@DisplayName("case 31: keys that differ in case are in flight independently")
	void keysInFlightAreComparedExactly() {
		Idempotency calls = node().calls(defaults());
		charge(calls, "Key-A", () -> {
			assertThat(charge(calls, "key-a", this::effect)).isEqualTo("receipt 1");
			assertThatExceptionOfType(DuplicateCallException.class)
				.isThrownBy(() -> charge(calls, "Key-A", this::effect));
			return effect();
		});
	}

	@ParameterizedTest(name = "case 32: a key that is missing or blank is refused [{index}]")
	@NullSource
	@ValueSource(strings = { "", "  ", "\t\n" })
	void aMissingKeyIsRefused(@Nullable String key) {
		Node node = node();
		assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
			.isThrownBy(() -> node.policy(defaults()).execute(key, null, this::effect));
		assertThat(this.effects).hasValue(0);
		assertThat(node.counted().invalidKeys()).isEqualTo(1);
		assertThat(node.store().claims(1)).isEmpty();
	}

	@Test
	@DisplayName("case 62: claims in flight are listed with age, owner and operation, and removing one frees its key")
	void claimsInFlightAreListed() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		charge(calls, () -> {
			this.tested.elapse(LEASE.dividedBy(2));
			RecordView claim = node.store().claims(10).get(0);
			assertThat(claim.operation()).isEqualTo(Node.INSTANCE);
			assertThat(claim.owner()).contains(Thread.currentThread().getName());
			assertThat(claim.age()).isGreaterThanOrEqualTo(LEASE.dividedBy(2));
			assertThat(claim.state()).isEqualTo(RecordView.State.IN_PROGRESS);
			assertThat(calls.release(K)).isTrue();
			assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
			assertThat(node.recordOf(K).token()).isGreaterThan(claim.token());
			return effect();
		});
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(node.counted().staleCompletions()).isEqualTo(1);
	}

	private String charge(Idempotency calls, @Nullable String body) {
		return calls.execute(K, body, String.class, this::effect);
	}

}
