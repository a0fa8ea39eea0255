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

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.ThrowingSupplier;

/**
 * The claim of a call that may run: keeps it alive while the work runs and settles it
 * afterwards. What goes wrong while it is settled changes nothing for the caller.
 */
final class OwnedClaim {

	private static final Logger logger = LoggerFactory.getLogger(OwnedClaim.class);

	private final IdempotentInstance instance;

	private final IdempotencyKey key;

	private final long token;

	OwnedClaim(IdempotentInstance instance, IdempotencyKey key, long token) {
		this.instance = instance;
		this.key = key;
		this.token = token;
	}

	// For work that any thread may do.
	Lease begin() {
		this.instance.counters().countExecuted();
		return Lease.beginAnywhere(this.instance, this.key, this.token);
	}

	@Nullable Object run(ThrowingSupplier<?, ?> work) throws Throwable {
		Object result;
		this.instance.counters().countExecuted();
		Lease lease = Lease.begin(this.instance, this.key, this.token);
		try {
			result = work.get();
		}
		catch (Throwable failure) {
			lease.end();
			release(failure);
			throw failure;
		}
		lease.end();
		complete(result);
		return result;
	}

	// Frees the key. The failure of the work wins over what goes wrong here.
	void release(Throwable failure) {
		try {
			this.instance.store().release(this.key, this.token);
		}
		catch (Throwable ex) {
			logger.warn("Key {}... of '{}' was not released and stays claimed until its lease is over", this.key,
					this.instance.name(), ex);
			if (ex != failure) {
				failure.addSuppressed(ex);
			}
		}
	}

	// Keeps the result. The effect has happened, so the caller gets it whatever goes
	// wrong
	// here; the claim then stays, as its release would let the effect happen again.
	void complete(@Nullable Object result) {
		try {
			if (!this.instance.store().complete(this.key, this.token, result, this.instance.config().ttl())) {
				this.instance.counters().countStaleCompletion();
				logger.warn("Result of '{}' under key {}... is not kept: the claim was taken over or removed",
						this.instance.name(), this.key);
			}
		}
		catch (Exception | LinkageError | AssertionError ex) {
			this.instance.counters().countFailedCompletion();
			logger.warn("Result of '{}' under key {}... is not kept: the store failed", this.instance.name(), this.key,
					ex);
		}
	}

}
