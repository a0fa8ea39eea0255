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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.IdempotencyStoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How long results are replayed.
 */
class TtlCasesTests extends IdempotencyCases {

	/** Between asking a server for the time and asking it again. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	@Test
	@DisplayName("case 45: after its time to live a result is gone, although nothing cleans up")
	void afterItsTimeToLiveAResultIsGone() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		charge(calls, this::effect);
		pass(TTL.minus(MARGIN));
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		pass(MARGIN);
		assertThat(calls.exists(K)).isFalse();
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(node.counted()).returns(2L, IdempotencySnapshot::executed)
			.returns(0L, IdempotencySnapshot::takeovers);
	}

	@Test
	@DisplayName("case 45: an expired key may be used for another payload")
	void anExpiredKeyMayBeUsedForAnotherPayload() {
		Idempotency calls = timedNode().calls(defaults());
		calls.execute(K, "one body", String.class, this::effect);
		pass(TTL);
		assertThat(calls.execute(K, "another body", String.class, this::effect)).isEqualTo("receipt 2");
	}

	@Test
	@DisplayName("case 46: the time to live counts from the completion on")
	void theTimeToLiveCountsFromTheCompletionOn() {
		Idempotency calls = timedNode().calls(defaults());
		charge(calls, () -> {
			pass(Duration.ofSeconds(3));
			return effect();
		});
		pass(Duration.ofSeconds(4));
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		pass(Duration.ofSeconds(1));
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
	}

	@Test
	@DisplayName("case 46: a call may run for longer than its result is kept")
	void aCallMayRunForLongerThanItsResultIsKept() {
		Idempotency calls = timedNode().calls(defaults());
		charge(calls, () -> {
			pass(TTL.multipliedBy(2));
			assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> charge(calls, this::effect));
			return effect();
		});
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
	}

	@Test
	@Needs(Ability.BOUNDED)
	@DisplayName("case 48: a store full of claims refuses a new key and drops no claim")
	void aFullStoreRefusesNewKeys() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		nest(calls, 0, () -> {
			assertThatExceptionOfType(IdempotencyStoreException.class)
				.isThrownBy(() -> charge(calls, "one too many", this::effect));
			assertThat(node.store().claims(1000)).hasSize(TestedStore.MAX_ENTRIES);
		});
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::storeErrors)
			.returns(0L, IdempotencySnapshot::staleCompletions)
			.returns((long) TestedStore.MAX_ENTRIES, IdempotencySnapshot::executed);
		// Results make room, those that would expire first.
		assertThat(charge(calls, "one too many", this::effect)).startsWith("receipt");
	}

	private void nest(Idempotency calls, int depth, Runnable innermost) {
		if (depth == TestedStore.MAX_ENTRIES) {
			innermost.run();
			return;
		}
		charge(calls, "key " + depth, () -> {
			nest(calls, depth + 1, innermost);
			return effect();
		});
	}

}
