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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.IdempotencyProperties.SchemaInitialization;

/**
 * Settings of a table in the database of the application.
 *
 * @param tableName the name of the table
 * @param initializeSchema when the table is created
 * @param schema the location of the script that creates it, or {@code null} for that of
 * the library
 * @param platform the name of the database in that location, or {@code null} to ask the
 * database
 * @param queryTimeout the longest time of one statement, longer than zero
 * @param retention how long rows are kept that nobody needs any more, longer than zero
 * @param cleanupInterval the time between two removals of these, longer than zero
 */
public record JdbcTableProperties(String tableName, SchemaInitialization initializeSchema, @Nullable String schema,
		@Nullable String platform, Duration queryTimeout, Duration retention, Duration cleanupInterval) {

}
