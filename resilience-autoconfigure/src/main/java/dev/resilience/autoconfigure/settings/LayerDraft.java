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
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.PolicyType;

/**
 * A layer while it is gathered from property sources. Of each setting the strongest
 * source wins, with a list as a whole.
 */
final class LayerDraft {

	private final String parent;

	private String name;

	private boolean named;

	private final Map<SettingKey<?>, List<FoundProperty>> found = new LinkedHashMap<>();

	private final Set<PolicyType> blocks = EnumSet.noneOf(PolicyType.class);

	/**
	 * Begins a layer.
	 * @param parent the path of what holds the layer, ending in a dot
	 * @param name the name of the layer below its parent, or empty text
	 */
	LayerDraft(String parent, String name) {
		this.parent = parent;
		this.name = name;
	}

	/**
	 * Takes a spelling of the name. The first one wins, but environment variables cannot
	 * spell every name.
	 * @param spelling the name as written
	 * @param environmentVariable whether an environment variable wrote it
	 */
	void spelled(String spelling, boolean environmentVariable) {
		if (!this.named && !environmentVariable) {
			this.name = spelling;
			this.named = true;
		}
	}

	String parent() {
		return this.parent;
	}

	String name() {
		return this.name;
	}

	String prefix() {
		return this.name.isEmpty() ? this.parent : this.parent + this.name + ".";
	}

	/**
	 * Returns whether a setting was written, legal or not.
	 * @param key the setting
	 * @return whether it was written
	 */
	boolean mentions(SettingKey<?> key) {
		return this.found.containsKey(key);
	}

	void block(PolicyType policy) {
		this.blocks.add(policy);
	}

	/**
	 * Adds a property.
	 * @param key the setting that it sets
	 * @param property the property
	 * @return what is wrong, or {@code null}
	 */
	@Nullable StartupProblem add(SettingKey<?> key, FoundProperty property) {
		PolicyType policy = key.policy();
		if (policy != null && key.inBlock()) {
			this.blocks.add(policy);
		}
		List<FoundProperty> parts = this.found.computeIfAbsent(key, (unknown) -> new ArrayList<>());
		int strongest = parts.isEmpty() ? Integer.MAX_VALUE : parts.get(0).source();
		if (property.source() > strongest) {
			return null;
		}
		if (property.source() < strongest) {
			parts.clear();
		}
		for (FoundProperty part : parts) {
			if (part.index() == property.index() || part.index() < 0 || property.index() < 0) {
				return new StartupProblem(spelling(key, property), property.text(), property.origin(),
						"is set twice in one source, the other time as " + spelling(key, part) + " = " + part.text()
								+ " (" + part.origin() + ")",
						"Remove one of them.");
			}
		}
		parts.add(property);
		return null;
	}

	private String spelling(SettingKey<?> key, FoundProperty property) {
		return property.environmentVariable() ? prefix() + key.path() : property.spelling();
	}

	/**
	 * Reads the values.
	 * @param classLoader loads classes that values name
	 * @param problems takes what is wrong
	 * @return the legal settings
	 */
	Settings settings(@Nullable ClassLoader classLoader, Consumer<StartupProblem> problems) {
		Settings.Builder layer = new Settings.Builder(prefix(), "", classLoader);
		this.blocks.forEach(layer::block);
		this.found.forEach((key, parts) -> read(layer, key, parts));
		return layer.buildLegal(problems);
	}

	private void read(Settings.Builder layer, SettingKey<?> key, List<FoundProperty> parts) {
		FoundProperty first = parts.get(0);
		if (first.index() < 0) {
			layer.read(key, first.value(), first.origin());
		}
		else if (key.type() instanceof ListType) {
			List<FoundProperty> inOrder = parts.stream().sorted(Comparator.comparingInt(FoundProperty::index)).toList();
			layer.read(key, inOrder.stream().map(FoundProperty::value).toList(), inOrder.get(0).origin());
		}
		else {
			layer.problem(new StartupProblem(prefix() + key.path(), null, first.origin(),
					"is a list, must be a single value", null));
		}
	}

}
