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

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.IdempotencyProperties.SchemaInitialization;

/**
 * When and how a table is made. Immutable.
 *
 * @param initialize when the script runs
 * @param folder where the scripts are on the class path, without a slash at its end
 * @param standardName the name that the table has in them
 * @param tableName the name that the table is to have
 * @param schema the location of a script of the application's own, or {@code null}
 * @param platform the name that the script has in its file name, or {@code null} for that
 * of the database
 */
public record SchemaOptions(SchemaInitialization initialize, String folder, String standardName, String tableName,
		@Nullable String schema, @Nullable String platform) {

}
