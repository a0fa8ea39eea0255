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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of what is told of claims that did not end as they should, and of the calls that
 * run.
 */
class IdempotencyEventsTests {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final String HASH = IdempotencyKey.of("payments", "K").toString();

	private final ManualTime time = ManualTime.stopped();

	private final FlakyStore store = new FlakyStore(new InMemoryIdempotencyStore(this.time));

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final IdempotencyPolicy idempotency = IdempotencyPolicy.of("payments",
			IdempotencyConfig.builder().lease(LEASE).build(), IdempotentOperation.of(this.store, KeyedCall.KEYS),
			new IdempotencyCounters(), this.context);

	private final List<ResilienceEvent> events = new ArrayList<>();

	@BeforeEach
	void listen() {
		this.context.events().on(ResilienceEvent.class, this.events::add);
	}

	@Test
	void tellsOfATakeoverOfALostLeaseAndOfAStaleCompletion() {
		this.idempotency.execute("K", null, () -> {
			this.store.fail(FlakyStore.Operation.RENEW);
			this.time.advance(LEASE);
			this.store.heal();
			this.idempotency.execute("K", null, () -> 2);
			return 1;
		});
		RecordView record = this.store.find(IdempotencyKey.of("payments", "K"));
		assertThat(record).isNotNull();
		assertThat(this.events).containsExactly(
				new LeaseLost("payments", now(), HASH, "it could not be renewed in time"),
				new ClaimTakenOver("payments", now(), HASH, record.token()),
				new StaleCompletion("payments", now(), HASH));
	}

	@Test
	void tellsOfALateCompletion() {
		this.store.fail(FlakyStore.Operation.COMPLETE);
		this.idempotency.execute("K", null, () -> 1);
		assertThat(this.events).isEmpty();
		this.store.heal();
		this.time.advance(LEASE.dividedBy(3));
		assertThat(this.events).containsExactly(new LateCompletion("payments", now(), HASH));
	}

	@Test
	void tellsNothingOfCallsThatEndAsTheyShould() {
		this.idempotency.execute("K", null, () -> 1);
		assertThat(this.events).isEmpty();
	}

	@Test
	void callsAreInFlightWhileTheyRun() {
		this.idempotency.execute("K", null, () -> {
			assertThat(this.idempotency.snapshot().inFlight()).isEqualTo(1);
			this.idempotency.execute("other", null, () -> {
				assertThat(this.idempotency.snapshot().inFlight()).isEqualTo(2);
				return 1;
			});
			assertThat(this.idempotency.snapshot().inFlight()).isEqualTo(1);
			return 1;
		});
		assertThat(this.idempotency.snapshot().inFlight()).isZero();
		assertThatIllegalStateException().isThrownBy(() -> this.idempotency.execute("third", null, () -> {
			throw new IllegalStateException("no");
		}));
		this.idempotency.execute("K", null, () -> 1);
		assertThat(this.idempotency.snapshot().inFlight()).isZero();
	}

	private Instant now() {
		return this.time.wallClock().instant();
	}

}
