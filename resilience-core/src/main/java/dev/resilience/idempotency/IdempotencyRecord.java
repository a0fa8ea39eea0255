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
import java.util.Comparator;
import java.util.Objects;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.time.TimeSource;

/**
 * The record of one key and the rules by which it changes. A key without a record is
 * free; a record is a claim, which holds until its lease is over, or a result, which is
 * there until its time to live is over. Immutable: a change makes a new record, so a
 * store swaps records atomically and compares them by identity.
 */
final class IdempotencyRecord {

	/**
	 * Orders records of one kind by the end of their lease or time to live. Times are
	 * compared by difference, since monotonic time may overflow; tokens tell equal ones
	 * apart.
	 */
	static final Comparator<IdempotencyRecord> BY_EXPIRY = (first, second) -> {
		int order = Long.signum(first.expiresAt - second.expiresAt);
		return (order != 0) ? order : Long.compare(first.token, second.token);
	};

	private final long token;

	private final String operation;

	private final String owner;

	private final @Nullable String fingerprint;

	/** How the call ended; {@code null} while it is a claim. */
	private final @Nullable Ending ending;

	private final long claimedAt;

	/** End of the lease or of the time to live. */
	private final long expiresAt;

	private IdempotencyRecord(long token, String operation, String owner, @Nullable String fingerprint,
			@Nullable Ending ending, long claimedAt, long expiresAt) {
		this.token = token;
		this.operation = operation;
		this.owner = owner;
		this.fingerprint = fingerprint;
		this.ending = ending;
		this.claimedAt = claimedAt;
		this.expiresAt = expiresAt;
	}

	/**
	 * Decides about a claim.
	 * @param current the record of the key, or {@code null} if there is none
	 * @param request what is claimed
	 * @param now the time in terms of the store's monotonic clock
	 * @param tokens issues numbers that rise; asked only for a new claim
	 * @return the answer, and the record from now on
	 */
	static Transition claim(@Nullable IdempotencyRecord current, ClaimRequest request, long now, LongSupplier tokens) {
		if (current == null || (current.ending != null && current.isOver(now))) {
			IdempotencyRecord claimed = claimed(request, now, tokens);
			return new Transition(new Claim.Claimed(claimed.token), claimed);
		}
		if (!Objects.equals(current.fingerprint, request.fingerprint())) {
			return new Transition(new Claim.Mismatch(), current);
		}
		if (current.ending != null) {
			return new Transition(new Claim.Completed(current.ending), current);
		}
		if (!current.isOver(now)) {
			Duration remaining = Duration.ofNanos(current.expiresAt - now);
			return new Transition(new Claim.InFlight(current.owner, remaining), current);
		}
		if (!request.takeOver()) {
			return new Transition(new Claim.Abandoned(current.owner), current);
		}
		IdempotencyRecord claimed = claimed(request, now, tokens);
		return new Transition(new Claim.TakenOver(claimed.token), claimed);
	}

	private static IdempotencyRecord claimed(ClaimRequest request, long now, LongSupplier tokens) {
		return new IdempotencyRecord(tokens.getAsLong(), request.operation(), request.owner(), request.fingerprint(),
				null, now, after(now, request.lease()));
	}

	IdempotencyRecord renewed(Duration lease, long now) {
		return with(null, after(now, lease));
	}

	IdempotencyRecord completed(Ending end, Duration ttl, long now) {
		return with(end, after(now, ttl));
	}

	private IdempotencyRecord with(@Nullable Ending end, long expiry) {
		return new IdempotencyRecord(this.token, this.operation, this.owner, this.fingerprint, end, this.claimedAt,
				expiry);
	}

	RecordView view(IdempotencyKey key, long now) {
		boolean over = isOver(now);
		Duration remaining = over ? Duration.ZERO : Duration.ofNanos(this.expiresAt - now);
		return new RecordView(key, this.operation, state(over), this.token, this.owner,
				Duration.ofNanos(now - this.claimedAt), remaining, this.ending);
	}

	private RecordView.State state(boolean over) {
		if (this.ending == null) {
			return over ? RecordView.State.ABANDONED : RecordView.State.IN_PROGRESS;
		}
		return (this.ending.kind() != Ending.Kind.NOT_RETAINED) ? RecordView.State.COMPLETED
				: RecordView.State.NOT_RETAINED;
	}

	// Returns whether the owner of a token may renew, complete or release this record.
	boolean isClaimedWith(long candidate) {
		return this.ending == null && this.token == candidate;
	}

	boolean isCompleted() {
		return this.ending != null;
	}

	// Returns whether the lease or the time to live is over: it is at its very end.
	boolean isOver(long now) {
		return now - this.expiresAt >= 0;
	}

	long expiresAt() {
		return this.expiresAt;
	}

	private static long after(long now, Duration duration) {
		return TimeSource.after(now, ConfigCheck.nanos(duration));
	}

	/**
	 * What follows from a claim.
	 *
	 * @param answer what the caller is told
	 * @param next the record from now on, which is the current one where nothing changes
	 */
	record Transition(Claim answer, IdempotencyRecord next) {

	}

}
