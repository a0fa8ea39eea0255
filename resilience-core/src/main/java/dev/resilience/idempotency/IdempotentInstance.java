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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.CallRejected;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.time.TimeSource;

/**
 * What the steps of an idempotent call share, and how calls that did not run are counted,
 * published and answered.
 *
 * @param name the name of the instance
 * @param config the settings
 * @param store where records are kept
 * @param counters the counters of the instance
 * @param context what all policies share
 */
record IdempotentInstance(String name, IdempotencyConfig config, IdempotencyStore store, IdempotencyCounters counters,
		PolicyContext context) {

	/** Stands for no wait where the time waited is told. */
	static final long DID_NOT_WAIT = -1;

	TimeSource time() {
		return this.context.time();
	}

	void replayed(IdempotencyKey key, long waitedNanos) {
		this.counters.countReplayed(waitedNanos >= 0);
		if (this.context.events().wanted(CallReplayed.class)) {
			Duration waited = Duration.ofNanos(Math.max(0, waitedNanos));
			this.context.events().publish(new CallReplayed(this.name, now(), key.toString(), waited));
		}
	}

	InvalidIdempotencyKeyException invalidKey(String reason, @Nullable Throwable cause) {
		this.counters.countInvalidKey();
		return new InvalidIdempotencyKeyException(this.name, reason, cause);
	}

	IdempotencyStoreException storeFailed(IdempotencyKey key, RuntimeException cause) {
		this.counters.countStoreError();
		return new IdempotencyStoreException(this.name, key, "the store failed", cause);
	}

	RuntimeException refused(IdempotencyKey key, Claim claim) {
		boolean stackTrace = this.context.rejectionStackTraces();
		if (claim instanceof Claim.InFlight inFlight) {
			this.counters.countConflict();
			publishRejection("in flight", inFlight.remainingLease());
			return new DuplicateCallException(this.name, key, inFlight.remainingLease(), stackTrace);
		}
		if (claim instanceof Claim.Mismatch) {
			this.counters.countMismatch();
			publishRejection("key reused", Duration.ZERO);
			return new IdempotencyKeyReusedException(this.name, key, stackTrace);
		}
		if (claim instanceof Claim.Abandoned) {
			this.counters.countConflict();
			publishRejection("outcome unknown", Duration.ZERO);
			return new IdempotencyOutcomeUnknownException(this.name, key, stackTrace);
		}
		this.counters.countStoreError();
		publishRejection("store full", Duration.ZERO);
		return new IdempotencyStoreException(this.name, key, "the store is full of calls in flight", null);
	}

	private void publishRejection(String reason, Duration retryAfter) {
		if (this.context.events().wanted(CallRejected.class)) {
			this.context.events()
				.publish(new CallRejected(this.name, now(), PolicyType.IDEMPOTENCY, reason, retryAfter));
		}
	}

	private Instant now() {
		return time().wallClock().instant();
	}

}
