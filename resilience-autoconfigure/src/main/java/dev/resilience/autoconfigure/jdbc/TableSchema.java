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

/**
 * Makes a table by a script, which does nothing where it exists. Not a bean: only an
 * application that keeps something in its database gets a table for it.
 */
public final class TableSchema extends DataSourceScriptDatabaseInitializer {

	private final SchemaOptions options;

	/**
	 * Creates an initializer.
	 * @param dataSource the database
	 * @param options when and by which script
	 */
	public TableSchema(DataSource dataSource, SchemaOptions options) {
		super(dataSource, settings(dataSource, options));
		this.options = options;
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource, SchemaOptions options) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setMode(switch (options.initialize()) {
			case ALWAYS -> DatabaseInitializationMode.ALWAYS;
			case EMBEDDED -> DatabaseInitializationMode.EMBEDDED;
			case NEVER -> DatabaseInitializationMode.NEVER;
		});
		// Another process may be faster; the check of the table finds what is wrong
		settings.setContinueOnError(true);
		if (settings.getMode() != DatabaseInitializationMode.NEVER) {
			settings.setSchemaLocations(locations(dataSource, options));
		}
		return settings;
	}

	private static List<String> locations(DataSource dataSource, SchemaOptions options) {
		String location = Objects.requireNonNullElse(options.schema(),
				"classpath:" + options.folder() + "/schema-@@platform@@.sql");
		String platform = options.platform();
		PlatformPlaceholderDatabaseDriverResolver resolver = new PlatformPlaceholderDatabaseDriverResolver();
		return StringUtils.hasText(platform) ? resolver.resolveAll(platform, location)
				: resolver.resolveAll(dataSource, location);
	}

	@Override
	protected void runScripts(Scripts scripts) {
		if (this.options.schema() != null || this.options.standardName().equals(this.options.tableName())) {
			super.runScripts(scripts);
			return;
		}
		List<Resource> renamed = new ArrayList<>();
		scripts.forEach((script) -> renamed.add(renamed(script)));
		super.runScripts(new Scripts(renamed).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(StandardCharsets.UTF_8));
	}

	// Names of constraints and indexes cannot have that of the schema in front.
	private Resource renamed(Resource script) {
		try {
			String text = script.getContentAsString(StandardCharsets.UTF_8);
			String tableName = this.options.tableName();
			String bare = tableName.substring(tableName.lastIndexOf('.') + 1);
			String standard = this.options.standardName();
			String changed = text.replace(standard + "_", bare + "_").replace(standard + " ", tableName + " ");
			return new ByteArrayResource(changed.getBytes(StandardCharsets.UTF_8), script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
