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

package dev.resilience.autoconfigure.jdbc;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes sure that a table is there when what keeps rows in it comes into being. A
 * database that is down for now does not stop an application that can wait for it.
 */
public final class TableSetup {

	private static final Logger logger = LoggerFactory.getLogger(TableSetup.class);

	private TableSetup() {
	}

	/**
	 * Checks a table and makes it where it is missing and may be made.
	 * @param check throws an {@link IllegalStateException} if the table is not as it must
	 * be
	 * @param dataSource the database
	 * @param options when and how the table is made
	 * @throws IllegalStateException if it is still not as it must be
	 */
	public static void prepare(Runnable check, DataSource dataSource, SchemaOptions options) {
		try {
			checkOrCreate(check, dataSource, options);
		}
		catch (DataAccessException ex) {
			logger.warn("The table '{}' could not be checked", options.tableName(), ex);
		}
	}

	private static void checkOrCreate(Runnable check, DataSource dataSource, SchemaOptions options) {
		try {
			check.run();
		}
		catch (IllegalStateException ex) {
			if (!new TableSchema(dataSource, options).initializeDatabase()) {
				throw ex;
			}
			check.run();
		}
	}

}
