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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * MySQL 8.0.1 and newer, and MariaDB 10.6 and newer, the first that can skip locked rows.
 *
 * @param product which of them, as the driver says
 */
record MySqlDialect(String product) implements SqlDialect {

	private static final int DUPLICATE_ENTRY = 1062;

	private static final int LOCK_WAIT_TIMEOUT = 1205;

	private static final int DEADLOCK = 1213;

	/** MariaDB's snapshot isolation found a record that has changed since. */
	private static final int CHANGED_SINCE_READ = 1020;

	private static final int MEDIUM_BLOB_BYTES = (1 << 24) - 1;

	@Override
	public String platform() {
		return this.product.toLowerCase(Locale.ROOT);
	}

	@Override
	public String clock() {
		return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";
	}

	// MySQL has no RETURNING, but both tell what this function was given.
	@Override
	public String firstToken() {
		return "LAST_INSERT_ID(" + clock() + ")";
	}

	@Override
	public PreparedStatement prepareInsert(Connection connection, String sql) throws SQLException {
		return connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS);
	}

	@Override
	public boolean isDuplicate(SQLException ex) {
		return ex.getErrorCode() == DUPLICATE_ENTRY;
	}

	@Override
	public boolean isLostRace(SQLException ex) {
		int code = ex.getErrorCode();
		return code == DEADLOCK || code == LOCK_WAIT_TIMEOUT || code == CHANGED_SINCE_READ;
	}

	@Override
	public String deleteSome(String table, String condition) {
		return "DELETE FROM " + table + " WHERE " + condition + " ORDER BY expires_at LIMIT ?";
	}

	@Override
	public int maxResultBytes() {
		return MEDIUM_BLOB_BYTES;
	}

}
