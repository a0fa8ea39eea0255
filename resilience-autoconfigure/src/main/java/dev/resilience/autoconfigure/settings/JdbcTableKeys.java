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
import java.util.List;

import dev.resilience.autoconfigure.settings.IdempotencyProperties.SchemaInitialization;

/**
 * The settings of a table in the database of the application, below a prefix.
 */
final class JdbcTableKeys {

	private static final Duration DEFAULT_QUERY_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration DEFAULT_RETENTION = Duration.ofDays(30);

	private static final Duration DEFAULT_CLEANUP_INTERVAL = Duration.ofHours(1);

	private final String defaultTable;

	private final SettingKey<String> tableName;

	private final SettingKey<SchemaInitialization> initializeSchema;

	private final SettingKey<String> schema;

	private final SettingKey<String> platform;

	private final SettingKey<Duration> queryTimeout;

	private final SettingKey<Duration> retention;

	private final SettingKey<Duration> cleanupInterval;

	/**
	 * Creates keys.
	 * @param prefix what they begin with, such as {@code dead-letters.jdbc}
	 * @param defaultTable the name of the table unless another one is set
	 */
	JdbcTableKeys(String prefix, String defaultTable) {
		this.defaultTable = defaultTable;
		this.tableName = key(prefix, "table-name", TextType.TABLE, Bounds.none());
		this.initializeSchema = key(prefix, "initialize-schema", ChoiceType.of(SchemaInitialization.class),
				Bounds.none());
		this.schema = key(prefix, "schema", TextType.any("the location of a script"), Bounds.none());
		this.platform = key(prefix, "platform", TextType.any("the name of a database"), Bounds.none());
		this.queryTimeout = key(prefix, "query-timeout", ScalarType.DURATION, Bounds.positive());
		this.retention = key(prefix, "retention", ScalarType.DURATION, Bounds.positive());
		this.cleanupInterval = key(prefix, "cleanup-interval", ScalarType.DURATION, Bounds.positive());
	}

	private static <T> SettingKey<T> key(String prefix, String name, SettingType<T> type, Bounds<? super T> bounds) {
		return new SettingKey<>(prefix + "." + name, null, type, bounds);
	}

	List<SettingKey<?>> all() {
		return List.of(this.tableName, this.initializeSchema, this.schema, this.platform, this.queryTimeout,
				this.retention, this.cleanupInterval);
	}

	JdbcTableProperties properties(Settings settings) {
		return new JdbcTableProperties(GlobalSection.orElse(settings, this.tableName, this.defaultTable),
				GlobalSection.orElse(settings, this.initializeSchema, SchemaInitialization.EMBEDDED),
				settings.get(this.schema), settings.get(this.platform),
				GlobalSection.orElse(settings, this.queryTimeout, DEFAULT_QUERY_TIMEOUT),
				GlobalSection.orElse(settings, this.retention, DEFAULT_RETENTION),
				GlobalSection.orElse(settings, this.cleanupInterval, DEFAULT_CLEANUP_INTERVAL));
	}

}
