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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import dev.resilience.ResilienceRegistry;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.KeyHashing;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUse;
import dev.resilience.pipeline.InstancePolicies;

/**
 * {@link Endpoint @Endpoint} that shows the claims of idempotent calls that have not
 * ended, and the records of single keys. Keys are shown as their hashes only, results not
 * at all. Keys are looked up by themselves and released through the
 * {@link IdempotencyEndpointWebExtension web extension}.
 */
@Endpoint(id = "idempotency", defaultAccess = Access.READ_ONLY)
public class IdempotencyEndpoint {

	/** How many claims of each store are shown unless another number is asked for. */
	static final int DEFAULT_LIMIT = 100;

	private static final int LARGEST_LIMIT = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(IdempotencyEndpoint.class);

	private final Instances<InstanceOfStores> instances;

	private final Supplier<Map<String, IdempotencyStore>> stores;

	private final KeyHashing hashing;

	/**
	 * Creates an endpoint.
	 * @param registry the instances to show
	 * @param stores gives the stores in use, by name
	 * @param hashing makes the hashes under which records are kept
	 */
	public IdempotencyEndpoint(ResilienceRegistry registry, Supplier<Map<String, IdempotencyStore>> stores,
			KeyHashing hashing) {
		this.instances = new Instances<>(registry, this::describe);
		this.stores = stores;
		this.hashing = hashing;
	}

	/**
	 * Returns the claims of calls that have not ended, and what instances count.
	 * @param limit how many claims of each store to show at most
	 * @return the stores and the instances
	 */
	@ReadOperation
	public IdempotencyReport idempotency(@Nullable Integer limit) {
		int most = (limit != null) ? limit : DEFAULT_LIMIT;
		if (most < 1 || most > LARGEST_LIMIT) {
			throw new InvalidEndpointRequestException("limit must be 1 to " + LARGEST_LIMIT, "limit out of range");
		}
		List<StoreDescriptor> described = new ArrayList<>();
		this.stores.get().forEach((name, store) -> described.add(describe(name, store, most)));
		return new IdempotencyReport(described, this.instances.all());
	}

	/**
	 * Returns the records of one key.
	 * @param keyHash the hash under which they are kept, 64 hex digits
	 * @return one record for each store that has one, or {@code null} if none has
	 */
	@ReadOperation
	public @Nullable RecordsDescriptor records(@Selector String keyHash) {
		return find(keyOf(keyHash));
	}

	@Nullable RecordsDescriptor records(String operation, @Nullable String principal, String key) {
		return find(this.hashing.keyOf(operation, principal, key));
	}

	// Forgets the records of a key; returns whether there was any
	boolean release(String keyHash) {
		IdempotencyKey key = keyOf(keyHash);
		boolean released = false;
		for (Map.Entry<String, IdempotencyStore> store : this.stores.get().entrySet()) {
			if (store.getValue().remove(key)) {
				released = true;
				logger.warn("Key {}... was released in idempotency store '{}' through the actuator", key,
						store.getKey());
			}
		}
		return released;
	}

	private static IdempotencyKey keyOf(String keyHash) {
		try {
			return IdempotencyKey.ofHex(keyHash);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException("A key is named by the 64 hex digits of its hash",
					"no hash of a key");
		}
	}

	private @Nullable RecordsDescriptor find(IdempotencyKey key) {
		Map<String, IdempotencyRecordDescriptor> records = new LinkedHashMap<>();
		this.stores.get().forEach((name, store) -> {
			RecordView found = store.find(key);
			if (found != null) {
				records.put(name, IdempotencyRecordDescriptor.of(found));
			}
		});
		return records.isEmpty() ? null : new RecordsDescriptor(key.hex(), records);
	}

	private static StoreDescriptor describe(String name, IdempotencyStore store, int limit) {
		try {
			return new StoreDescriptor(name, store.claims(limit).stream().map(IdempotencyRecordDescriptor::of).toList(),
					null);
		}
		catch (RuntimeException ex) {
			logger.debug("Idempotency store '{}' does not tell its claims", name, ex);
			return new StoreDescriptor(name, List.of(), ex.getClass().getName());
		}
	}

	private @Nullable InstanceOfStores describe(InstancePolicies instance) {
		IdempotencyCounters counters = instance.idempotencyCounters();
		IdempotencyDescriptor counts = IdempotencyDescriptor.of(instance);
		if (counters == null || counts == null) {
			return null;
		}
		return new InstanceOfStores(instance.instance(), counters.uses().stream().map(this::describe).toList(), counts);
	}

	private StoreUseDescriptor describe(StoreUse use) {
		String name = this.stores.get()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(use.store()))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElseGet(() -> use.store().getClass().getSimpleName());
		return new StoreUseDescriptor(name, use.guarantee(), use.onStoreError());
	}

	/**
	 * Description of all stores and instances.
	 *
	 * @param stores the stores in use
	 * @param instances the instances, by name
	 */
	public record IdempotencyReport(List<StoreDescriptor> stores,
			List<InstanceOfStores> instances) implements OperationResponseBody {

	}

	/**
	 * Description of a store.
	 *
	 * @param name its name
	 * @param claims the claims of calls that have not ended, oldest first
	 * @param problem the type of what was thrown in place of claims, {@code null} if
	 * nothing was
	 */
	public record StoreDescriptor(String name, List<IdempotencyRecordDescriptor> claims, @Nullable String problem) {

	}

	/**
	 * Description of the idempotent calls of an instance.
	 *
	 * @param name the name of the instance
	 * @param stores how its operations use stores
	 * @param calls what it counts
	 */
	public record InstanceOfStores(String name, List<StoreUseDescriptor> stores, IdempotencyDescriptor calls) {

	}

	/**
	 * Description of how operations use a store.
	 *
	 * @param store the name of the store
	 * @param guarantee what is promised with it
	 * @param onStoreError what happens to calls while it cannot be reached
	 */
	public record StoreUseDescriptor(String store, Guarantee guarantee, OnStoreError onStoreError) {

	}

	/**
	 * Description of the records of one key.
	 *
	 * @param keyHash the hash under which they are kept
	 * @param records the records, by the name of their store
	 */
	public record RecordsDescriptor(String keyHash,
			Map<String, IdempotencyRecordDescriptor> records) implements OperationResponseBody {

	}

}
