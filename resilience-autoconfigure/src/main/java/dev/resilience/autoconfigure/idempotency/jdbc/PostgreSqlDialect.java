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

import java.sql.SQLException;

import dev.resilience.autoconfigure.jdbc.Database;

/**
 * PostgreSQL 10 and newer, and what speaks its language.
 */
record PostgreSqlDialect() implements SqlDialect {

	@Override
	public Database database() {
		return Database.POSTGRESQL;
	}

	// As a query of its own it is asked once per statement, so that an index can be used.
	@Override
	public String clock() {
		return "(SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT))";
	}

	@Override
	public String unlessPresent() {
		return " ON CONFLICT (key_hash) DO NOTHING";
	}

	@Override
	public boolean readsAndInserts() {
		return true;
	}

	@Override
	public boolean isDuplicate(SQLException ex) {
		return false;
	}

	@Override
	public boolean failureEndsTransaction() {
		return true;
	}

}
