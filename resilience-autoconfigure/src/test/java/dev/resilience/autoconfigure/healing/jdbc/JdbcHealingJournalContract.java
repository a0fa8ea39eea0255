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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.io.ClassPathResource;

import dev.resilience.autoconfigure.jdbc.TableOptions;
import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingJournal;
import dev.resilience.healing.HealingJournalContract;
import dev.resilience.healing.HealingJournalException;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What {@link JdbcHealingJournal} does in every database, beside what every journal does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcHealingJournalContract extends HealingJournalContract {

	private static final String TABLE = JdbcHealingJournal.DEFAULT_TABLE_NAME;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final DatabaseKind kind;

	private TestDatabase database;

	private JdbcHealingJournal journal;

	JdbcHealingJournalContract(DatabaseKind kind) {
		this.kind = kind;
	}

	@BeforeAll
	void createDatabase() {
		this.database = this.kind.create();
		this.database.execute(script().split(";\\s*\\R"));
		this.journal = new JdbcHealingJournal(this.database.dataSource(4), new TableOptions(TABLE, PATIENCE));
	}

	private String script() {
		String name = "schema-" + this.kind.name().toLowerCase(Locale.ROOT) + ".sql";
		try {
			return new ClassPathResource(name, JdbcHealingJournal.class).getContentAsString(StandardCharsets.UTF_8);
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
			this.journal.close();
			this.database.close();
		}
	}

	@Override
	protected HealingJournal journal() {
		return this.journal;
	}

	@Test
	void theScriptMakesWhatTheJournalNeedsHoweverOftenItRuns() {
		this.database.execute(script().split(";\\s*\\R"));
		this.journal.checkTable();
	}

	@Test
	void aTableThatIsMissingIsNamedWithItsScript() {
		JdbcHealingJournal other = new JdbcHealingJournal(this.database.dataSource(1),
				new TableOptions("nowhere", PATIENCE));
		assertThatIllegalStateException().isThrownBy(other::checkTable)
			.withMessageContaining("schema-" + this.kind.name().toLowerCase(Locale.ROOT) + ".sql")
			.withMessageContaining("resilience.healing.journal.jdbc.initialize-schema=always");
		assertThatExceptionOfType(HealingJournalException.class).isThrownBy(() -> other.append(event(1).build()));
		assertThatExceptionOfType(HealingJournalException.class).isThrownBy(() -> other.read(HealingFilter.ALL));
		assertThatExceptionOfType(HealingJournalException.class).isThrownBy(() -> other.remove(START, 1));
	}

	@Test
	void oldEventsAreRemovedAFewAtATime() {
		for (int number = 1; number <= 5; number++) {
			this.journal.append(event(number).build());
		}
		assertThat(this.journal.remove(START.plusSeconds(4), 2)).isEqualTo(2);
		assertThat(this.journal.remove(START.plusSeconds(4), 2)).isEqualTo(1);
		assertThat(this.journal.remove(START.plusSeconds(4), 2)).isZero();
		assertThat(this.journal.read(HealingFilter.ALL)).extracting(HealingEvent::id)
			.containsExactly("heal-5", "heal-4");
	}

	@Test
	void aRowThatIsNoEventIsLeftOut() {
		this.journal.append(event(1).build());
		this.journal.append(event(2).build());
		this.database.execute("UPDATE " + TABLE + " SET event = '{torn' WHERE event_id = 'heal-1'");
		assertThat(this.journal.read(HealingFilter.ALL)).extracting(HealingEvent::id).containsExactly("heal-2");
	}

	@Test
	void textsThatNoDatabaseKeepsDoNotLoseTheEvent() {
		HealingEvent event = event(1).subject("a\0b").note("c\0d").build();
		this.journal.append(event);
		assertThat(this.journal.read(HealingFilter.ALL.withSubject("a\0b"))).containsExactly(event);
	}

}
