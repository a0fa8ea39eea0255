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

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import dev.resilience.autoconfigure.actuate.IdempotencyEndpoint.IdempotencyReport;
import dev.resilience.autoconfigure.actuate.IdempotencyEndpoint.InstanceOfStores;
import dev.resilience.autoconfigure.actuate.IdempotencyEndpoint.RecordsDescriptor;
import dev.resilience.autoconfigure.actuate.IdempotencyEndpoint.StoreDescriptor;
import dev.resilience.autoconfigure.actuate.IdempotencyEndpoint.StoreUseDescriptor;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.KeyHashing;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.RecordView;
import dev.resilience.pipeline.InstanceConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link IdempotencyEndpoint} and of its web extension.
 */
class IdempotencyEndpointTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final KeyHashing HASHING = KeyHashing.of("shop", "pepper");

	private static final IdempotencyKey KEY = HASHING.keyOf("charge", null, "K");

	private final TestRegistry instances = new TestRegistry();

	private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(this.instances.time);

	private final InMemoryIdempotencyStore other = new InMemoryIdempotencyStore(this.instances.time);

	private final IdempotencyEndpoint endpoint = new IdempotencyEndpoint(this.instances.registry,
			() -> Map.of("memory", this.store), HASHING);

	private final IdempotencyEndpointWebExtension web = new IdempotencyEndpointWebExtension(this.endpoint);

	@Test
	void showsClaimsThatHaveNotEnded() {
		long token = claim(KEY, "a");
		this.instances.time.advance(LEASE.multipliedBy(2));
		claim(HASHING.keyOf("charge", null, "L"), "b");
		this.instances.time.advance(Duration.ofSeconds(1));
		IdempotencyReport report = this.endpoint.idempotency(null);
		assertThat(report.stores()).singleElement().extracting(StoreDescriptor::problem).isNull();
		assertThat(report.stores().get(0).claims()).hasSize(2);
		assertThat(report.stores().get(0).claims().get(0)).isEqualTo(new IdempotencyRecordDescriptor(KEY.hex(),
				"charge", RecordView.State.ABANDONED, "a", token, Duration.ofSeconds(61), Duration.ZERO, null));
		assertThat(report.stores().get(0).claims().get(1)).satisfies((claim) -> {
			assertThat(claim.state()).isEqualTo(RecordView.State.IN_PROGRESS);
			assertThat(claim.age()).isEqualTo(Duration.ofSeconds(1));
			assertThat(claim.remaining()).isEqualTo(Duration.ofSeconds(29));
		});
		assertThat(this.endpoint.idempotency(1).stores().get(0).claims()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 10_001 })
	void knowsHowManyClaimsCanBeShown(int limit) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.idempotency(limit))
			.withMessageContaining("limit");
	}

	@Test
	void showsAStoreThatFails() {
		IdempotencyEndpoint failing = new IdempotencyEndpoint(this.instances.registry,
				() -> Map.of("memory", failingStore()), HASHING);
		assertThat(failing.idempotency(null).stores()).singleElement()
			.extracting(StoreDescriptor::problem)
			.isEqualTo("java.lang.IllegalStateException");
	}

	private static IdempotencyStore failingStore() {
		Class<?>[] types = { IdempotencyStore.class };
		return (IdempotencyStore) Proxy.newProxyInstance(IdempotencyStore.class.getClassLoader(), types,
				(proxy, method, arguments) -> {
					throw new IllegalStateException("no route to host");
				});
	}

	@Test
	void showsWhatInstancesCountAndHowTheyUseStores() {
		this.instances.declare("stock", InstanceConfig.NONE);
		use("payments", this.store);
		use("payments", this.other);
		InstanceOfStores payments = this.endpoint.idempotency(null).instances().get(0);
		assertThat(payments.name()).isEqualTo("payments");
		assertThat(payments.stores()).containsExactly(
				new StoreUseDescriptor("memory", Guarantee.LEASE, OnStoreError.FAIL),
				new StoreUseDescriptor("InMemoryIdempotencyStore", Guarantee.LEASE, OnStoreError.FAIL));
		assertThat(payments.calls().executed()).isZero();
		assertThat(this.endpoint.idempotency(null).instances()).hasSize(1);
	}

	@Test
	void case62FindsARecordByItsKeyAndByItsHash() {
		long token = claim(KEY, "a");
		this.store.complete(KEY, token, Ending.ofResult("secret receipt"), LEASE);
		RecordsDescriptor found = this.endpoint.records(KEY.hex());
		assertThat(found)
			.isEqualTo(new RecordsDescriptor(KEY.hex(), Map.of("memory", new IdempotencyRecordDescriptor(KEY.hex(),
					"charge", RecordView.State.COMPLETED, "a", token, Duration.ZERO, LEASE, Ending.Kind.RESULT))));
		assertThat(this.web.records(KEY.hex()).getBody()).isEqualTo(found);
		assertThat(this.web.idempotency("charge", "K", null, null).getBody()).isEqualTo(found);
		assertThat(this.web.idempotency("charge", "K", "mary", null).getStatus()).isEqualTo(404);
		assertThat(this.web.idempotency("refund", "K", null, null).getStatus()).isEqualTo(404);
		assertThat(this.web.idempotency(null, null, null, null).getBody()).isInstanceOf(IdempotencyReport.class);
	}

	@Test
	void aKeyNeedsItsOperation() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.web.idempotency(null, "K", null, null));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.web.idempotency("charge", null, null, null));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.web.idempotency(null, null, "mary", null));
	}

	@Test
	void case62ReleasesAKeySoThatTheNextTokenIsHigher() {
		long token = claim(KEY, "a");
		assertThat(this.web.release(KEY.hex()).getStatus()).isEqualTo(WebEndpointResponse.STATUS_NO_CONTENT);
		assertThat(this.web.release(KEY.hex()).getStatus()).isEqualTo(WebEndpointResponse.STATUS_NOT_FOUND);
		assertThat(this.web.records(KEY.hex()).getStatus()).isEqualTo(WebEndpointResponse.STATUS_NOT_FOUND);
		assertThat(claim(KEY, "b")).isGreaterThan(token);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "K", "00", "zz", "charge" })
	void whatIsNoHashNamesNoKey(String hash) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> this.web.release(hash))
			.withMessageContaining("64 hex digits");
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> this.web.records(hash));
	}

	private void use(String name, InMemoryIdempotencyStore used) {
		this.instances.declare(name, InstanceConfig.NONE)
			.policies()
			.idempotency(IdempotencyConfig.defaults(), IdempotentOperation.of(used, IdempotencyKeys.none()));
	}

	private long claim(IdempotencyKey key, String owner) {
		return ((Claim.Claimed) this.store.claim(new ClaimRequest(key, "charge", null, owner, LEASE, true))).token();
	}

}
