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

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.autoconfigure.idempotency.crash.Outside.Gate;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.Interception;
import dev.resilience.testsupport.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A database that cannot be reached.
 */
abstract class JdbcFaultCases extends FaultCases {

	private final DatabaseKind kind;

	private final String options;

	private TestDatabase database;

	JdbcFaultCases(DatabaseKind kind, String options) {
		this.kind = kind;
		this.options = options;
	}

	@Override
	int server() {
		this.database = this.kind.create();
		this.database.execute("CREATE TABLE booking (name VARCHAR(100))");
		return this.database.port();
	}

	@Override
	Map<String, Object> store(int port) {
		return JdbcCrashCases.settings(this.database, this.database.jdbcUrl(port) + this.options);
	}

	@Override
	String claim() {
		return "INSERT INTO resilience_idempotency";
	}

	@Override
	void wipe() {
		this.database.execute("DELETE FROM resilience_idempotency");
	}

	@AfterAll
	void drop() {
		if (this.database != null) {
			this.database.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("case 17: connection lost during the commit")
	void case17TheRetryGivesTheTruth(Interception interception) {
		String key = "case 17 " + interception;
		Gate gate = this.outside.hold("node", "written", key);
		CompletableFuture<String> booking = begin("booking", key);
		gate.awaitArrival();
		CompletableFuture<Void> lost = this.proxy.intercept("COMMIT", interception);
		gate.open();
		assertThat(booking.join()).startsWith("FAILED");
		assertThat(lost).isCompleted();
		int committed = (interception != Interception.CUT_BEFORE_REQUEST) ? 1 : 0;
		await().atMost(SOON).until(() -> bookings(key) == committed);
		assertThat(awaitFree("booking", key)).isEqualTo("OK booking of " + key + " by node");
		assertThat(bookings(key)).isOne();
		assertThat(call("booking", key)).isEqualTo("OK booking of " + key + " by node");
		assertThat(bookings(key)).isOne();
	}

	private long bookings(String key) {
		return this.database.count("SELECT COUNT(*) FROM booking WHERE name = '" + key + "'");
	}

}
