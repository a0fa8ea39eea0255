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

package dev.resilience.autoconfigure.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import dev.resilience.InstanceNames;
import dev.resilience.autoconfigure.settings.NearestSpelling;

/**
 * A mapping of a YAML file whose keys are known. Whatever is wrong is reported with its
 * line; what can be read is.
 */
final class YamlFields {

	private final Node node;

	private final YamlPlace place;

	private final Map<String, Node> values = new LinkedHashMap<>();

	private YamlFields(Node node, YamlPlace place) {
		this.node = node;
		this.place = place;
	}

	static @Nullable YamlFields of(Node node, YamlPlace place, List<String> keys) {
		if (!(node instanceof MappingNode mapping)) {
			place.report(node.getStartMark(), "must be a mapping with " + String.join(", ", keys), null);
			return null;
		}
		YamlFields fields = new YamlFields(node, place);
		mapping.getValue().forEach((tuple) -> fields.put(tuple, keys));
		return fields;
	}

	private void put(NodeTuple tuple, List<String> keys) {
		String key = (tuple.getKeyNode() instanceof ScalarNode scalar) ? scalar.getValue() : "";
		if (!keys.contains(key)) {
			report(tuple.getKeyNode(), "has the unknown key '" + key + "'",
					NearestSpelling.of(key, keys)
						.map((nearest) -> "Did you mean '" + nearest + "'?")
						.orElse("Keys are " + String.join(", ", keys) + "."));
		}
		else if (this.values.putIfAbsent(key, tuple.getValueNode()) != null) {
			report(tuple.getKeyNode(), "has the key '" + key + "' twice", null);
		}
	}

	@Nullable Node node(String key) {
		return this.values.get(key);
	}

	void report(@Nullable Node at, String reason, @Nullable String suggestion) {
		this.place.report(((at != null) ? at : this.node).getStartMark(), reason, suggestion);
	}

	@Nullable String text(String key) {
		Node value = this.values.get(key);
		return (value != null) ? scalar(key, value) : null;
	}

	String textOrEmpty(String key) {
		String text = text(key);
		return (text != null) ? text : "";
	}

	@Nullable String required(String key) {
		String text = text(key);
		if (text == null && !this.values.containsKey(key)) {
			report(null, "has no '" + key + "'", null);
		}
		return text;
	}

	List<String> texts(String key) {
		Node value = this.values.get(key);
		if (value == null) {
			return List.of();
		}
		List<String> texts = new ArrayList<>();
		for (Node element : elements(key)) {
			String text = scalar(key, element);
			if (text != null) {
				texts.add(text);
			}
		}
		return texts;
	}

	// One element needs no list
	List<Node> elements(String key) {
		Node value = this.values.get(key);
		if (value instanceof SequenceNode sequence) {
			if (sequence.getValue().isEmpty()) {
				report(value, "has an empty '" + key + "'", null);
			}
			return sequence.getValue();
		}
		return (value != null) ? List.of(value) : List.of();
	}

	private @Nullable String scalar(String key, Node value) {
		if (!(value instanceof ScalarNode scalar)) {
			report(value, "has a '" + key + "' that is not a text", null);
			return null;
		}
		if (scalar.getValue().isBlank()) {
			report(value, "has an empty '" + key + "'", null);
			return null;
		}
		return scalar.getValue().trim();
	}

	double number(String key, double otherwise, double least, double most) {
		String text = text(key);
		if (text == null) {
			return otherwise;
		}
		try {
			double number = Double.parseDouble(text);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below, as what is out of range
		}
		report(this.values.get(key),
				"has the " + key + " '" + text + "', which is not a number from " + least + " to " + most, null);
		return otherwise;
	}

	boolean flag(String key, boolean otherwise) {
		String text = text(key);
		if (text == null) {
			return otherwise;
		}
		if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
			report(this.values.get(key), "has '" + text + "' as '" + key + "', which is neither true nor false", null);
		}
		return Boolean.parseBoolean(text);
	}

	<E extends Enum<E>> @Nullable E choice(String key, Class<E> type) {
		String text = text(key);
		return (text != null) ? choice(key, text, type) : null;
	}

	<E extends Enum<E>> List<E> choices(String key, Class<E> type) {
		List<E> choices = new ArrayList<>();
		for (String text : texts(key)) {
			E choice = choice(key, text, type);
			if (choice != null) {
				choices.add(choice);
			}
		}
		return choices;
	}

	private <E extends Enum<E>> @Nullable E choice(String key, String text, Class<E> type) {
		List<E> constants = Arrays.asList(type.getEnumConstants());
		for (E constant : constants) {
			if (InstanceNames.uniform(constant.name()).equals(InstanceNames.uniform(text))) {
				return constant;
			}
		}
		List<String> names = constants.stream()
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
		report(this.values.get(key), "has the unknown " + key + " '" + text + "'",
				NearestSpelling.of(text, names)
					.map((nearest) -> "Did you mean '" + nearest + "'?")
					.orElse("It may be " + String.join(", ", names) + "."));
		return null;
	}

}
