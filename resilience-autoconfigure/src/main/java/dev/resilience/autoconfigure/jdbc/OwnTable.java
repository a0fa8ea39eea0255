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
import java.sql.SQLException;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

import dev.resilience.autoconfigure.jdbc.OwnConnections.Work;
import dev.resilience.autoconfigure.jdbc.TableCheck.ColumnKind;

/**
 * A table that is used by statements which commit by themselves, on connections of its
 * own: no transaction of the caller takes part. A thread that is inside of a transaction
 * already gets its connection from a small second pool. A statement that lost a race
 * between transactions has done nothing and is repeated. The database is not asked before
 * the first statement. Safe for use by many threads.
 */
public final class OwnTable implements AutoCloseable {

	private static final int MAX_ROUNDS = 3;

	private final TableKind kind;

	private final TableOptions options;

	private final OwnConnections connections;

	private volatile @Nullable Database database;

	/**
	 * Creates a table.
	 * @param dataSource the database
	 * @param kind what the table is
	 * @param options what can be chosen
	 */
	public OwnTable(DataSource dataSource, TableKind kind, TableOptions options) {
		DataSource source = OwnConnections.behindTransactions(dataSource);
		this.kind = kind;
		this.options = options;
		this.connections = new OwnConnections(source, new SecondPool(source, options.tableName(), kind.poolName(), ""),
				options.queryTimeoutSeconds(), kind.subject(), DataAccessResourceFailureException::new);
	}

	/**
	 * Returns the name of the table.
	 * @return the name, with its schema if it needs one
	 */
	public String name() {
		return this.options.tableName();
	}

	/**
	 * Executes statements.
	 * @param task what they are for, for messages
	 * @param work the statements
	 * @param <T> the type of what they say
	 * @return what they say
	 * @throws org.springframework.dao.DataAccessException if there is no connection or
	 * table, or a statement fails
	 */
	public <T extends @Nullable Object> T use(String task, Work<T> work) {
		return this.connections.use(task, (connection) -> again(connection, work));
	}

	private <T extends @Nullable Object> T again(Connection connection, Work<T> work) throws SQLException {
		for (int round = 1;; round++) {
			try {
				return work.run(connection);
			}
			catch (SQLException ex) {
				if (round >= MAX_ROUNDS || !database(connection).isLostRace(ex)) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Prepares a statement that may not take longer than it may.
	 * @param connection the connection
	 * @param sql the statement
	 * @return the prepared statement
	 * @throws SQLException if the database fails
	 */
	public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
		PreparedStatement prepared = connection.prepareStatement(sql);
		prepared.setQueryTimeout(this.options.queryTimeoutSeconds());
		return prepared;
	}

	/**
	 * Returns which database it is.
	 * @param connection a connection to it
	 * @return the database
	 * @throws SQLException if the driver does not know the name of the product
	 * @throws IllegalStateException if the database is none of those supported
	 */
	public Database database(Connection connection) throws SQLException {
		Database present = this.database;
		if (present == null) {
			present = Database.of(connection, this.kind.subject());
			this.database = present;
		}
		return present;
	}

	/**
	 * Checks that the table is there with all its columns.
	 * @throws IllegalStateException if it is not, which names the table, the column and
	 * the script that makes them
	 * @throws org.springframework.dao.DataAccessException if the database cannot be
	 * reached
	 */
	public void check() {
		this.connections.use("Check table " + name(), (connection) -> {
			String script = this.kind.folder() + "/schema-" + database(connection).platform() + ".sql";
			new TableCheck(name(), this.kind.subject(), this.kind.columns(),
					"create it with the script " + script + ", or set " + this.kind.initializeKey() + "=always")
				.check(connection, this.options.queryTimeoutSeconds());
			return true;
		});
	}

	/**
	 * Closes the second pool if there is one.
	 */
	@Override
	public void close() {
		this.connections.close();
	}

	/**
	 * What a table is. Immutable.
	 *
	 * @param subject what it keeps, such as {@code dead letters}, for messages
	 * @param poolName the name of the second pool
	 * @param folder where its scripts are on the class path, without a slash at its end
	 * @param initializeKey the setting by which it is made
	 * @param columns its columns
	 */
	public record TableKind(String subject, String poolName, String folder, String initializeKey,
			Map<String, ColumnKind> columns) {

	}

}
