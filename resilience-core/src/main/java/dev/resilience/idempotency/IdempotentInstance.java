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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * @param operation what the operation is made of
 * @param counters the counters of the instance
 * @param context what all policies share
 */
record IdempotentInstance(String name, IdempotencyConfig config, IdempotentOperation operation,
		IdempotencyCounters counters, PolicyContext context) {

	private static final Logger logger = LoggerFactory.getLogger(IdempotentInstance.class);

	/** Stands for no wait where the time waited is told. */
	static final long DID_NOT_WAIT = -1;

	IdempotencyStore store() {
		return this.operation.store();
	}

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

	InvalidIdempotencyKeyException missingKey() {
		this.counters.countInvalidKey();
		return new InvalidIdempotencyKeyException(this.name, true, "is missing", null);
	}

	InvalidIdempotencyKeyException invalidKey(String reason, @Nullable Throwable cause) {
		this.counters.countInvalidKey();
		return new InvalidIdempotencyKeyException(this.name, false, reason, cause);
	}

	IdempotencyStoreException storeFailed(IdempotencyKey key, RuntimeException cause) {
		this.counters.countStoreError();
		return new IdempotencyStoreException(this.name, key, "the store failed", cause);
	}

	RuntimeException unavailable(IdempotencyKey key, String reason, @Nullable Throwable cause) {
		this.counters.countUnavailable();
		publishRejection("result unavailable", Duration.ZERO);
		return new IdempotentResultUnavailableException(this.name, key, reason, cause);
	}

	void takenOver(IdempotencyKey key, long token) {
		this.counters.countTakeover();
		if (this.context.events().wanted(ClaimTakenOver.class)) {
			this.context.events().publish(new ClaimTakenOver(this.name, now(), key.toString(), token));
		}
	}

	void leaseLost(IdempotencyKey key, String reason) {
		this.counters.countLostLease();
		if (this.context.events().wanted(LeaseLost.class)) {
			this.context.events().publish(new LeaseLost(this.name, now(), key.toString(), reason));
		}
	}

	void lateCompletion(IdempotencyKey key) {
		this.counters.countLateCompletion();
		if (this.context.events().wanted(LateCompletion.class)) {
			this.context.events().publish(new LateCompletion(this.name, now(), key.toString()));
		}
	}

	void staleCompletion(IdempotencyKey key) {
		this.counters.countStaleCompletion();
		if (this.context.events().wanted(StaleCompletion.class)) {
			this.context.events().publish(new StaleCompletion(this.name, now(), key.toString()));
		}
		logger.warn("Result of '{}' under key {}... is not kept: the claim was taken over or removed", this.name, key);
	}

	// A codec of the user that fails must not let the effect happen again.
	boolean keeps(@Nullable Object result, ResultCodec codec) {
		try {
			return codec.keeps(result);
		}
		catch (RuntimeException ex) {
			logger.warn("It cannot be told whether a result of '{}' is kept, so it is", this.name, ex);
			return true;
		}
	}

	Ending endingOf(@Nullable Object result, ResultCodec codec) {
		try {
			String reason = codec.notRetained(result);
			if (reason != null) {
				return Ending.notRetained(reason);
			}
			return store().keepsObjects() ? Ending.ofResult(codec.object(result)) : codec.encode(result);
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logger.warn("Result of '{}' cannot be written and is not replayed", this.name, ex);
			return Ending.notRetained("cannot be written");
		}
	}

	// Returns what is kept of a failure, or null if it frees the key.
	@Nullable Ending endingOf(Throwable failure, ResultCodec codec) {
		if (!this.config.storeFailures().contains(failure.getClass())) {
			return null;
		}
		try {
			if (!codec.keepsFailure(failure)) {
				return null;
			}
			return store().keepsObjects() ? Ending.ofFailure(failure) : codec.encodeFailure(failure);
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logger.warn("Failure of '{}' cannot be written and is not replayed", this.name, ex);
			return null;
		}
	}

	RuntimeException refused(IdempotencyKey key, Claim claim) {
		boolean stackTrace = this.context.rejectionStackTraces();
		if (claim instanceof Claim.InFlight inFlight) {
			this.counters.countConflict();
			return inFlight(key, inFlight);
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

	// Not counted: whoever is refused here may still wait.
	RuntimeException inFlight(IdempotencyKey key, Claim.InFlight inFlight) {
		publishRejection("in flight", inFlight.remainingLease());
		return new DuplicateCallException(this.name, key, inFlight.remainingLease(),
				this.context.rejectionStackTraces());
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
