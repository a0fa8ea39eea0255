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

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.IdempotencyStoreContract;
import dev.resilience.testsupport.DatabaseKind;

/**
 * The contract of stores, kept by one kind of database.
 */
abstract class JdbcIdempotencyStoreContract extends IdempotencyStoreContract {

	private final DatabaseKind kind;

	private JdbcStoreFixture fixture;

	private JdbcIdempotencyStore store;

	JdbcIdempotencyStoreContract(DatabaseKind kind) {
		this.kind = kind;
	}

	@BeforeEach
	void createStore() {
		this.fixture = JdbcStoreFixture.create(this.kind);
		HikariDataSource dataSource = this.fixture.database().dataSource(10);
		this.store = this.fixture.timedStore(dataSource);
	}

	@AfterEach
	void closeStore() {
		this.store.close();
		this.fixture.close();
	}

	@Override
	protected IdempotencyStore store() {
		return this.store;
	}

	@Override
	protected void elapse(Duration duration) {
		this.fixture.elapse(duration);
	}

}
