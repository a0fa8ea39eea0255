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

package dev.resilience.autoconfigure.healing.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.autoconfigure.jdbc.OwnTable;
import dev.resilience.autoconfigure.jdbc.TableCheck.ColumnKind;
import dev.resilience.autoconfigure.jdbc.TableOptions;
import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingJournal;
import dev.resilience.healing.HealingJournalException;

/**
 * Keeps events in a table of PostgreSQL 10, MySQL 8.0.1, MariaDB 10.6, H2 2.2.220 or
 * newer, which any number of processes may write. A row has the event as JSON, and what
 * events are looked for by in columns of their own.
 * <p>
 * Every operation is one statement that commits by itself on a connection of the
 * journal's own. The database is not asked before the first operation. Safe for use by
 * many threads.
 */
public final class JdbcHealingJournal implements HealingJournal, AutoCloseable {

	/** The table unless another one is given. */
	public static final String DEFAULT_TABLE_NAME = "resilience_healing_event";

	/** Where the scripts are that make the table. */
	public static final String SCRIPTS = "dev/resilience/autoconfigure/healing/jdbc";

	private static final Logger logger = LoggerFactory.getLogger(JdbcHealingJournal.class);

	private static final OwnTable.TableKind KIND = new OwnTable.TableKind("healing events", "resilience-healing",
			SCRIPTS, "resilience.healing.journal.jdbc.initialize-schema",
			Map.of("seq", ColumnKind.BIGINT, "event_id", ColumnKind.TEXT, "happened_at", ColumnKind.BIGINT, "subject",
					ColumnKind.TEXT, "category", ColumnKind.TEXT, "outcome", ColumnKind.TEXT, "action", ColumnKind.TEXT,
					"fingerprint", ColumnKind.TEXT, "event", ColumnKind.LONG_TEXT));

	private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {
	};

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final OwnTable table;

	/** Rows that are no events have been reported. */
	private final AtomicBoolean reported = new AtomicBoolean();

	/**
	 * Creates a journal in the table {@value #DEFAULT_TABLE_NAME}.
	 * @param dataSource the database
	 */
	public JdbcHealingJournal(DataSource dataSource) {
		this(dataSource, new TableOptions(DEFAULT_TABLE_NAME, TableOptions.DEFAULT_QUERY_TIMEOUT));
	}

	/**
	 * Creates a journal.
	 * @param dataSource the database
	 * @param options the table, and how long statements may take
	 */
	public JdbcHealingJournal(DataSource dataSource, TableOptions options) {
		this.table = new OwnTable(dataSource, KIND, options);
	}

	@Override
	public void append(HealingEvent event) {
		try {
			this.table.use("Add healing event", (connection) -> {
				String insert = "INSERT INTO " + this.table.name() + " (event_id, happened_at, subject, category, "
						+ "outcome, action, fingerprint, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
				try (PreparedStatement statement = this.table.prepare(connection, insert)) {
					statement.setString(1, text(event.id()));
					statement.setLong(2, event.at().toEpochMilli());
					statement.setString(3, text(event.subject()));
					statement.setString(4, event.category().name());
					statement.setString(5, event.outcome().name());
					statement.setString(6, text(event.action()));
					statement.setString(7, text(event.fingerprint()));
					statement.setString(8, event.toJson());
					return statement.executeUpdate();
				}
			});
		}
		catch (DataAccessException | IllegalStateException ex) {
			throw new HealingJournalException("Cannot add a healing event to " + this.table.name(), ex);
		}
	}

	// PostgreSQL keeps no NUL; the event itself is written as JSON, where it is escaped
	private static String text(String text) {
		return text.replace('\0', '\uFFFD');
	}

	@Override
	public List<HealingEvent> read(HealingFilter filter) {
		List<Object> parameters = new ArrayList<>();
		StringBuilder query = new StringBuilder("SELECT event FROM ").append(this.table.name()).append(" WHERE 1 = 1");
		wanted(query, parameters, "subject = ?", (filter.subject() != null) ? text(filter.subject()) : null);
		wanted(query, parameters, "category = ?", (filter.category() != null) ? filter.category().name() : null);
		wanted(query, parameters, "outcome = ?", (filter.outcome() != null) ? filter.outcome().name() : null);
		wanted(query, parameters, "action = ?", (filter.action() != null) ? text(filter.action()) : null);
		wanted(query, parameters, "fingerprint = ?",
				(filter.fingerprint() != null) ? text(filter.fingerprint()) : null);
		wanted(query, parameters, "happened_at >= ?", (filter.from() != null) ? filter.from().toEpochMilli() : null);
		query.append(" ORDER BY seq DESC LIMIT ?");
		parameters.add(filter.limit());
		try {
			return this.table.use("Read healing events", (connection) -> {
				try (PreparedStatement statement = this.table.prepare(connection, query.toString())) {
					int index = 0;
					for (Object parameter : parameters) {
						statement.setObject(++index, parameter);
					}
					return read(statement, filter);
				}
			});
		}
		catch (DataAccessException | IllegalStateException ex) {
			throw new HealingJournalException("Cannot read healing events of " + this.table.name(), ex);
		}
	}

	private static void wanted(StringBuilder query, List<Object> parameters, String condition, @Nullable Object value) {
		if (value != null) {
			query.append(" AND ").append(condition);
			parameters.add(value);
		}
	}

	// Times are kept in milliseconds, so that a filter may be finer than its column
	private List<HealingEvent> read(PreparedStatement statement, HealingFilter filter) throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			List<HealingEvent> found = new ArrayList<>();
			while (rows.next()) {
				HealingEvent event = parse(rows.getString(1));
				if (event != null && filter.matches(event)) {
					found.add(event);
				}
			}
			return found;
		}
	}

	private @Nullable HealingEvent parse(String json) {
		try {
			Map<String, Object> fields = this.mapper.readValue(json, FIELDS);
			return HealingEvent.fromMap((fields != null) ? fields : Map.of());
		}
		catch (JacksonException | IllegalArgumentException ex) {
			if (this.reported.compareAndSet(false, true)) {
				logger.warn("A row of {} is no healing event and left out, as all such rows are ({})",
						this.table.name(), ex.getClass().getSimpleName());
			}
			return null;
		}
	}

	/**
	 * Removes old events for good.
	 * @param before those that happened before this time
	 * @param limit how many at most, at least 1
	 * @return how many were removed
	 * @throws HealingJournalException if the database fails
	 */
	public int remove(Instant before, int limit) {
		try {
			return this.table.use("Remove old healing events", (connection) -> {
				String delete = this.table.database(connection)
					.deleteSome(this.table.name(), "seq", "happened_at < ?", "happened_at");
				try (PreparedStatement statement = this.table.prepare(connection, delete)) {
					statement.setLong(1, before.toEpochMilli());
					statement.setInt(2, limit);
					return statement.executeUpdate();
				}
			});
		}
		catch (DataAccessException ex) {
			throw new HealingJournalException("Cannot remove old healing events of " + this.table.name(), ex);
		}
	}

	/**
	 * Checks that the table is there with all its columns.
	 * @throws IllegalStateException if it is not, which names the table, the column and
	 * the script that makes them
	 * @throws DataAccessException if the database cannot be reached
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
		return "JdbcHealingJournal[" + this.table.name() + "]";
	}

}
