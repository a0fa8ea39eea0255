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

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Retryable;
import dev.resilience.classification.Severity;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterFailure;
import dev.resilience.deadletter.DeadLetterGroup;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterStatus;

/**
 * Turns letters into rows and rows into letters. Names that do not fit into their columns
 * are cut, as a letter with a shorter name is better than none. Categories and the like
 * that another version of this library has written are read as what says least.
 */
final class LetterRow {

	/** Of operations. */
	static final int LONG = 1000;

	/** Of other names. */
	static final int SHORT = 200;

	private LetterRow() {
	}

	// Sets all columns, the id last.
	static void set(PreparedStatement statement, DeadLetter letter) throws SQLException {
		DeadLetterPayload payload = letter.payload();
		DeadLetterFailure failure = letter.failure();
		int index = 0;
		statement.setString(++index, text(letter.source(), SHORT));
		statement.setString(++index, text(letter.operation(), LONG));
		statement.setString(++index, text(letter.instance(), SHORT));
		statement.setString(++index, (payload.text() != null) ? text(payload.text()) : null);
		statement.setString(++index, text(payload.type()));
		statement.setString(++index, payload.state().name());
		statement.setString(++index, text(LetterHeaders.write(letter.headers())));
		statement.setString(++index, text(failure.type(), LONG));
		statement.setString(++index, text(failure.message()));
		statement.setString(++index, text(failure.stack()));
		statement.setString(++index, text(failure.fingerprint(), SHORT));
		statement.setString(++index, failure.category().name());
		statement.setString(++index, text(failure.subtype(), SHORT));
		statement.setString(++index, failure.retryable().name());
		statement.setString(++index, failure.effect().name());
		statement.setString(++index, failure.severity().name());
		statement.setDouble(++index, failure.confidence());
		statement.setString(++index, text(failure.rule(), SHORT));
		statement.setInt(++index, letter.attempts());
		statement.setLong(++index, letter.firstFailedAt().toEpochMilli());
		statement.setLong(++index, letter.lastFailedAt().toEpochMilli());
		statement.setString(++index, letter.status().name());
		statement.setInt(++index, letter.replays());
		statement.setString(++index, text(letter.note(), LONG));
		statement.setLong(++index, letter.changedAt().toEpochMilli());
		statement.setLong(++index, letter.version());
		statement.setString(++index, letter.id());
	}

	static DeadLetter read(ResultSet row) throws SQLException {
		DeadLetterPayload payload = new DeadLetterPayload(row.getString("payload"), row.getString("payload_type"),
				known(DeadLetterPayload.State.class, row.getString("payload_state"), DeadLetterPayload.State.NONE));
		return new DeadLetter(row.getString("id"), row.getString("source"), row.getString("operation"),
				row.getString("instance"), payload, LetterHeaders.read(row.getString("headers")), failure(row),
				row.getInt("attempts"), time(row, "first_failed_at"), time(row, "last_failed_at"),
				DeadLetterStatus.valueOf(row.getString("status")), row.getInt("replays"), row.getString("note"),
				time(row, "changed_at"), row.getLong("version"));
	}

	private static DeadLetterFailure failure(ResultSet row) throws SQLException {
		return new DeadLetterFailure(row.getString("exception_type"), row.getString("message"), row.getString("stack"),
				row.getString("fingerprint"), category(row), row.getString("subtype"),
				known(Retryable.class, row.getString("retryable"), Retryable.IF_IDEMPOTENT),
				known(Effect.class, row.getString("effect"), Effect.UNKNOWN),
				known(Severity.class, row.getString("severity"), Severity.ERROR), row.getDouble("confidence"),
				row.getString("rule_id"));
	}

	static DeadLetterGroup readGroup(ResultSet row) throws SQLException {
		return new DeadLetterGroup(row.getString("fingerprint"), category(row), row.getString("exception_type"),
				row.getString("operation"), row.getLong("total"), time(row, "first_failed"), time(row, "last_failed"));
	}

	private static FailureCategory category(ResultSet row) throws SQLException {
		return known(FailureCategory.class, row.getString("category"), FailureCategory.UNKNOWN);
	}

	private static Instant time(ResultSet row, String column) throws SQLException {
		return Instant.ofEpochMilli(row.getLong(column));
	}

	private static <E extends Enum<E>> E known(Class<E> type, @Nullable String name, E otherwise) {
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equals(name)) {
				return constant;
			}
		}
		return otherwise;
	}

	// A filter must look for what was written
	static String text(String text, int length) {
		String shown = text(text);
		if (shown.length() <= length) {
			return shown;
		}
		int end = Character.isHighSurrogate(shown.charAt(length - 1)) ? length - 1 : length;
		return shown.substring(0, end);
	}

	// PostgreSQL keeps no NUL
	private static String text(String text) {
		return text.replace('\0', '\uFFFD');
	}

}
