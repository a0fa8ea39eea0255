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

package dev.resilience.autoconfigure.idempotency.jdbc;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.RecordView;

/**
 * One row as it was read, with the time at which it was. Times are microseconds by the
 * clock of the database.
 */
final class StoredRow {

	/** A call runs under a lease. */
	static final String IN_PROGRESS = "P";

	/**
	 * A transaction runs, has rolled back or may begin: whoever locks the row may run.
	 */
	static final String PENDING = "T";

	/** A call has ended with a result. */
	static final String COMPLETED = "C";

	/** A call has failed for good. */
	static final String FAILED = "F";

	/** The effect of a call has happened and its result is not kept. */
	static final String NOT_RETAINED = "N";

	private final long now;

	private final IdempotencyKey key;

	private final String operation;

	private final byte @Nullable [] fingerprint;

	private final String owner;

	private final long token;

	private final String status;

	private final long claimedAt;

	/** End of the lease or of the time to live. */
	private final long overAt;

	private final @Nullable String codec;

	private final byte @Nullable [] result;

	private StoredRow(ResultSet rows) throws SQLException {
		this.now = rows.getLong("db_now");
		this.key = IdempotencyKey.ofHash(rows.getBytes("key_hash"));
		this.operation = rows.getString("operation");
		this.fingerprint = rows.getBytes("fingerprint");
		this.owner = rows.getString("owner");
		this.token = rows.getLong("token");
		this.status = rows.getString("status");
		this.claimedAt = rows.getLong("claimed_at");
		this.overAt = rows.getLong(isInProgress() ? "lease_until" : "expires_at");
		this.codec = rows.getString("codec");
		this.result = rows.getBytes("result");
	}

	static StoredRow of(ResultSet rows) throws SQLException {
		return new StoredRow(rows);
	}

	// Returns the status of a record that ended so.
	static String statusOf(Ending ending) {
		return switch (ending.kind()) {
			case RESULT -> COMPLETED;
			case FAILURE -> FAILED;
			case NOT_RETAINED -> NOT_RETAINED;
		};
	}

	// Returns what is kept of a fingerprint, 32 bytes whatever it looks like.
	static byte @Nullable [] fingerprint(@Nullable String text) {
		if (text == null) {
			return null;
		}
		ByteBuffer buffer = ByteBuffer.allocate(text.length() * Character.BYTES);
		for (int index = 0; index < text.length(); index++) {
			buffer.putChar(text.charAt(index));
		}
		try {
			return MessageDigest.getInstance("SHA-256").digest(buffer.array());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	IdempotencyKey key() {
		return this.key;
	}

	long token() {
		return this.token;
	}

	String owner() {
		return this.owner;
	}

	String status() {
		return this.status;
	}

	boolean isInProgress() {
		return IN_PROGRESS.equals(this.status);
	}

	boolean isPending() {
		return PENDING.equals(this.status);
	}

	boolean hasEnded() {
		return !isInProgress() && !isPending();
	}

	// Returns whether the lease or the time to live is over: it is at its very end.
	boolean isOver() {
		return this.now >= this.overAt;
	}

	boolean matches(@Nullable String other) {
		return Arrays.equals(this.fingerprint, fingerprint(other));
	}

	// Returns a token above the last one, also if the transactions that used others
	// since have rolled back.
	long nextAttempt() {
		return Math.max(this.token + 1, this.now);
	}

	Duration remaining() {
		return isOver() ? Duration.ZERO : Duration.of(this.overAt - this.now, ChronoUnit.MICROS);
	}

	Ending ending() {
		String text = Objects.requireNonNullElse(this.codec, "");
		return switch (this.status) {
			case COMPLETED -> Ending.result(text, this.result);
			case FAILED -> Ending.failure(text, Objects.requireNonNullElseGet(this.result, () -> new byte[0]));
			case NOT_RETAINED -> Ending.notRetained(text);
			default -> throw new IllegalStateException("Row of key " + this.key + "... has not ended");
		};
	}

	RecordView view() {
		Duration age = Duration.of(Math.max(0, this.now - this.claimedAt), ChronoUnit.MICROS);
		return new RecordView(this.key, this.operation, state(), this.token, this.owner, age, remaining(),
				hasEnded() ? ending() : null);
	}

	private RecordView.State state() {
		return switch (this.status) {
			case IN_PROGRESS -> isOver() ? RecordView.State.ABANDONED : RecordView.State.IN_PROGRESS;
			case PENDING -> RecordView.State.PENDING;
			case NOT_RETAINED -> RecordView.State.NOT_RETAINED;
			default -> RecordView.State.COMPLETED;
		};
	}

}
