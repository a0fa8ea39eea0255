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

package dev.resilience.autoconfigure.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Compares a table with what its schema script makes. A hash that is kept as text would
 * make different keys one where the database compares without case, so types count too.
 * Immutable.
 *
 * @param table the name of the table
 * @param subject what it keeps, such as {@code idempotency records}
 * @param columns the columns and their kinds
 * @param remedy what to do where it is not as it must be, after a colon
 */
public record TableCheck(String table, String subject, Map<String, ColumnKind> columns, String remedy) {

	/**
	 * Checks the table.
	 * @param connection the connection
	 * @param timeoutSeconds how long the statement may take
	 * @throws SQLException if the database fails
	 * @throws IllegalStateException if the table is not as it must be
	 */
	public void check(Connection connection, int timeoutSeconds) throws SQLException {
		Map<String, Integer> found = found(connection, timeoutSeconds);
		this.columns.forEach((name, kind) -> {
			Integer type = found.get(name);
			if (type == null) {
				throw broken("has no column '" + name + "'", null);
			}
			if (!kind.types.contains(type)) {
				throw broken("has a column '" + name + "' that is not " + kind.label, null);
			}
		});
	}

	private Map<String, Integer> found(Connection connection, int timeoutSeconds) throws SQLException {
		try (PreparedStatement statement = connection
			.prepareStatement("SELECT * FROM " + this.table + " WHERE 1 = 0")) {
			statement.setQueryTimeout(timeoutSeconds);
			try (ResultSet rows = statement.executeQuery()) {
				ResultSetMetaData metaData = rows.getMetaData();
				Map<String, Integer> found = new LinkedHashMap<>();
				for (int index = 1; index <= metaData.getColumnCount(); index++) {
					found.put(metaData.getColumnName(index).toLowerCase(Locale.ROOT), metaData.getColumnType(index));
				}
				return found;
			}
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
		return new IllegalStateException(
				"Table '" + this.table + "' of the " + this.subject + " " + what + ": " + this.remedy, cause);
	}

	/**
	 * What a column keeps.
	 */
	public enum ColumnKind {

		/** Bytes. */
		BINARY("binary", Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB),

		/** Whole numbers of 64 bits. */
		BIGINT("BIGINT", Types.BIGINT),

		/** Whole numbers of at least 32 bits. */
		INTEGER("INTEGER", Types.INTEGER, Types.BIGINT),

		/** Numbers with a fraction. */
		DOUBLE("DOUBLE PRECISION", Types.DOUBLE, Types.FLOAT, Types.REAL),

		/** Texts of a bounded length. */
		TEXT("text", Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR),

		/** Texts of any length. */
		LONG_TEXT("text", Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB);

		private final String label;

		private final List<Integer> types;

		ColumnKind(String label, Integer... types) {
			this.label = label;
			this.types = List.of(types);
		}

	}

}
