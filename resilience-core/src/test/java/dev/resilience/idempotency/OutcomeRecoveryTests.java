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
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of calls that find out what became of an abandoned one.
 */
class OutcomeRecoveryTests {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private final ManualTime time = ManualTime.stopped();

	private final FlakyStore store = new FlakyStore(new InMemoryIdempotencyStore(this.time));

	private final AtomicInteger effects = new AtomicInteger();

	private final List<String> asked = new ArrayList<>();

	@Test
	void theResultOfTheAbandonedCallIsFoundCase14() {
		IdempotencyPolicy idempotency = abandoned((call) -> {
			this.asked.add(call.key() + " " + call.childKey("charge"));
			return Recovered.completed(7);
		});
		assertThat(idempotency.execute("K", null, this.effects::incrementAndGet)).isEqualTo(7);
		assertThat(idempotency.execute("K", null, this.effects::incrementAndGet)).isEqualTo(7);
		assertThat(this.effects).hasValue(0);
		assertThat(this.asked).hasSize(1).first().asString().startsWith("K ");
		assertThat(idempotency.snapshot().recovered()).isEqualTo(1);
		assertThat(idempotency.snapshot().takeovers()).isEqualTo(1);
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void aCallThatHasHadNoEffectRuns() {
		IdempotencyPolicy idempotency = abandoned((call) -> Recovered.notStarted());
		assertThat(idempotency.execute("K", null, this.effects::incrementAndGet)).isEqualTo(1);
	}

	@Test
	void aCallOfUnknownOutcomeIsRefusedAndStaysAbandoned() {
		IdempotencyPolicy idempotency = abandoned((call) -> Recovered.unknown());
		assertRefused(idempotency);
		assertRefused(idempotency);
		assertThat(this.effects).hasValue(0);
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void aRecoveryThatFailsLeavesTheOutcomeUnknown() {
		assertRefused(abandoned((call) -> {
			throw new IllegalStateException("target is down");
		}));
	}

	@Test
	void withoutARecoveryTheOutcomeIsUnknown() {
		assertRefused(abandoned(null));
	}

	@Test
	void theClaimIsKeptAliveWhileItIsRecovered() {
		IdempotencyPolicy idempotency = abandoned((call) -> {
			this.time.advance(LEASE.multipliedBy(2));
			return Recovered.completed(call.context().isLeaseLost());
		});
		assertThat(idempotency.<Object, RuntimeException>execute("K", null, this.effects::incrementAndGet))
			.isEqualTo(false);
	}

	private void assertRefused(IdempotencyPolicy idempotency) {
		assertThatExceptionOfType(IdempotencyOutcomeUnknownException.class)
			.isThrownBy(() -> idempotency.execute("K", null, this.effects::incrementAndGet));
	}

	private IdempotencyPolicy abandoned(@Nullable OutcomeRecovery recovery) {
		this.store.claim(new ClaimRequest(IdempotencyKey.of("payments", "K"), "payments", null, "dead", LEASE, true));
		this.time.advance(LEASE);
		IdempotencyConfig config = IdempotencyConfig.builder().lease(LEASE).onTakeover(OnTakeover.RECOVER).build();
		return IdempotencyPolicy.of(
				"payments", config, new IdempotentOperation(this.store, KeyHashing.plain(), KeyedCall.KEYS,
						ResultCodec.sameObjects(), recovery),
				new IdempotencyCounters(), PolicyContext.standalone(this.time));
	}

}
