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

import dev.resilience.autoconfigure.jdbc.Database;

/**
 * MySQL 8.0.1 and newer, and MariaDB 10.6 and newer, the first that can skip locked rows.
 *
 * @param database which of them
 */
record MySqlDialect(Database database) implements SqlDialect {

	private static final int DUPLICATE_ENTRY = 1062;

	private static final int MEDIUM_BLOB_BYTES = (1 << 24) - 1;

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
	public int maxResultBytes() {
		return MEDIUM_BLOB_BYTES;
	}

}
