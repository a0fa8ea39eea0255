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

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.testsupport.DatabaseKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link TableCheck} and of the scripts.
 */
class TableCheckTests {

	private @Nullable JdbcStoreFixture fixture;

	private JdbcIdempotencyStore store;

	@AfterEach
	void close() {
		if (this.fixture != null) {
			this.fixture.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void acceptsWhatTheScriptMakesHoweverOftenItRuns(DatabaseKind kind) {
		open(kind);
		this.fixture.database().execute(JdbcStoreFixture.script(kind).split(";\\s*\\R"));
		this.store.checkTable();
		assertThat(this.store.find(IdempotencyKey.of("charge", "K"))).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void namesTheColumnThatIsMissing(DatabaseKind kind) {
		open(kind);
		this.fixture.database().execute("ALTER TABLE resilience_idempotency DROP COLUMN lease_until");
		assertThatIllegalStateException().isThrownBy(this.store::checkTable)
			.withMessageContaining("resilience_idempotency")
			.withMessageContaining("no column 'lease_until'")
			.withMessageContaining(script(kind));
	}

	@ParameterizedTest
	@EnumSource
	void refusesAKeyThatIsText(DatabaseKind kind) {
		open(kind);
		this.fixture.database()
			.execute("ALTER TABLE resilience_idempotency DROP COLUMN fingerprint",
					"ALTER TABLE resilience_idempotency ADD COLUMN fingerprint VARCHAR(64)");
		assertThatIllegalStateException().isThrownBy(this.store::checkTable)
			.withMessageContaining("'fingerprint' that is not binary");
	}

	@ParameterizedTest
	@EnumSource
	void namesTheScriptOfATableThatIsMissingCase44(DatabaseKind kind) {
		open(kind);
		this.fixture.database().execute("DROP TABLE resilience_idempotency");
		assertThatIllegalStateException().isThrownBy(this.store::checkTable).withMessageContaining(script(kind));
	}

	@Test
	void refusesNamesThatAreMoreThanNames() {
		JdbcIdempotencyOptions options = JdbcIdempotencyOptions.defaults();
		assertThatIllegalArgumentException().isThrownBy(() -> options.withTableName("keys; DROP TABLE keys"));
		assertThat(options.withTableName("app.my_keys").tableName()).isEqualTo("app.my_keys");
	}

	private void open(DatabaseKind kind) {
		this.fixture = JdbcStoreFixture.create(kind);
		this.store = this.fixture.store(this.fixture.database().dataSource(2));
	}

	private static String script(DatabaseKind kind) {
		return "jdbc/schema-" + kind.name().toLowerCase(Locale.ROOT) + ".sql";
	}

}
