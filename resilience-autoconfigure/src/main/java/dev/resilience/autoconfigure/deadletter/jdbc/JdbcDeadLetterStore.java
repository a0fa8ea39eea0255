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

package dev.resilience.autoconfigure.deadletter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.jdbc.OwnTable;
import dev.resilience.autoconfigure.jdbc.TableCheck.ColumnKind;
import dev.resilience.autoconfigure.jdbc.TableOptions;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterCounts;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterGroup;
import dev.resilience.deadletter.DeadLetterStatus;
import dev.resilience.deadletter.DeadLetterStore;

/**
 * Keeps dead letters in a table of PostgreSQL 10, MySQL 8.0.1, MariaDB 10.6, H2 2.2.220
 * or newer.
 * <p>
 * Every operation is one statement that commits by itself on a connection of the store's
 * own: a letter stays although the transaction in which its call failed is rolled back. A
 * thread that is inside of a transaction gets that connection from a small second pool.
 * <p>
 * The database is not asked before the first operation. What goes wrong is thrown as a
 * {@link org.springframework.dao.DataAccessException}. Safe for use by many threads.
 */
public final class JdbcDeadLetterStore implements DeadLetterStore, AutoCloseable {

	/** The table unless another one is given. */
	public static final String DEFAULT_TABLE_NAME = "resilience_dead_letter";

	/** Where the scripts are that make the table. */
	static final String SCRIPTS = "dev/resilience/autoconfigure/deadletter/jdbc";

	private static final OwnTable.TableKind KIND = new OwnTable.TableKind("dead letters", "resilience-dead-letters",
			SCRIPTS, "resilience.dead-letters.jdbc.initialize-schema", columns());

	private final OwnTable table;

	private final LetterSql sql;

	/**
	 * Creates a store in the table {@value #DEFAULT_TABLE_NAME}.
	 * @param dataSource the database
	 */
	public JdbcDeadLetterStore(DataSource dataSource) {
		this(dataSource, new TableOptions(DEFAULT_TABLE_NAME, TableOptions.DEFAULT_QUERY_TIMEOUT));
	}

	/**
	 * Creates a store.
	 * @param dataSource the database
	 * @param options the table, and how long statements may take
	 */
	public JdbcDeadLetterStore(DataSource dataSource, TableOptions options) {
		this.table = new OwnTable(dataSource, KIND, options);
		this.sql = new LetterSql(options.tableName());
	}

	private static Map<String, ColumnKind> columns() {
		Map<String, ColumnKind> columns = new HashMap<>();
		List.of("id", "source", "operation", "instance", "payload_state", "exception_type", "fingerprint", "category",
				"subtype", "retryable", "effect", "severity", "rule_id", "status", "note")
			.forEach((name) -> columns.put(name, ColumnKind.TEXT));
		List.of("payload", "payload_type", "headers", "message", "stack")
			.forEach((name) -> columns.put(name, ColumnKind.LONG_TEXT));
		List.of("first_failed_at", "last_failed_at", "changed_at", "version")
			.forEach((name) -> columns.put(name, ColumnKind.BIGINT));
		List.of("attempts", "replays").forEach((name) -> columns.put(name, ColumnKind.INTEGER));
		columns.put("confidence", ColumnKind.DOUBLE);
		return Map.copyOf(columns);
	}

	@Override
	public void add(DeadLetter letter) {
		this.table.use("Add dead letter", (connection) -> {
			try (PreparedStatement statement = this.table.prepare(connection, this.sql.insert())) {
				LetterRow.set(statement, letter);
				return statement.executeUpdate();
			}
		});
	}

	@Override
	public @Nullable DeadLetter find(String id) {
		return this.table.<@Nullable DeadLetter>use("Find dead letter", (connection) -> {
			try (PreparedStatement statement = this.table.prepare(connection, this.sql.find())) {
				statement.setString(1, id);
				List<DeadLetter> found = read(statement, LetterRow::read);
				return found.isEmpty() ? null : found.get(0);
			}
		});
	}

	@Override
	public List<DeadLetter> list(DeadLetterFilter filter, @Nullable String before, int limit) {
		return query("List dead letters", this.sql.list(fitting(filter), before), limit, LetterRow::read);
	}

	@Override
	public List<DeadLetterGroup> groups(DeadLetterFilter filter, int limit) {
		return query("Group dead letters", this.sql.groups(fitting(filter)), limit, LetterRow::readGroup);
	}

	private <T> List<T> query(String task, LetterSql.Query query, int limit, RowReader<T> reader) {
		return this.table.use(task, (connection) -> {
			try (PreparedStatement statement = this.table.prepare(connection, query.sql())) {
				int index = 0;
				for (String parameter : query.parameters()) {
					statement.setString(++index, parameter);
				}
				statement.setInt(++index, limit);
				return read(statement, reader);
			}
		});
	}

	private static <T> List<T> read(PreparedStatement statement, RowReader<T> reader) throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			List<T> read = new ArrayList<>();
			while (rows.next()) {
				read.add(reader.read(rows));
			}
			return read;
		}
	}

	// Names are cut as they were when they were written
	private static DeadLetterFilter fitting(DeadLetterFilter filter) {
		DeadLetterFilter fitting = filter;
		if (filter.operation() != null) {
			fitting = fitting.withOperation(LetterRow.text(filter.operation(), LetterRow.LONG));
		}
		if (filter.instance() != null) {
			fitting = fitting.withInstance(LetterRow.text(filter.instance(), LetterRow.SHORT));
		}
		if (filter.fingerprint() != null) {
			fitting = fitting.withFingerprint(LetterRow.text(filter.fingerprint(), LetterRow.SHORT));
		}
		return fitting;
	}

	@Override
	public boolean replace(DeadLetter changed) {
		return this.table.use("Change dead letter", (connection) -> {
			try (PreparedStatement statement = this.table.prepare(connection, this.sql.replace())) {
				LetterRow.set(statement, changed);
				statement.setLong(LetterSql.PARAMETERS + 1, changed.version() - 1);
				return statement.executeUpdate() == 1;
			}
		});
	}

	@Override
	public int remove(Set<DeadLetterStatus> statuses, Instant before, int limit) {
		if (statuses.isEmpty()) {
			return 0;
		}
		return this.table.use("Remove old dead letters", (connection) -> {
			String delete = this.table.database(connection)
				.deleteSome(this.table.name(), "id", LetterSql.old(statuses), "changed_at");
			try (PreparedStatement statement = this.table.prepare(connection, delete)) {
				statement.setLong(1, before.toEpochMilli());
				statement.setInt(2, limit);
				return statement.executeUpdate();
			}
		});
	}

	@Override
	public DeadLetterCounts counts() {
		return this.table.use("Count dead letters", (connection) -> {
			try (PreparedStatement statement = this.table.prepare(connection, this.sql.counts());
					ResultSet rows = statement.executeQuery()) {
				Map<DeadLetterStatus, Long> counts = new EnumMap<>(DeadLetterStatus.class);
				Instant oldest = null;
				while (rows.next()) {
					DeadLetterStatus status = DeadLetterStatus.valueOf(rows.getString("status"));
					counts.put(status, rows.getLong("total"));
					if (status == DeadLetterStatus.NEW) {
						oldest = Instant.ofEpochMilli(rows.getLong("oldest"));
					}
				}
				return new DeadLetterCounts(counts, oldest);
			}
		});
	}

	/**
	 * Checks that the table is there with all its columns.
	 * @throws IllegalStateException if it is not, which names the table, the column and
	 * the script that makes them
	 * @throws org.springframework.dao.DataAccessException if the database cannot be
	 * reached
	 */
	public void checkTable() {
		this.table.check();
	}

	/**
	 * Closes the second pool if there is one.
	 */
	@Override
	public void close() {
		this.table.close();
	}

	@Override
	public String toString() {
		return "JdbcDeadLetterStore[" + this.table.name() + "]";
	}

	/**
	 * Reads a row.
	 *
	 * @param <T> what it becomes
	 */
	@FunctionalInterface
	private interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
