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

import dev.resilience.autoconfigure.jdbc.Database;

/**
 * What differs between databases. Stateless.
 */
sealed interface SqlDialect permits PostgreSqlDialect, MySqlDialect, H2Dialect {

	/**
	 * Finds the dialect of a database.
	 * @param connection a connection to it
	 * @return the dialect
	 * @throws SQLException if the driver does not know the name of the product
	 * @throws IllegalStateException if the database is none of those supported
	 */
	static SqlDialect of(Connection connection) throws SQLException {
		Database database = Database.of(connection, "idempotency records");
		return switch (database) {
			case POSTGRESQL -> new PostgreSqlDialect();
			case MYSQL, MARIADB -> new MySqlDialect(database);
			case H2 -> new H2Dialect();
		};
	}

	/**
	 * Returns the database.
	 * @return the database
	 */
	Database database();

	/**
	 * Returns an expression for the time of the database, whatever the time zone of the
	 * session.
	 * @return the SQL for the microseconds since 1970 UTC
	 */
	String clock();

	/**
	 * Returns whether the clock stands still inside a transaction.
	 * @return whether time passes only between transactions
	 */
	default boolean clockStandsStill() {
		return false;
	}

	/**
	 * Returns an expression for the token of a new row, which {@link #firstToken reads
	 * back}.
	 * @return the SQL for the token
	 */
	default String firstToken() {
		return clock();
	}

	/**
	 * Returns what makes an insert do nothing where the row exists already.
	 * @return the end of the statement; empty where the insert fails instead
	 */
	default String unlessPresent() {
		return "";
	}

	/**
	 * Prepares an insert so that the token of the new row can be read.
	 * @param connection the connection
	 * @param sql the insert
	 * @return the statement
	 * @throws SQLException if the database fails
	 */
	default PreparedStatement prepareInsert(Connection connection, String sql) throws SQLException {
		return connection.prepareStatement(sql, new String[] { "token" });
	}

	/**
	 * Reads the token of a new row.
	 * @param insert the executed insert
	 * @return the token
	 * @throws SQLException if the database fails
	 */
	default long firstToken(PreparedStatement insert) throws SQLException {
		try (ResultSet keys = insert.getGeneratedKeys()) {
			if (!keys.next()) {
				throw new SQLException("The driver does not tell the token of a new row");
			}
			return keys.getLong(1);
		}
	}

	/**
	 * Returns whether one statement can read a row and make it if there is none.
	 * @return whether a first claim is one round trip
	 */
	default boolean readsAndInserts() {
		return false;
	}

	/**
	 * Returns whether an insert failed since the row exists already, or is being made.
	 * @param ex what the database said
	 * @return whether to read the row
	 */
	boolean isDuplicate(SQLException ex);

	/**
	 * Returns whether a statement had no effect as another transaction was in the way.
	 * @param ex what the database said
	 * @return whether to look again
	 */
	default boolean isLostRace(SQLException ex) {
		return database().isLostRace(ex);
	}

	/**
	 * Returns whether a failed statement makes the transaction around it useless.
	 * @return whether statements in a transaction of the caller need a savepoint
	 */
	default boolean failureEndsTransaction() {
		return false;
	}

	/**
	 * Returns a statement that deletes some rows, oldest first where that can be said.
	 * @param table the name of the table
	 * @param condition which rows
	 * @return the statement, whose only parameter is how many rows at most
	 */
	default String deleteSome(String table, String condition) {
		return database().deleteSome(table, "key_hash", condition, "expires_at");
	}

	/**
	 * Returns how large a result may be.
	 * @return the number of bytes
	 */
	default int maxResultBytes() {
		return Integer.MAX_VALUE;
	}

}
