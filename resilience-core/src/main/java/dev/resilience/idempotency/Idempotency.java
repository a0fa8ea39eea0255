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

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ThrowingSupplier;

/**
 * Idempotent calls by hand: runs work once per key, and looks at, keeps and forgets what
 * is known of a key. Keys belong to one operation. Safe for use by many threads.
 */
public final class Idempotency {

	private final IdempotencyPolicy policy;

	private final ResultCodecs codecs;

	private final String operation;

	private Idempotency(IdempotencyPolicy policy, ResultCodecs codecs, String operation) {
		this.policy = policy;
		this.codecs = codecs;
		this.operation = operation;
	}

	/**
	 * Creates idempotent calls.
	 * @param policy settings, store and counters
	 * @param codecs what records keep of results
	 * @return idempotent calls whose operation is named like the instance of the policy
	 */
	public static Idempotency of(IdempotencyPolicy policy, ResultCodecs codecs) {
		return new Idempotency(policy, codecs, policy.instance());
	}

	/**
	 * Returns idempotent calls of another operation, whose keys are independent.
	 * @param operation the name of the operation; must not change between releases
	 * @return idempotent calls of that operation
	 */
	public Idempotency of(String operation) {
		return new Idempotency(this.policy, this.codecs, operation);
	}

	/**
	 * Returns whether a key is known: a call runs under it or has ended.
	 * @param key the key
	 * @return whether there is a record
	 * @throws InvalidIdempotencyKeyException if the key is blank
	 * @throws IdempotencyStoreException if the store cannot be asked
	 */
	public boolean exists(String key) {
		return this.policy.find(request(key)) != null;
	}

	/**
	 * Returns the result that is kept under a key.
	 * @param <T> the type of the result
	 * @param key the key
	 * @param type the type of the result
	 * @return the result; empty if the key is free, its call has not ended, or the result
	 * is {@code null}
	 * @throws InvalidIdempotencyKeyException if the key is blank
	 * @throws IdempotentResultUnavailableException if the call has had its effect and its
	 * result is not available
	 * @throws IdempotencyStoreException if the store cannot be asked
	 */
	public <T> Optional<T> result(String key, Class<T> type) {
		return result(key, (Type) type).map(type::cast);
	}

	/**
	 * Returns the result that is kept under a key.
	 * @param key the key
	 * @param type the type of the result, such as that of a list of orders
	 * @return the result, of that type
	 * @see #result(String, Class)
	 */
	public Optional<Object> result(String key, Type type) {
		return Optional.ofNullable(this.policy.result(request(key), this.codecs.codecOf(type)));
	}

	/**
	 * Keeps a result as if a call had returned it just now. A result that is there
	 * already stays. For a value whose class has type parameters, such as a list, say its
	 * type: {@link #store(String, Type, Object, Duration)}.
	 * @param key the key
	 * @param value the result, or {@code null}
	 * @param ttl the time for which it is kept, longer than zero
	 * @return whether it is kept; {@code false} if a call has ended under the key before
	 * @throws IllegalArgumentException if the time is not longer than zero, or the value
	 * of a type that cannot be replayed
	 * @throws InvalidIdempotencyKeyException if the key is blank
	 * @throws DuplicateCallException if a call runs under the key
	 * @throws IdempotencyStoreException if the store cannot be asked
	 */
	public boolean store(String key, @Nullable Object value, Duration ttl) {
		return store(key, (value != null) ? value.getClass() : Void.class, value, ttl);
	}

	/**
	 * Keeps a result as if a call had returned it just now.
	 * @param key the key
	 * @param type the type of the result, such as that of a list of orders
	 * @param value the result, or {@code null}
	 * @param ttl the time for which it is kept, longer than zero
	 * @return whether it is kept
	 * @see #store(String, Object, Duration)
	 */
	public boolean store(String key, Type type, @Nullable Object value, Duration ttl) {
		if (ttl.isNegative() || ttl.isZero()) {
			throw new IllegalArgumentException("ttl must be longer than zero, not " + ttl);
		}
		return this.policy.keep(request(key), this.codecs.codecOf(type), value, ttl);
	}

	/**
	 * Runs work unless its result is kept under the key.
	 * @param <T> the type of the result
	 * @param <X> the type of exception that the work declares
	 * @param key the key
	 * @param type the type of the result
	 * @param work the work
	 * @return the result of the work, now or at an earlier call
	 * @throws X as the work declares
	 * @see IdempotencyPolicy#execute(String, String, ThrowingSupplier)
	 */
	public <T extends @Nullable Object, X extends Throwable> T execute(String key, Class<T> type,
			ThrowingSupplier<T, X> work) throws X {
		return execute(key, null, (Type) type, work);
	}

	/**
	 * Runs work unless its result is kept under the key.
	 * @param <T> the type of the result
	 * @param <X> the type of exception that the work declares
	 * @param key the key
	 * @param fingerprint what must be equal in every call under the key, or {@code null}
	 * if nothing must
	 * @param type the type of the result, such as that of a list of orders
	 * @param work the work
	 * @return the result of the work, now or at an earlier call
	 * @throws X as the work declares
	 * @see IdempotencyPolicy#execute(String, String, ThrowingSupplier)
	 */
	public <T extends @Nullable Object, X extends Throwable> T execute(String key, @Nullable String fingerprint,
			Type type, ThrowingSupplier<T, X> work) throws X {
		IdempotentRequest request = new IdempotentRequest(this.operation, key, fingerprint);
		return this.policy.execute(request, this.codecs.codecOf(type), work);
	}

	/**
	 * Forgets a key, whatever is known of it, so that the next call under it runs. A call
	 * that runs now loses its claim.
	 * @param key the key
	 * @return whether anything was known
	 * @throws InvalidIdempotencyKeyException if the key is blank
	 * @throws IdempotencyStoreException if the store cannot be asked
	 */
	public boolean release(String key) {
		return this.policy.remove(request(key));
	}

	private IdempotentRequest request(String key) {
		return new IdempotentRequest(this.operation, key, null);
	}

}
