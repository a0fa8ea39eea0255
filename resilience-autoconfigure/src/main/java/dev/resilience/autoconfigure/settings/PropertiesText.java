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
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * The text of a properties file, in the order in which it was written.
 */
final class PropertiesText {

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private PropertiesText() {
	}

	/**
	 * Parses a text.
	 * @param text the text
	 * @param prefix what is put in front of each key
	 * @param problems takes what is wrong with the text
	 * @return the properties
	 */
	static PropertiesText parse(String text, String prefix, Consumer<StartupProblem> problems) {
		PropertiesText parsed = new PropertiesText();
		Lines lines = new Lines((key, value) -> {
			Object earlier = parsed.properties.put(prefix + key, value);
			if (earlier != null) {
				problems.accept(new StartupProblem(prefix + key, value, null,
						"is set twice in one text, the other time to " + earlier, "Remove one of them."));
			}
		});
		try {
			lines.load(new StringReader(text));
		}
		catch (IOException | IllegalArgumentException ex) {
			problems.accept(StartupProblem.at("The text of the settings", "is no properties text: " + ex.getMessage(),
					"Write one setting a line, such as retry.max-attempts=5"));
		}
		return parsed;
	}

	/**
	 * Returns an environment that holds these properties and nothing else.
	 * @param origin the name of their source
	 * @return the environment
	 */
	Environment environment(String origin) {
		Isolated environment = new Isolated();
		environment.getPropertySources().addFirst(new MapPropertySource(origin, this.properties));
		return environment;
	}

	/** Hands on every line; a map would keep the last of those with one key. */
	private static final class Lines extends Properties {

		private static final long serialVersionUID = 1L;

		private final transient BiConsumer<String, String> sink;

		Lines(BiConsumer<String, String> sink) {
			this.sink = sink;
		}

		@Override
		public synchronized Object put(Object key, Object value) {
			this.sink.accept(key.toString(), value.toString());
			return value;
		}

	}

	/** Without system properties and environment variables. */
	private static final class Isolated extends StandardEnvironment {

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
			// holds nothing by itself
		}

	}

}
