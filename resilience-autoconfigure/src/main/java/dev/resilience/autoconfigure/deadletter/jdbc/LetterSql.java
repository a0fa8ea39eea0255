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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterStatus;

/**
 * The statements of one table.
 *
 * @param table the name of the table
 */
record LetterSql(String table) {

	/** In the order in which {@link LetterRow} sets them. */
	private static final List<String> COLUMNS = List.of("source", "operation", "instance", "payload", "payload_type",
			"payload_state", "headers", "exception_type", "message", "stack", "fingerprint", "category", "subtype",
			"retryable", "effect", "severity", "confidence", "rule_id", "attempts", "first_failed_at", "last_failed_at",
			"status", "replays", "note", "changed_at", "version", "id");

	/** How many parameters an insert has, and at which places the last ones are. */
	static final int PARAMETERS = COLUMNS.size();

	private static final String SELECTED = String.join(", ", COLUMNS);

	String insert() {
		return "INSERT INTO " + this.table + " (" + SELECTED + ") VALUES ("
				+ String.join(", ", Collections.nCopies(PARAMETERS, "?")) + ")";
	}

	// The id stands last in the list, so that the parameters of both are the same
	String replace() {
		return "UPDATE " + this.table + " SET "
				+ COLUMNS.stream()
					.filter((column) -> !column.equals("id"))
					.map((column) -> column + " = ?")
					.collect(Collectors.joining(", "))
				+ " WHERE id = ? AND version = ?";
	}

	String find() {
		return "SELECT " + SELECTED + " FROM " + this.table + " WHERE id = ?";
	}

	Query list(DeadLetterFilter filter, @Nullable String before) {
		Query wanted = wanted(filter);
		List<String> parameters = new ArrayList<>(wanted.parameters());
		String condition = wanted.sql();
		if (before != null) {
			condition += " AND id < ?";
			parameters.add(before);
		}
		return new Query("SELECT " + SELECTED + " FROM " + this.table + condition + " ORDER BY id DESC LIMIT ?",
				parameters);
	}

	// Everything about a group that is not counted is that of its newest letter
	Query groups(DeadLetterFilter filter) {
		Query wanted = wanted(filter);
		return new Query("SELECT counted.fingerprint, counted.total, counted.first_failed, counted.last_failed, "
				+ "newest.category, newest.exception_type, newest.operation FROM (SELECT fingerprint, "
				+ "COUNT(*) AS total, MIN(first_failed_at) AS first_failed, MAX(last_failed_at) AS last_failed, "
				+ "MAX(id) AS newest_id FROM " + this.table + wanted.sql() + " GROUP BY fingerprint) counted JOIN "
				+ this.table + " newest ON newest.id = counted.newest_id "
				+ "ORDER BY counted.total DESC, counted.newest_id DESC LIMIT ?", wanted.parameters());
	}

	String counts() {
		return "SELECT status, COUNT(*) AS total, MIN(first_failed_at) AS oldest FROM " + this.table
				+ " GROUP BY status";
	}

	static String old(Set<DeadLetterStatus> statuses) {
		return in(statuses) + " AND changed_at < ?";
	}

	private static Query wanted(DeadLetterFilter filter) {
		StringBuilder condition = new StringBuilder(" WHERE ").append(in(filter.statuses()));
		List<String> parameters = new ArrayList<>();
		equal(condition, parameters, "operation", filter.operation());
		equal(condition, parameters, "instance", filter.instance());
		equal(condition, parameters, "category", (filter.category() != null) ? filter.category().name() : null);
		equal(condition, parameters, "fingerprint", filter.fingerprint());
		return new Query(condition.toString(), parameters);
	}

	private static void equal(StringBuilder condition, List<String> parameters, String column, @Nullable String value) {
		if (value != null) {
			condition.append(" AND ").append(column).append(" = ?");
			parameters.add(value);
		}
	}

	private static String in(Set<DeadLetterStatus> statuses) {
		return statuses.stream()
			.map((status) -> "'" + status + "'")
			.collect(Collectors.joining(", ", "status IN (", ")"));
	}

	/**
	 * A statement with its first parameters.
	 *
	 * @param sql the statement, or a part of it
	 * @param parameters the first parameters
	 */
	record Query(String sql, List<String> parameters) {

	}

}
