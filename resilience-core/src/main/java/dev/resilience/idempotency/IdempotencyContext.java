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

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The idempotent call that a thread works for: derives keys for the calls it makes
 * itself, and tells when its claim is lost. Safe for use by many threads.
 */
public final class IdempotencyContext {

	private static final Logger logger = LoggerFactory.getLogger(IdempotencyContext.class);

	private static final ThreadLocal<@Nullable IdempotencyContext> CURRENT = new ThreadLocal<>();

	private final String instance;

	private final String operation;

	private final IdempotencyStore store;

	private final IdempotencyKey key;

	private final long token;

	/** The call inside which this one was made. */
	private final @Nullable IdempotencyContext enclosing = CURRENT.get();

	private final CopyOnWriteArrayList<Runnable> leaseLostCallbacks = new CopyOnWriteArrayList<>();

	private volatile boolean leaseLost;

	IdempotencyContext(String instance, String operation, IdempotencyStore store, IdempotencyKey key, long token) {
		this.instance = instance;
		this.operation = operation;
		this.store = store;
		this.key = key;
		this.token = token;
	}

	/**
	 * Returns the idempotent call that the current thread works for, the innermost one if
	 * there are several.
	 * @return the call, or empty if there is none
	 */
	public static Optional<IdempotencyContext> current() {
		return Optional.ofNullable(CURRENT.get());
	}

	static @Nullable IdempotencyContext currentOrNull() {
		return CURRENT.get();
	}

	/**
	 * Lets the current thread work for this call until the scope is closed, by the same
	 * thread.
	 * @return the scope
	 */
	public Scope enter() {
		return enter(this);
	}

	/**
	 * Lets the current thread work for a call until the scope is closed, by the same
	 * thread.
	 * @param context the call, or {@code null} for none
	 * @return the scope
	 */
	public static Scope enter(@Nullable IdempotencyContext context) {
		IdempotencyContext before = CURRENT.get();
		set(context);
		return () -> set(before);
	}

	private static void set(@Nullable IdempotencyContext context) {
		if (context != null) {
			CURRENT.set(context);
		}
		else {
			CURRENT.remove();
		}
	}

	// Returns whether the current thread works for the call that has claimed a key.
	static boolean holds(IdempotencyStore store, IdempotencyKey key) {
		for (IdempotencyContext context = CURRENT.get(); context != null; context = context.enclosing) {
			if (context.store == store && context.key.equals(key)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the name of the instance.
	 * @return the name of the instance
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns the name of the operation.
	 * @return the name of the operation
	 */
	public String operation() {
		return this.operation;
	}

	/**
	 * Returns the key of the record.
	 * @return the hashed key
	 */
	public IdempotencyKey key() {
		return this.key;
	}

	/**
	 * Returns the number of the claim, which rises with each claim of the key. A resource
	 * that remembers the highest number it has seen, and refuses lower ones, is safe from
	 * calls that have lost their claim.
	 * @return the fencing token
	 */
	public long token() {
		return this.token;
	}

	/**
	 * Derives a key for a call that this one makes. It is the same whenever this
	 * operation runs under its key, also after a crash, so the called service recognises
	 * what it has done already.
	 * @param step the name of the step; different calls need different names
	 * @return a key of 36 characters, in the form of a UUID
	 */
	public String childKey(String step) {
		ByteBuffer hash = ByteBuffer.wrap(IdempotencyKey.digest(this.key.hex(), step));
		long high = (hash.getLong() & ~0xF000L) | 0x8000L;
		long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
		return new UUID(high, low).toString();
	}

	/**
	 * Returns whether the claim has been lost while the call runs: it was taken over or
	 * removed, or could not be renewed for a whole lease. Another call may run now.
	 * @return whether the claim is lost
	 */
	public boolean isLeaseLost() {
		return this.leaseLost;
	}

	/**
	 * Throws if the claim has been lost. To be called before steps that must not be done
	 * twice.
	 * @throws LeaseLostException if the claim is lost
	 */
	public void checkLease() {
		if (this.leaseLost) {
			throw new LeaseLostException(this.instance, this.key);
		}
	}

	/**
	 * Registers what to do when the claim is lost, or does it at once if it is already.
	 * @param callback what to do, once and short, on any thread
	 */
	public void onLeaseLost(Runnable callback) {
		this.leaseLostCallbacks.add(callback);
		if (this.leaseLost && this.leaseLostCallbacks.remove(callback)) {
			callback.run();
		}
	}

	void leaseLost() {
		this.leaseLost = true;
		for (Runnable callback : this.leaseLostCallbacks) {
			if (this.leaseLostCallbacks.remove(callback)) {
				try {
					callback.run();
				}
				catch (RuntimeException ex) {
					logger.warn("Callback of '{}' for a lost claim failed", this.instance, ex);
				}
			}
		}
	}

	<T extends @Nullable Object> T within(Supplier<T> work) {
		Scope scope = enter();
		try {
			return work.get();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * The time for which a thread works for a call.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		/**
		 * Ends the scope.
		 */
		@Override
		void close();

	}

}
