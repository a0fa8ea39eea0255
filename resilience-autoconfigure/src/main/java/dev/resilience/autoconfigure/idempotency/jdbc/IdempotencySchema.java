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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

import dev.resilience.autoconfigure.settings.IdempotencyProperties;

/**
 * Makes the table of the records by a script, which does nothing where it exists. Not a
 * bean: only an application that keeps records in its database gets a table.
 */
final class IdempotencySchema extends DataSourceScriptDatabaseInitializer {

	private static final String LOCATION = "classpath:dev/resilience/autoconfigure/idempotency/jdbc/"
			+ "schema-@@platform@@.sql";

	private final IdempotencyProperties.Jdbc properties;

	/**
	 * Creates an initializer.
	 * @param dataSource the database
	 * @param properties when and by which script
	 */
	IdempotencySchema(DataSource dataSource, IdempotencyProperties.Jdbc properties) {
		super(dataSource, settings(dataSource, properties));
		this.properties = properties;
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource,
			IdempotencyProperties.Jdbc properties) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setMode(switch (properties.initializeSchema()) {
			case ALWAYS -> DatabaseInitializationMode.ALWAYS;
			case EMBEDDED -> DatabaseInitializationMode.EMBEDDED;
			case NEVER -> DatabaseInitializationMode.NEVER;
		});
		// Another process may be faster; the check of the table finds what is wrong
		settings.setContinueOnError(true);
		if (settings.getMode() != DatabaseInitializationMode.NEVER) {
			settings.setSchemaLocations(locations(dataSource, properties));
		}
		return settings;
	}

	private static List<String> locations(DataSource dataSource, IdempotencyProperties.Jdbc properties) {
		String location = Objects.requireNonNullElse(properties.schema(), LOCATION);
		String platform = properties.platform();
		PlatformPlaceholderDatabaseDriverResolver resolver = new PlatformPlaceholderDatabaseDriverResolver();
		return StringUtils.hasText(platform) ? resolver.resolveAll(platform, location)
				: resolver.resolveAll(dataSource, location);
	}

	@Override
	protected void runScripts(Scripts scripts) {
		if (this.properties.schema() != null
				|| JdbcIdempotencyOptions.DEFAULT_TABLE_NAME.equals(this.properties.tableName())) {
			super.runScripts(scripts);
			return;
		}
		List<Resource> renamed = new ArrayList<>();
		scripts.forEach((script) -> renamed.add(renamed(script, this.properties.tableName())));
		super.runScripts(new Scripts(renamed).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(StandardCharsets.UTF_8));
	}

	// Names of constraints and indexes cannot have that of the schema in front.
	private static Resource renamed(Resource script, String tableName) {
		try {
			String text = script.getContentAsString(StandardCharsets.UTF_8);
			String bare = tableName.substring(tableName.lastIndexOf('.') + 1);
			String standard = JdbcIdempotencyOptions.DEFAULT_TABLE_NAME;
			String changed = text.replace(standard + "_", bare + "_").replace(standard + " ", tableName + " ");
			return new ByteArrayResource(changed.getBytes(StandardCharsets.UTF_8), script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
