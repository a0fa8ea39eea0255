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

import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.IdempotencySettings;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.idempotency.KeyHashing;
import dev.resilience.idempotency.ResultCodec;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.idempotency.TransactionalIdempotencyStore;
import dev.resilience.policy.Call;

/**
 * Puts together what idempotent operations are made of. Safe for use by many threads.
 */
public final class IdempotentOperations {

	private final IdempotencyStores stores;

	private final KeyHashing hashing;

	private final Supplier<@Nullable ResultCodecs> codecs;

	private final ResultCodec objects;

	private final IdempotencyPrincipal principal;

	/**
	 * Creates a factory.
	 * @param stores where records are kept
	 * @param hashing makes the hashes under which they are kept
	 * @param codecs gives what turns results into bytes, or {@code null} for nothing
	 * @param objects says what a store that keeps objects keeps of results of which those
	 * codecs know nothing
	 * @param principal on whose behalf calls are made
	 */
	public IdempotentOperations(IdempotencyStores stores, KeyHashing hashing, Supplier<@Nullable ResultCodecs> codecs,
			ResultCodec objects, IdempotencyPrincipal principal) {
		this.stores = stores;
		this.hashing = hashing;
		this.codecs = codecs;
		this.objects = objects;
		this.principal = principal;
	}

	/**
	 * Returns on whose behalf calls are made.
	 * @return the principal of the calls of each thread
	 */
	public IdempotencyPrincipal principal() {
		return this.principal;
	}

	/**
	 * Returns the store that settings name.
	 * @param settings the settings of the operation
	 * @param place where the operation is, for what is wrong
	 * @return the store
	 * @throws StartupProblemsException if there is no such store, or it cannot keep the
	 * guarantee
	 */
	public NamedStore store(IdempotencySettings settings, String place) {
		String name = settings.store();
		NamedStore store;
		try {
			store = (name != null) ? this.stores.named(name) : this.stores.ofDefault();
		}
		catch (StartupProblemsException ex) {
			throw new StartupProblemsException(ex.problems()
				.stream()
				.map((problem) -> settings.problem(SettingKeys.IDEMPOTENCY_STORE, place, problem.reason(),
						problem.suggestion()))
				.toList());
		}
		if (settings.config().guarantee() == Guarantee.TRANSACTIONAL
				&& !(store.store() instanceof TransactionalIdempotencyStore)) {
			throw new StartupProblemsException(List.of(settings.problem(SettingKeys.IDEMPOTENCY_GUARANTEE, place,
					"the guarantee transactional needs a store that shares the transactions of the work, which '"
							+ store.name() + "' does not",
					"set idempotency.store to jdbc")));
		}
		return store;
	}

	/**
	 * Puts an operation together whose results are those of a method.
	 * @param settings the settings of the operation
	 * @param store the store that they name
	 * @param keys tells the key of a call
	 * @param result the type of the results
	 * @param place where the operation is, for what is wrong
	 * @return the operation
	 * @throws StartupProblemsException if results of the type cannot be replayed from the
	 * store
	 */
	public IdempotentOperation operation(IdempotencySettings settings, NamedStore store, IdempotencyKeys keys,
			Type result, String place) {
		return new IdempotentOperation(store.store(), this.hashing,
				new ReplayedKeys(settings.perPrincipal() ? new KeysOfPrincipal(keys, this.principal) : keys),
				codec(settings, store, result, place), settings.recovery());
	}

	/**
	 * Puts an operation together whose results are given by hand, with a codec each time.
	 * @param settings the settings of the operation
	 * @param store the store that they name
	 * @return the operation
	 */
	public IdempotentOperation operation(IdempotencySettings settings, NamedStore store) {
		return new IdempotentOperation(store.store(), this.hashing, IdempotencyKeys.none(), ResultCodec.sameObjects(),
				settings.recovery());
	}

	/**
	 * Returns what turns results into what a store keeps.
	 * @param store the store
	 * @param place where the results come from, for what is wrong
	 * @return the codecs
	 * @throws StartupProblemsException if there are none and the store needs them
	 */
	public ResultCodecs codecs(NamedStore store, String place) {
		ResultCodecs present = this.codecs.get();
		if (store.store().keepsObjects()) {
			return new CodecsOfObjects(present, this.objects);
		}
		if (present == null) {
			throw new StartupProblemsException(List.of(StartupProblem.at(place,
					"the idempotency store '" + store.name()
							+ "' keeps results as bytes, and nothing on the class path can write them",
					"add org.springframework.boot:spring-boot-starter-jackson, or declare a ResultCodecs bean")));
		}
		return present;
	}

	private ResultCodec codec(IdempotencySettings settings, NamedStore store, Type result, String place) {
		try {
			return codecs(store, place).codecOf(result, settings.config().storeFailures());
		}
		catch (IllegalArgumentException ex) {
			throw new StartupProblemsException(List.of(StartupProblem.at(place,
					"its result cannot be replayed from the idempotency store '" + store.name() + "': "
							+ ex.getMessage(),
					"return a type that says all that is in it, or declare a ResultCodecs bean")));
		}
	}

	/**
	 * Codecs for a store that needs none: what they know of a type is used, what they
	 * refuse is kept all the same.
	 *
	 * @param codecs write results, {@code null} if nothing can
	 * @param objects stands for those that are refused
	 */
	private record CodecsOfObjects(@Nullable ResultCodecs codecs, ResultCodec objects) implements ResultCodecs {

		@Override
		public ResultCodec codecOf(Type type) {
			return codecOf(type, List.of());
		}

		@Override
		public ResultCodec codecOf(Type type, List<Class<? extends Throwable>> failures) {
			try {
				return (this.codecs != null) ? this.codecs.codecOf(type, failures) : this.objects;
			}
			catch (IllegalArgumentException ex) {
				return this.objects;
			}
		}

	}

	/**
	 * Keys that differ from principal to principal.
	 *
	 * @param keys the keys whoever calls
	 * @param principal who calls
	 */
	private record KeysOfPrincipal(IdempotencyKeys keys, IdempotencyPrincipal principal) implements IdempotencyKeys {

		@Override
		public IdempotentRequest requestOf(Call call) throws Exception {
			IdempotentRequest request = this.keys.requestOf(call);
			String current = this.principal.current();
			if (current == null) {
				throw new IllegalStateException(
						"idempotency.per-principal is set, and the call is made on nobody's behalf");
			}
			return new IdempotentRequest(request.operation(), current, request.key(), request.fingerprint());
		}

	}

}
