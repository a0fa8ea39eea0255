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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.RecordView;

/**
 * The table of the records: what can be done with a row, one statement each, on a
 * connection that the caller has. Decides nothing. Safe for use by many threads.
 */
final class RecordTable {

	private static final int OPERATION_LENGTH = 200;

	private static final int OWNER_LENGTH = 100;

	private static final int CODEC_LENGTH = 200;

	/** Long enough for everything, short enough to be added to a time. */
	private static final long LONGEST_MICROS = Long.MAX_VALUE / 4;

	private final RecordSql sql;

	private final int timeoutSeconds;

	/**
	 * Creates a table.
	 * @param sql its statements
	 * @param timeoutSeconds how long each may take
	 */
	RecordTable(RecordSql sql, int timeoutSeconds) {
		this.sql = sql;
		this.timeoutSeconds = timeoutSeconds;
	}

	SqlDialect dialect() {
		return this.sql.dialect();
	}

	RecordSql sql() {
		return this.sql;
	}

	@Nullable StoredRow read(Connection connection, IdempotencyKey key) throws SQLException {
		return row(connection, this.sql.read(), key);
	}

	// Returns nothing also if another transaction has locked the row.
	@Nullable StoredRow lock(Connection connection, IdempotencyKey key) throws SQLException {
		return row(connection, this.sql.lock(), key);
	}

	private @Nullable StoredRow row(Connection connection, String query, IdempotencyKey key) throws SQLException {
		try (PreparedStatement statement = prepare(connection, query)) {
			statement.setBytes(1, key.hash());
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() ? StoredRow.of(rows) : null;
			}
		}
	}

	/**
	 * Reads the row of a key, or makes it if there is none.
	 * @param connection the connection
	 * @param request what is claimed
	 * @param status the status of a new row
	 * @param kept how long a new row is kept at least
	 * @return the row, or the token of the new one, or nothing of both if another call
	 * has made one at the same time
	 * @throws SQLException if the database fails
	 */
	Found readOrInsert(Connection connection, ClaimRequest request, String status, Duration kept) throws SQLException {
		if (!dialect().readsAndInserts()) {
			StoredRow row = read(connection, request.key());
			return new Found(row, (row != null) ? null : insert(connection, request, status, kept));
		}
		try (PreparedStatement statement = prepare(connection, this.sql.readOrInsert())) {
			statement.setBytes(1, request.key().hash());
			setNew(statement, 2, request, status, kept);
			try (ResultSet rows = statement.executeQuery()) {
				if (!rows.next()) {
					return new Found(null, null);
				}
				long token = rows.getLong("made_token");
				if (!rows.wasNull()) {
					return new Found(null, token);
				}
				return new Found((rows.getBytes("key_hash") != null) ? StoredRow.of(rows) : null, null);
			}
		}
	}

	List<RecordView> claims(Connection connection, int limit) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.sql.claims())) {
			statement.setInt(1, limit);
			try (ResultSet rows = statement.executeQuery()) {
				List<RecordView> claims = new ArrayList<>();
				while (rows.next()) {
					claims.add(StoredRow.of(rows).view());
				}
				return claims;
			}
		}
	}

	// Returns the token of the new row, or nothing if there is a row.
	private @Nullable Long insert(Connection connection, ClaimRequest request, String status, Duration kept)
			throws SQLException {
		try (PreparedStatement statement = dialect().prepareInsert(connection, this.sql.insert())) {
			statement.setQueryTimeout(this.timeoutSeconds);
			setNew(statement, 1, request, status, kept);
			return (statement.executeUpdate() == 1) ? dialect().firstToken(statement) : null;
		}
		catch (SQLException ex) {
			// A row that came since it was looked for may be locked already, and some
			// databases then let the insert wait for the end of that transaction.
			boolean waited = ex instanceof SQLTimeoutException && StoredRow.PENDING.equals(status);
			if (waited || dialect().isDuplicate(ex)) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Makes a new record of a row that is over or locked.
	 * @param connection the connection
	 * @param seen the row
	 * @param request what is claimed
	 * @param status the new status of the row
	 * @param kept how long the row is kept at least
	 * @return whether the row was still as seen; its token is one higher then
	 * @throws SQLException if the database fails
	 */
	boolean replace(Connection connection, StoredRow seen, ClaimRequest request, String status, Duration kept)
			throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.sql.replace())) {
			statement.setString(1, text(request.operation(), OPERATION_LENGTH));
			statement.setBytes(2, StoredRow.fingerprint(request.fingerprint()));
			statement.setString(3, text(request.owner(), OWNER_LENGTH));
			statement.setString(4, status);
			statement.setLong(5, micros(request.lease()));
			statement.setLong(6, micros(kept));
			statement.setBytes(7, request.key().hash());
			statement.setLong(8, seen.token());
			statement.setString(9, seen.status());
			return statement.executeUpdate() == 1;
		}
	}

	boolean renew(Connection connection, IdempotencyKey key, long token, Duration lease) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.sql.renew())) {
			statement.setLong(1, micros(lease));
			statement.setBytes(2, key.hash());
			statement.setLong(3, token);
			return statement.executeUpdate() == 1;
		}
	}

	boolean complete(Connection connection, IdempotencyKey key, long token, Ending ending, Duration ttl)
			throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.sql.complete())) {
			set(statement, fitting(ending));
			statement.setLong(4, micros(ttl));
			statement.setBytes(5, key.hash());
			statement.setLong(6, token);
			return statement.executeUpdate() == 1;
		}
	}

	/**
	 * Ends a pending row that is locked.
	 * @param connection the connection whose transaction has the lock
	 * @param key the key
	 * @param token the new token of the row
	 * @param ending how the call ended
	 * @param elapsed the time that the clock of the transaction does not know of
	 * @param ttl how long the ending is kept
	 * @return whether there is such a row
	 * @throws SQLException if the database fails
	 */
	boolean settle(Connection connection, IdempotencyKey key, long token, Ending ending, Duration elapsed, Duration ttl)
			throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.sql.settle())) {
			set(statement, fitting(ending));
			statement.setLong(4, token);
			statement.setLong(5, micros(elapsed));
			statement.setLong(6, Math.min(LONGEST_MICROS, micros(elapsed) + micros(ttl)));
			statement.setBytes(7, key.hash());
			return statement.executeUpdate() == 1;
		}
	}

	boolean release(Connection connection, IdempotencyKey key, long token) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.sql.release())) {
			statement.setBytes(1, key.hash());
			statement.setLong(2, token);
			return statement.executeUpdate() == 1;
		}
	}

	boolean remove(Connection connection, IdempotencyKey key) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.sql.remove())) {
			statement.setBytes(1, key.hash());
			return statement.executeUpdate() == 1;
		}
	}

	long count(Connection connection, String query) throws SQLException {
		try (PreparedStatement statement = prepare(connection, query); ResultSet rows = statement.executeQuery()) {
			return rows.next() ? rows.getLong(1) : 0;
		}
	}

	private static void setNew(PreparedStatement statement, int first, ClaimRequest request, String status,
			Duration kept) throws SQLException {
		statement.setBytes(first, request.key().hash());
		statement.setString(first + 1, text(request.operation(), OPERATION_LENGTH));
		statement.setBytes(first + 2, StoredRow.fingerprint(request.fingerprint()));
		statement.setString(first + 3, text(request.owner(), OWNER_LENGTH));
		statement.setString(first + 4, status);
		statement.setLong(first + 5, micros(request.lease()));
		statement.setLong(first + 6, micros(kept));
	}

	PreparedStatement prepare(Connection connection, String statement) throws SQLException {
		PreparedStatement prepared = connection.prepareStatement(statement);
		prepared.setQueryTimeout(this.timeoutSeconds);
		return prepared;
	}

	private static void set(PreparedStatement statement, Ending ending) throws SQLException {
		statement.setString(1, StoredRow.statusOf(ending));
		statement.setString(2, text(ending.codec(), CODEC_LENGTH));
		byte[] content = ending.bytes();
		if (content != null) {
			statement.setBytes(3, content);
		}
		else {
			statement.setNull(3, Types.VARBINARY);
		}
	}

	// A result that the column would refuse, or cut, is none.
	private Ending fitting(Ending ending) {
		byte[] content = ending.bytes();
		int limit = dialect().maxResultBytes();
		return (content == null || content.length <= limit) ? ending
				: Ending.notRetained("has " + content.length + " bytes, more than the column takes");
	}

	// A positive time never becomes zero, which would mean that it is over.
	static long micros(Duration duration) {
		if (duration.compareTo(Duration.ofSeconds(LONGEST_MICROS / 1_000_000)) >= 0) {
			return LONGEST_MICROS;
		}
		long micros = duration.getSeconds() * 1_000_000 + (duration.getNano() + 999) / 1000;
		return Math.max(0, micros);
	}

	// Databases cut, refuse or replace what does not fit or is no Unicode, each as it
	// likes: so they get nothing of the kind.
	static String text(String text, int limit) {
		StringBuilder clean = new StringBuilder(Math.min(text.length(), limit));
		for (int index = 0; index < text.length();) {
			int character = text.codePointAt(index);
			index += Character.charCount(character);
			if (clean.length() + Character.charCount(character) > limit) {
				break;
			}
			boolean storable = character != 0
					&& (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
			clean.appendCodePoint(storable ? character : 0xFFFD);
		}
		return clean.toString();
	}

	/**
	 * What there was at a claim.
	 *
	 * @param row the row, or {@code null} if there was none
	 * @param token the token of the row that has been made, or {@code null} if none has
	 */
	record Found(@Nullable StoredRow row, @Nullable Long token) {

	}

}
