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

package dev.resilience.autoconfigure.idempotency.crash;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Crashes of nodes that share a database.
 */
abstract class JdbcCrashCases extends CrashCases {

	private final DatabaseKind kind;

	private TestDatabase database;

	JdbcCrashCases(DatabaseKind kind) {
		this.kind = kind;
	}

	@Override
	Map<String, Object> store() {
		this.database = this.kind.create();
		this.database.execute("CREATE TABLE booking (name VARCHAR(100))");
		return settings(this.database, this.database.jdbcUrl());
	}

	/**
	 * The settings that make nodes share a database.
	 */
	static Map<String, Object> settings(TestDatabase database, String url) {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("spring.datasource.url", url);
		if (database.username() != null) {
			settings.put("spring.datasource.username", database.username());
			settings.put("spring.datasource.password", database.password());
		}
		settings.put("resilience.defaults.idempotency.store", "jdbc");
		settings.put("resilience.idempotency.jdbc.initialize-schema", "always");
		NodeSettings.set(settings, "booking", "guarantee", "transactional");
		return settings;
	}

	@AfterAll
	void drop() {
		if (this.database != null) {
			this.database.close();
		}
	}

	@Override
	void beginOthers() {
		begin("booking", "case 15", "written");
		begin("booking", "case 16", "returned");
		assertThat(bookings("case 15")).isZero();
		assertThat(bookings("case 16")).isOne();
	}

	@Test
	@DisplayName("case 15: killed between the business write and the commit, runs at once")
	void case15RollsBackAndRunsWithoutWaitingForALease() {
		long start = System.nanoTime();
		assertThat(awaitTakeover("booking", "case 15")).isEqualTo("OK booking of case 15 by heir");
		// The lease is ten minutes: what is waited for is that the database notices the
		// end of a connection
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
		assertThat(bookings("case 15")).isOne();
		assertThat(this.other.call("booking", "case 15")).isEqualTo("OK booking of case 15 by heir");
	}

	@Test
	@DisplayName("case 16: killed after the commit and before the response, replayed")
	void case16ReplaysWhatWasCommitted() {
		assertThat(this.heir.call("booking", "case 16")).isEqualTo("OK booking of case 16 by victim");
		assertThat(this.other.call("booking", "case 16")).isEqualTo("OK booking of case 16 by victim");
		assertThat(bookings("case 16")).isOne();
	}

	private long bookings(String key) {
		return this.database.count("SELECT COUNT(*) FROM booking WHERE name = '" + key + "'");
	}

}
