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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An environment that holds nothing but what a test puts into it, the strongest source
 * first.
 */
public final class TestSettings {

	private final StandardEnvironment environment = new StandardEnvironment();

	private TestSettings() {
		this.environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		this.environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
	}

	public static TestSettings none() {
		return new TestSettings();
	}

	public static TestSettings yaml(String yaml) {
		return none().andYaml("application.yml", yaml);
	}

	public static TestSettings variables(String... pairs) {
		TestSettings settings = none();
		settings.environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource("systemEnvironment", map(pairs)));
		return settings;
	}

	public static TestSettings properties(String... pairs) {
		TestSettings settings = none();
		settings.environment.getPropertySources().addLast(new MapPropertySource("test properties", map(pairs)));
		return settings;
	}

	public TestSettings andYaml(String fileName, String yaml) {
		Resource resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)) {

			@Override
			public String getFilename() {
				return fileName;
			}

		};
		try {
			new YamlPropertySourceLoader().load(fileName, resource)
				.forEach(this.environment.getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	public StandardEnvironment environment() {
		return this.environment;
	}

	public ResilienceSettings bind() {
		return SettingsBinder.bind(this.environment);
	}

	public List<StartupProblem> problems() {
		return catchThrowableOfType(InvalidSettingsException.class, this::bind).problems();
	}

	private static Map<String, Object> map(String... pairs) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (String pair : pairs) {
			int equals = pair.indexOf('=');
			map.put(pair.substring(0, equals), pair.substring(equals + 1));
		}
		return map;
	}

}
