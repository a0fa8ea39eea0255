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

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.jdbc.OwnConnections;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;

/**
 * Decides what a claim becomes, by the row of its key. The row is read first: a replay is
 * the one claim that nobody should pay a write for, and a read is cheap beside the commit
 * of a first claim. Whoever is not the first to write reads again. Stateless.
 */
final class Claiming {

	/**
	 * How often another call may be faster before this one is answered as its duplicate.
	 */
	static final int MAX_ROUNDS = 3;

	/** When asking again makes sense where no lease says it. */
	private static final long ASK_AGAIN_MILLIS = 250;

	/** Who holds a key where the row does not tell. */
	private static final String SOMEBODY = "unknown";

	private final RecordTable table;

	private final String status;

	private final Duration pendingRetention;

	private Claiming(RecordTable table, String status, Duration pendingRetention) {
		this.table = table;
		this.status = status;
		this.pendingRetention = pendingRetention;
	}

	// Returns claims that hold under a lease.
	static Claiming leases(RecordTable table, Duration pendingRetention) {
		return new Claiming(table, StoredRow.IN_PROGRESS, pendingRetention);
	}

	// Returns claims that leave a row to be locked.
	static Claiming pendingRows(RecordTable table, Duration pendingRetention) {
		return new Claiming(table, StoredRow.PENDING, pendingRetention);
	}

	static Claim.InFlight busy(@Nullable StoredRow row) {
		long millis = ThreadLocalRandom.current().nextLong(ASK_AGAIN_MILLIS / 2, ASK_AGAIN_MILLIS * 3 / 2);
		return new Claim.InFlight((row != null) ? row.owner() : SOMEBODY, Duration.ofMillis(millis));
	}

	Claim claim(Connection connection, ClaimRequest request) throws SQLException {
		StoredRow row = null;
		for (int round = 1; round <= MAX_ROUNDS; round++) {
			try {
				RecordTable.Found found = this.table.readOrInsert(connection, request, this.status, kept(request));
				if (found.token() != null) {
					return new Claim.Claimed(found.token());
				}
				row = found.row();
				Claim claim = (row != null) ? claim(connection, request, row) : null;
				if (claim != null) {
					return claim;
				}
			}
			catch (SQLException ex) {
				if (!this.table.dialect().isLostRace(ex)) {
					throw ex;
				}
			}
		}
		return (row != null && !row.isPending() && !row.matches(request.fingerprint())) ? new Claim.Mismatch()
				: busy(row);
	}

	private @Nullable Claim claim(Connection connection, ClaimRequest request, StoredRow row) throws SQLException {
		if (row.isPending()) {
			return OwnConnections.inTransaction(connection, (locking) -> claimPending(locking, request, row));
		}
		Claim answer = answer(request, row);
		if (answer != null) {
			return answer;
		}
		return replace(connection, request, row) ? claimed(row) : null;
	}

	/**
	 * Looks at a row without changing anything.
	 * @param table the table
	 * @param connection a connection outside of the transaction that could not lock it
	 * @param request what is claimed
	 * @return the answer; {@link Claim.Claimed} if anybody may lock the row
	 * @throws SQLException if the database fails
	 */
	static Claim look(RecordTable table, Connection connection, ClaimRequest request) throws SQLException {
		StoredRow row = table.read(connection, request.key());
		if (row != null && row.isPending()) {
			boolean locked = isLocked(table, connection, row);
			if (!row.matches(request.fingerprint())) {
				return new Claim.Mismatch();
			}
			return locked ? busy(row) : new Claim.Claimed(row.token());
		}
		Claim answer = (row != null) ? answer(request, row) : null;
		return (answer != null) ? answer : busy(row);
	}

	static boolean isLocked(RecordTable table, Connection connection, StoredRow row) throws SQLException {
		return OwnConnections.inTransaction(connection, (locking) -> table.lock(locking, row.key()) == null);
	}

	/**
	 * Decides about a row that is not pending.
	 * @param request what is claimed
	 * @param row the row
	 * @return the answer, or {@code null} if a new claim may take the row's place
	 */
	static @Nullable Claim answer(ClaimRequest request, StoredRow row) {
		if (row.hasEnded() && row.isOver()) {
			return null;
		}
		if (!row.matches(request.fingerprint())) {
			return new Claim.Mismatch();
		}
		if (row.hasEnded()) {
			return new Claim.Completed(row.ending());
		}
		if (!row.isOver()) {
			return new Claim.InFlight(row.owner(), row.remaining());
		}
		return request.takeOver() ? null : new Claim.Abandoned(row.owner());
	}

	// Nothing has happened under a pending row unless it is locked, so its fingerprint
	// means nothing then either.
	private @Nullable Claim claimPending(Connection locking, ClaimRequest request, StoredRow seen) throws SQLException {
		StoredRow row = this.table.lock(locking, request.key());
		if (row == null) {
			return seen.matches(request.fingerprint()) ? busy(seen) : new Claim.Mismatch();
		}
		if (!row.isPending()) {
			return null;
		}
		boolean usable = StoredRow.PENDING.equals(this.status) && row.matches(request.fingerprint());
		if (usable) {
			return new Claim.Claimed(row.token());
		}
		return replace(locking, request, row) ? claimed(row) : null;
	}

	private boolean replace(Connection connection, ClaimRequest request, StoredRow row) throws SQLException {
		return this.table.replace(connection, row, request, this.status, kept(request));
	}

	private Claim claimed(StoredRow replaced) {
		long token = replaced.token() + 1;
		boolean takenOver = replaced.isInProgress() && StoredRow.IN_PROGRESS.equals(this.status);
		return takenOver ? new Claim.TakenOver(token) : new Claim.Claimed(token);
	}

	private Duration kept(ClaimRequest request) {
		return StoredRow.PENDING.equals(this.status) ? this.pendingRetention : request.lease();
	}

}
