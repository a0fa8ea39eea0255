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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.jdbc.OwnConnections;

/**
 * Deletes rows that mean nothing any more, a batch at a time so that nobody waits long
 * for their locks. Results that are over, pending rows that nobody came back for and
 * nobody has locked, and claims whose lease has been over for long. Any number of
 * processes may do so at a time. Safe for use by many threads.
 */
final class RecordCleaner {

	private static final List<String> ENDED = List.of(StoredRow.COMPLETED, StoredRow.FAILED, StoredRow.NOT_RETAINED);

	private final JdbcIdempotencyStore store;

	private final int batch;

	/**
	 * Creates a cleaner.
	 * @param store whose rows are deleted
	 * @param batch how many rows a statement deletes at most
	 */
	RecordCleaner(JdbcIdempotencyStore store, int batch) {
		this.store = store;
		this.batch = batch;
	}

	/**
	 * Deletes at most one batch of each kind.
	 * @return whether there may be more to delete
	 */
	boolean clean() {
		return this.store.connections().use("Delete old idempotency records", (connection) -> {
			RecordTable table = this.store.table(connection);
			Integer isolation = loosen(table, connection);
			try {
				return clean(table, connection);
			}
			finally {
				if (isolation != null) {
					connection.setTransactionIsolation(isolation);
				}
			}
		});
	}

	private boolean clean(RecordTable table, Connection connection) throws SQLException {
		boolean more = false;
		for (String status : ENDED) {
			more |= delete(table, connection, table.sql().deleteExpired(status));
		}
		long kept = RecordTable.micros(this.store.options().abandonedRetention());
		more |= delete(table, connection, table.sql().deleteAbandoned(kept));
		more |= OwnConnections.inTransaction(connection, (locking) -> deletePending(table, locking));
		return more;
	}

	// Under REPEATABLE READ, MySQL would lock the gap in which new rows come.
	private static @Nullable Integer loosen(RecordTable table, Connection connection) throws SQLException {
		if (!(table.dialect() instanceof MySqlDialect)) {
			return null;
		}
		int present = connection.getTransactionIsolation();
		if (present == Connection.TRANSACTION_READ_COMMITTED) {
			return null;
		}
		connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
		return present;
	}

	private boolean delete(RecordTable table, Connection connection, String sql) throws SQLException {
		try (PreparedStatement statement = table.prepare(connection, sql)) {
			statement.setInt(1, this.batch);
			return statement.executeUpdate() >= this.batch;
		}
		catch (SQLException ex) {
			if (table.dialect().isLostRace(ex)) {
				return true;
			}
			throw ex;
		}
	}

	private boolean deletePending(RecordTable table, Connection locking) throws SQLException {
		List<byte[]> keys = new ArrayList<>();
		try (PreparedStatement statement = table.prepare(locking, table.sql().lockPending())) {
			statement.setInt(1, this.batch);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					keys.add(rows.getBytes(1));
				}
			}
		}
		if (!keys.isEmpty()) {
			try (PreparedStatement statement = table.prepare(locking, table.sql().remove())) {
				for (byte[] key : keys) {
					statement.setBytes(1, key);
					statement.addBatch();
				}
				statement.executeBatch();
			}
		}
		return keys.size() >= this.batch;
	}

}
