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

/**
 * The statements of one table in one dialect.
 *
 * @param dialect the dialect
 * @param table the name of the table
 * @param now an expression for the time, in microseconds since 1970 UTC
 */
record RecordSql(SqlDialect dialect, String table, String now) {

	private static final String OWNED = " WHERE key_hash = ? AND token = ? AND status = 'P'";

	String read() {
		return select() + " WHERE r.key_hash = ?";
	}

	String lock() {
		return read() + " FOR UPDATE SKIP LOCKED";
	}

	String claims() {
		return select() + " WHERE r.status IN ('P', 'T') ORDER BY r.claimed_at LIMIT ?";
	}

	private String select() {
		return "SELECT " + this.now + " AS db_now, r.key_hash, r.operation, r.fingerprint, r.owner, r.token, r.status, "
				+ "r.claimed_at, r.lease_until, r.expires_at, r.codec, r.result FROM " + this.table + " r";
	}

	String insert() {
		return "INSERT INTO " + this.table + " (key_hash, operation, fingerprint, owner, token, status, claimed_at, "
				+ "lease_until, expires_at) VALUES (?, ?, ?, ?, " + this.dialect.firstToken() + ", ?, " + this.now
				+ ", " + this.now + " + ?, " + this.now + " + ?)" + this.dialect.unlessPresent();
	}

	// Reads a row, and makes it if there is none: writes nothing for a replay. Neither
	// row nor token means that somebody else made it at the same time.
	String readOrInsert() {
		return "WITH seen AS (" + read() + "), made AS (INSERT INTO " + this.table + " (key_hash, operation, "
				+ "fingerprint, owner, token, status, claimed_at, lease_until, expires_at) SELECT ?, ?, ?, ?, "
				+ this.dialect.firstToken() + ", ?, " + this.now + ", " + this.now + " + ?, " + this.now + " + ? "
				+ "WHERE NOT EXISTS (SELECT 1 FROM seen)" + this.dialect.unlessPresent() + " RETURNING token) "
				+ "SELECT made.token AS made_token, seen.* FROM (SELECT 1) one LEFT JOIN made ON TRUE "
				+ "LEFT JOIN seen ON TRUE";
	}

	// Only while the row is as it was read, and still over: of many who try one succeeds.
	String replace() {
		return "UPDATE " + this.table + " SET token = token + 1, operation = ?, fingerprint = ?, owner = ?, "
				+ "status = ?, claimed_at = " + this.now + ", lease_until = " + this.now + " + ?, expires_at = "
				+ this.now + " + ?, completed_at = NULL, codec = NULL, result = NULL "
				+ "WHERE key_hash = ? AND token = ? AND status = ? AND CASE status WHEN 'T' THEN 0 "
				+ "WHEN 'P' THEN lease_until ELSE expires_at END <= " + this.now;
	}

	String renew() {
		return "UPDATE " + this.table + " SET lease_until = " + this.now + " + ?" + OWNED;
	}

	String complete() {
		return "UPDATE " + this.table + " SET status = ?, codec = ?, result = ?, completed_at = " + this.now
				+ ", expires_at = " + this.now + " + ?" + OWNED;
	}

	String release() {
		return "DELETE FROM " + this.table + OWNED;
	}

	// Under the lock of the row, whose token tells how often it was tried.
	String settle() {
		return "UPDATE " + this.table + " SET status = ?, codec = ?, result = ?, token = ?, completed_at = " + this.now
				+ " + ?, expires_at = " + this.now + " + ? WHERE key_hash = ? AND status = 'T'";
	}

	String remove() {
		return "DELETE FROM " + this.table + " WHERE key_hash = ?";
	}

	String expiredRows() {
		return "SELECT COUNT(*) FROM " + this.table + " WHERE status IN ('C', 'F', 'N') AND expires_at <= " + this.now;
	}

	String oldestInProgress() {
		return "SELECT " + this.now + " - MIN(claimed_at) FROM " + this.table + " WHERE status = 'P'";
	}

	String deleteExpired(String status) {
		return this.dialect.deleteSome(this.table, "status = '" + status + "' AND expires_at <= " + this.now);
	}

	// Claims are renewed without a change of the time by which they are indexed, which
	// is the earlier one.
	String deleteAbandoned(long keptMicros) {
		String latest = this.now + " - " + keptMicros;
		return this.dialect.deleteSome(this.table,
				"status = 'P' AND expires_at <= " + latest + " AND lease_until <= " + latest);
	}

	String lockPending() {
		return "SELECT key_hash FROM " + this.table + " WHERE status = 'T' AND expires_at <= " + this.now
				+ " LIMIT ? FOR UPDATE SKIP LOCKED";
	}

}
