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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUnreachableException;
import dev.resilience.pipeline.InstanceConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the health of idempotency stores, cases 40 and 44.
 */
class StoreHealthTests {

	private final TestRegistry instances = new TestRegistry();

	private final AnsweringStore store = new AnsweringStore();

	@Test
	void isUpWhileEveryStoreAnswers() {
		use("payments", OnStoreError.FAIL);
		Health health = health(Map.of("jdbc", this.store));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).isEqualTo(Map.of("idempotencyStores", Map.of("jdbc", Map.of("status", "UP"))));
	}

	@Test
	void case44IsDownWhereCallsFail() {
		use("payments", OnStoreError.BYPASS);
		use("orders", OnStoreError.FAIL);
		this.store.failure = new IllegalStateException("Table resilience_idempotency is missing");
		Health health = health(Map.of("jdbc", this.store));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("degraded", true);
		assertThat(detail(health)).containsEntry("status", "DOWN")
			.containsEntry("calls", "fail")
			.containsEntry("error", "java.lang.IllegalStateException: Table resilience_idempotency is missing");
	}

	@Test
	void case44IsUpButDegradedWhereCallsRunWithoutProtection() {
		use("payments", OnStoreError.BYPASS);
		this.store.failure = new StoreUnreachableException("Redis cannot be reached", null);
		Health health = health(Map.of("jdbc", this.store));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("degraded", true);
		assertThat(detail(health)).containsEntry("status", "DOWN").containsEntry("calls", "run without protection");
	}

	@Test
	void isDownWhereNobodySaysWhatCallsDo() {
		this.store.failure = new IllegalStateException("no");
		assertThat(health(Map.of("jdbc", this.store)).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void doesNotAskAStoreThatCannotFail() {
		use("payments", OnStoreError.FAIL);
		this.store.blocking = false;
		this.store.failure = new IllegalStateException("no");
		assertThat(health(Map.of("memory", this.store)).getStatus()).isEqualTo(Status.UP);
		assertThat(this.store.asked).hasValue(0);
	}

	@Test
	void waitsAMomentOnlyAndAsksASlowStoreOnce() {
		StoreProbes probes = new StoreProbes(Duration.ofMillis(50));
		this.store.held = new CountDownLatch(1);
		assertThat(probes.failureOf(this.store)).isInstanceOf(TimeoutException.class);
		assertThat(probes.failureOf(this.store)).isInstanceOf(TimeoutException.class);
		assertThat(this.store.asked).hasValueLessThanOrEqualTo(1);
		this.store.held.countDown();
		StoreProbes patient = new StoreProbes(Duration.ofMinutes(1));
		assertThat(patient.failureOf(this.store)).isNull();
		assertThat(patient.failureOf(this.store)).isNull();
	}

	private void use(String name, OnStoreError onStoreError) {
		this.instances.declare(name, InstanceConfig.NONE)
			.policies()
			.idempotency(IdempotencyConfig.builder().onStoreError(onStoreError).build(),
					IdempotentOperation.of(this.store, IdempotencyKeys.none()));
	}

	private Health health(Map<String, IdempotencyStore> stores) {
		Health health = new ResilienceHealthIndicator(this.instances.registry, List.of(), () -> stores).health();
		assertThat(health).isNotNull();
		return health;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> detail(Health health) {
		return ((Map<String, Map<String, Object>>) health.getDetails().get("idempotencyStores")).get("jdbc");
	}

	/** Answers what it is told to, when it is told to. */
	private final class AnsweringStore implements IdempotencyStore {

		private final IdempotencyStore delegate = new InMemoryIdempotencyStore(StoreHealthTests.this.instances.time);

		private final AtomicInteger asked = new AtomicInteger();

		private volatile @Nullable RuntimeException failure;

		private volatile CountDownLatch held = new CountDownLatch(0);

		private boolean blocking = true;

		@Override
		public @Nullable RecordView find(IdempotencyKey key) {
			this.asked.incrementAndGet();
			try {
				this.held.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			RuntimeException thrown = this.failure;
			if (thrown != null) {
				throw thrown;
			}
			return this.delegate.find(key);
		}

		@Override
		public Claim claim(ClaimRequest request) {
			return this.delegate.claim(request);
		}

		@Override
		public boolean renew(IdempotencyKey key, long token, Duration lease) {
			return this.delegate.renew(key, token, lease);
		}

		@Override
		public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
			return this.delegate.complete(key, token, ending, ttl);
		}

		@Override
		public boolean release(IdempotencyKey key, long token) {
			return this.delegate.release(key, token);
		}

		@Override
		public List<RecordView> claims(int limit) {
			return this.delegate.claims(limit);
		}

		@Override
		public boolean remove(IdempotencyKey key) {
			return this.delegate.remove(key);
		}

		@Override
		public @Nullable Watch watch(IdempotencyKey key, Runnable signal) {
			return this.delegate.watch(key, signal);
		}

		@Override
		public boolean blocking() {
			return this.blocking;
		}

	}

}
