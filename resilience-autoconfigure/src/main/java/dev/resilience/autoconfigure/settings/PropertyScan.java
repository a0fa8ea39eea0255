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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds every property below {@code resilience}, whichever source holds it, so that
 * nothing that was written is overlooked.
 */
final class PropertyScan {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("resilience");

	private final List<ConfigurationPropertySource> sources = new ArrayList<>();

	private final PropertySourcesPlaceholdersResolver placeholders;

	PropertyScan(Environment environment) {
		ConfigurationPropertySources.get(environment).forEach(this.sources::add);
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
	}

	/**
	 * Lists what the sources that can be listed hold.
	 * @return the properties, those of the strongest source first
	 */
	List<FoundProperty> list() {
		List<FoundProperty> found = new ArrayList<>();
		for (int i = 0; i < this.sources.size(); i++) {
			if (this.sources.get(i) instanceof IterableConfigurationPropertySource source) {
				for (ConfigurationProperty property : properties(source)) {
					add(found, i, property);
				}
			}
		}
		return found;
	}

	private static List<ConfigurationProperty> properties(IterableConfigurationPropertySource source) {
		Map<ConfigurationPropertyName, Integer> spellings = new LinkedHashMap<>();
		for (ConfigurationPropertyName name : source) {
			if (PREFIX.equals(name) || PREFIX.isAncestorOf(name)) {
				spellings.merge(name, 1, Integer::sum);
			}
		}
		List<ConfigurationProperty> properties = new ArrayList<>();
		spellings.forEach((name, count) -> {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			List<ConfigurationProperty> spelled = (count > 1) ? spelled(source, name) : List.of();
			if (spelled.size() > 1) {
				properties.addAll(spelled);
			}
			else if (property != null) {
				properties.add(property);
			}
		});
		return properties;
	}

	// A source answers for one spelling of a name only: the others are read as written.
	private static List<ConfigurationProperty> spelled(IterableConfigurationPropertySource source,
			ConfigurationPropertyName name) {
		List<ConfigurationProperty> spelled = new ArrayList<>();
		if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> written) {
			for (String spelling : written.getPropertyNames()) {
				Object value = ConfigurationPropertyName.adapt(spelling, '.').equals(name)
						? written.getProperty(spelling) : null;
				if (value != null) {
					spelled.add(new ConfigurationProperty(name, value, PropertySourceOrigin.get(written, spelling)));
				}
			}
		}
		return spelled;
	}

	/**
	 * Asks the sources that cannot be listed.
	 * @param paths the paths below {@code resilience} to ask for
	 * @return the properties that they hold
	 */
	List<FoundProperty> ask(List<String> paths) {
		List<FoundProperty> found = new ArrayList<>();
		for (int i = 0; i < this.sources.size(); i++) {
			ConfigurationPropertySource source = this.sources.get(i);
			if (!(source instanceof IterableConfigurationPropertySource)) {
				for (String path : paths) {
					add(found, i, source.getConfigurationProperty(ConfigurationPropertyName.of(PREFIX + "." + path)));
				}
			}
		}
		return found;
	}

	private void add(List<FoundProperty> found, int source, @Nullable ConfigurationProperty property) {
		if (property == null) {
			return;
		}
		ConfigurationPropertyName name = property.getName();
		int last = name.getNumberOfElements() - 1;
		int index = name.isNumericIndex(last) ? Integer.parseInt(name.getElement(last, Form.ORIGINAL)) : -1;
		boolean variable = isEnvironmentVariable(this.sources.get(source), property.getOrigin());
		List<String> path = elements(name, variable ? null : property.getOrigin());
		found.add(new FoundProperty(source, List.copyOf(path.subList(1, (index < 0) ? path.size() : last)), index,
				resolve(property.getValue()), Origins.describe(property), variable));
	}

	private Object resolve(Object value) {
		if (!(value instanceof CharSequence text)) {
			return value;
		}
		try {
			Object resolved = this.placeholders.resolvePlaceholders(text.toString());
			return (resolved != null) ? resolved : "";
		}
		catch (IllegalArgumentException ex) {
			// Circular: the unresolved text is reported with its place
			return text.toString();
		}
	}

	private static List<String> elements(ConfigurationPropertyName name, @Nullable Origin origin) {
		if (origin instanceof PropertySourceOrigin written) {
			// A ConfigurationPropertyName has lost the characters that it does not allow
			String[] elements = written.getPropertyName().split("\\.", -1);
			if (elements.length == name.getNumberOfElements() && written.getPropertyName().indexOf('[') < 0) {
				return Arrays.asList(elements);
			}
		}
		List<String> elements = new ArrayList<>();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			elements.add(name.getElement(i, Form.ORIGINAL));
		}
		return elements;
	}

	private static boolean isEnvironmentVariable(ConfigurationPropertySource source, @Nullable Origin origin) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource
				&& origin instanceof PropertySourceOrigin written && written.getPropertyName().indexOf('.') < 0;
	}

}
