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
 * H2 2.2.220 and newer, embedded or as a server.
 */
record H2Dialect() implements SqlDialect {

	private static final String DUPLICATE_KEY = "23505";

	@Override
	public Database database() {
		return Database.H2;
	}

	@Override
	public String clock() {
		return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(6)) * 1000000 AS BIGINT)";
	}

	@Override
	public boolean clockStandsStill() {
		return true;
	}

	@Override
	public boolean isDuplicate(SQLException ex) {
		return DUPLICATE_KEY.equals(ex.getSQLState());
	}

}
