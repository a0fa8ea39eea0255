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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.idempotency.jdbc.JdbcIdempotencyStore;
import dev.resilience.autoconfigure.idempotency.jdbc.JdbcStoreFixture;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.time.TimeSource;

/**
 * A database, with a table for what calls under a key do besides.
 */
final class TestedDatabase extends TestedStore {

	/** How many connections the application has, far fewer than there are threads. */
	static final int POOL_SIZE = 10;

	private final DatabaseKind kind;

	private final List<JdbcIdempotencyStore> stores = new ArrayList<>();

	private @Nullable JdbcStoreFixture fixture;

	private @Nullable DataSource connections;

	TestedDatabase(DatabaseKind kind) {
		super(kind.name().toLowerCase(Locale.ROOT), EnumSet.complementOf(EnumSet.of(Ability.BOUNDED)));
		this.kind = kind;
	}

	@Override
	void reset() {
		closeStores();
		if (this.fixture == null) {
			this.fixture = JdbcStoreFixture.create(this.kind);
			this.connections = this.fixture.database().dataSource(POOL_SIZE);
			this.fixture.database().execute("CREATE TABLE charge (id VARCHAR(100))");
		}
		loseEverything();
		this.fixture.database().execute("DELETE FROM charge");
	}

	@Override
	IdempotencyStore node(TimeSource time) {
		JdbcIdempotencyStore store = fixture().timedStore(connections());
		this.stores.add(store);
		return store;
	}

	@Override
	void elapse(Duration duration) {
		fixture().elapse(duration);
	}

	@Override
	void loseEverything() {
		fixture().database().execute("DELETE FROM resilience_idempotency");
	}

	JdbcStoreFixture fixture() {
		if (this.fixture == null) {
			throw new IllegalStateException("There is no database before the first case");
		}
		return this.fixture;
	}

	DataSource connections() {
		if (this.connections == null) {
			throw new IllegalStateException("There is no database before the first case");
		}
		return this.connections;
	}

	DatabaseKind kind() {
		return this.kind;
	}

	long charges() {
		return fixture().database().count("SELECT COUNT(*) FROM charge");
	}

	private void closeStores() {
		this.stores.forEach(JdbcIdempotencyStore::close);
		this.stores.clear();
	}

	@Override
	public void close() {
		closeStores();
		if (this.fixture != null) {
			this.fixture.close();
		}
	}

}
