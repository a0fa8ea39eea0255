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
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Compares the table with what the schema script makes. A hash that is kept as text would
 * make different keys one where the database compares without case, so types count too.
 */
final class TableCheck {

	private static final Set<String> BINARY = Set.of("key_hash", "fingerprint", "result");

	private static final Set<String> NUMBERS = Set.of("token", "claimed_at", "lease_until", "completed_at",
			"expires_at");

	private static final Set<String> TEXTS = Set.of("operation", "owner", "status", "codec");

	private final RecordTable table;

	/**
	 * Creates a check.
	 * @param table the table
	 */
	TableCheck(RecordTable table) {
		this.table = table;
	}

	/**
	 * Checks the table.
	 * @param connection the connection
	 * @throws SQLException if the database fails
	 * @throws IllegalStateException if the table is not as it must be
	 */
	void check(Connection connection) throws SQLException {
		Map<String, Integer> columns = columns(connection);
		for (String name : BINARY) {
			check(columns, name, "binary", Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB);
		}
		for (String name : NUMBERS) {
			check(columns, name, "BIGINT", Types.BIGINT);
		}
		for (String name : TEXTS) {
			check(columns, name, "text", Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR);
		}
	}

	private void check(Map<String, Integer> columns, String name, String kind, int... types) {
		Integer type = columns.get(name);
		if (type == null) {
			throw broken("has no column '" + name + "'", null);
		}
		for (int allowed : types) {
			if (type == allowed) {
				return;
			}
		}
		throw broken("has a column '" + name + "' that is not " + kind, null);
	}

	private Map<String, Integer> columns(Connection connection) throws SQLException {
		String query = "SELECT * FROM " + this.table.sql().table() + " WHERE 1 = 0";
		try (PreparedStatement statement = this.table.prepare(connection, query);
				ResultSet rows = statement.executeQuery()) {
			ResultSetMetaData metaData = rows.getMetaData();
			Map<String, Integer> columns = new LinkedHashMap<>();
			for (int index = 1; index <= metaData.getColumnCount(); index++) {
				columns.put(metaData.getColumnName(index).toLowerCase(Locale.ROOT), metaData.getColumnType(index));
			}
			return columns;
		}
		catch (SQLException ex) {
			String state = ex.getSQLState();
			// Class 42: no such table, or it may not be read
			if (state != null && state.startsWith("42")) {
				throw broken("cannot be read", ex);
			}
			throw ex;
		}
	}

	private IllegalStateException broken(String what, @Nullable SQLException cause) {
		String script = "schema-" + this.table.dialect().platform() + ".sql";
		return new IllegalStateException("Table '" + this.table.sql().table() + "' of the idempotency records " + what
				+ ": create it with the script dev/resilience/autoconfigure/idempotency/jdbc/" + script
				+ ", or set resilience.idempotency.jdbc.initialize-schema=always", cause);
	}

}
