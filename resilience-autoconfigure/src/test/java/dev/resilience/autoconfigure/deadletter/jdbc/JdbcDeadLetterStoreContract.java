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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.autoconfigure.jdbc.TableOptions;
import dev.resilience.classification.FailureCategory;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterStore;
import dev.resilience.deadletter.DeadLetterStoreContract;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What {@link JdbcDeadLetterStore} does in every database, beside what every store does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcDeadLetterStoreContract extends DeadLetterStoreContract {

	private static final String TABLE = JdbcDeadLetterStore.DEFAULT_TABLE_NAME;

	private static final TableOptions OPTIONS = new TableOptions(TABLE, Duration.ofSeconds(20));

	private final DatabaseKind kind;

	private TestDatabase database;

	private JdbcDeadLetterStore store;

	JdbcDeadLetterStoreContract(DatabaseKind kind) {
		this.kind = kind;
	}

	@BeforeAll
	void createDatabase() {
		this.database = this.kind.create();
		this.database.execute(script().split(";\\s*\\R"));
		this.store = new JdbcDeadLetterStore(this.database.dataSource(4), OPTIONS);
	}

	private String script() {
		String name = "schema-" + this.kind.name().toLowerCase(Locale.ROOT) + ".sql";
		try {
			return new ClassPathResource(name, JdbcDeadLetterStore.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@BeforeEach
	void empty() {
		this.database.execute("DELETE FROM " + TABLE);
	}

	@AfterAll
	void drop() {
		if (this.database != null) {
			this.store.close();
			this.database.close();
		}
	}

	@Override
	protected DeadLetterStore store() {
		return this.store;
	}

	@Test
	void theScriptMakesWhatTheStoreNeedsHoweverOftenItRuns() {
		this.database.execute(script().split(";\\s*\\R"));
		this.store.checkTable();
	}

	@Test
	void aTableThatIsMissingIsNamedWithItsScript() {
		JdbcDeadLetterStore other = new JdbcDeadLetterStore(this.database.dataSource(1),
				new TableOptions("nowhere", Duration.ofSeconds(20)));
		assertThatIllegalStateException().isThrownBy(other::checkTable)
			.withMessageContaining("Table 'nowhere' of the dead letters cannot be read")
			.withMessageContaining("schema-" + this.kind.name().toLowerCase(Locale.ROOT) + ".sql");
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> other.add(letter(0)));
	}

	@Test
	void aLetterStaysThoughTheTransactionOfItsCallRollsBack() {
		HikariDataSource pool = this.database.dataSource(1);
		JdbcTransactionManager transactions = new JdbcTransactionManager(pool);
		try (JdbcDeadLetterStore within = new JdbcDeadLetterStore(pool, OPTIONS)) {
			new TransactionTemplate(transactions).executeWithoutResult((status) -> {
				within.add(letter(0));
				status.setRollbackOnly();
			});
		}
		assertThat(this.store.find(letter(0).id())).isEqualTo(letter(0));
	}

	@Test
	void anotherProcessSeesTheSameLetters() {
		this.store.add(letter(0));
		try (JdbcDeadLetterStore other = new JdbcDeadLetterStore(this.database.dataSource(1), OPTIONS)) {
			assertThat(other.list(DeadLetterFilter.OPEN, null, 10)).containsExactly(letter(0));
			assertThat(other.counts().open()).isEqualTo(1);
		}
	}

	@Test
	void headersOfAnyKindAreKept() {
		DeadLetter letter = with(letter(0),
				Map.of("#a b:c=d", " \\ leading, = and\n\ttwo lines ", "empty", "", "€😀", "ü"), "charge");
		this.store.add(letter);
		assertThat(this.store.find(letter.id())).isEqualTo(letter);
	}

	@Test
	void namesThatAreTooLongAreCutAndStillFound() {
		DeadLetter letter = with(letter(0), Map.of(), "o".repeat(LetterRow.LONG - 1) + "😀");
		this.store.add(letter);
		assertThat(this.store.list(DeadLetterFilter.OPEN.withOperation(letter.operation()), null, 10))
			.extracting(DeadLetter::operation)
			.containsExactly("o".repeat(LetterRow.LONG - 1));
	}

	@Test
	void textsThatNoDatabaseKeepsDoNotLoseTheLetter() {
		DeadLetter letter = withPayload(letter(0), "a\0b");
		this.store.add(letter);
		DeadLetter found = this.store.find(letter.id());
		assertThat(found).isNotNull();
		assertThat(found.payload().text()).isEqualTo("a\uFFFDb");
	}

	@Test
	void aCategoryOfALaterVersionIsUnknown() {
		this.store.add(letter(0));
		this.database.execute("UPDATE " + TABLE + " SET category = 'MOON_PHASE', retryable = 'MAYBE'");
		DeadLetter found = this.store.find(letter(0).id());
		assertThat(found).isNotNull();
		assertThat(found.failure().category()).isEqualTo(FailureCategory.UNKNOWN);
	}

	private static DeadLetter withPayload(DeadLetter letter, String text) {
		return new DeadLetter(letter.id(), letter.source(), letter.operation(), letter.instance(),
				DeadLetterPayload.complete(text, "text"), letter.headers(), letter.failure(), letter.attempts(),
				letter.firstFailedAt(), letter.lastFailedAt(), letter.status(), letter.replays(), letter.note(),
				letter.changedAt(), letter.version());
	}

	private static DeadLetter with(DeadLetter letter, Map<String, String> headers, String operation) {
		return new DeadLetter(letter.id(), letter.source(), operation, letter.instance(), letter.payload(), headers,
				letter.failure(), letter.attempts(), letter.firstFailedAt(), letter.lastFailedAt(), letter.status(),
				letter.replays(), letter.note(), letter.changedAt(), letter.version());
	}

}
