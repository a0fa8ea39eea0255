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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys that exist side by side, and what somebody may have meant by one that does not.
 */
final class KeyCatalog {

	private final Map<String, SettingKey<?>> keys = new LinkedHashMap<>();

	/** Keys by other paths, as readers of files may understand their own. */
	private final Map<String, SettingKey<?>> aliases = new LinkedHashMap<>();

	/** The names directly below each group, by the uniform path of the group. */
	private final Map<String, Set<String>> groups = new LinkedHashMap<>();

	<T> SettingKey<T> add(SettingKey<T> key) {
		this.keys.put(SettingKey.uniform(key.path()), key);
		addBelow(key.path());
		return key;
	}

	/**
	 * Adds another path of a key. It is understood, but never suggested.
	 * @param path the path
	 * @param key the key
	 */
	void addAlias(String path, SettingKey<?> key) {
		this.aliases.put(SettingKey.uniform(path), key);
	}

	/**
	 * Adds a name that leads out of this catalog, so that misspellings of it are
	 * recognised.
	 * @param name the name below the root
	 */
	void addExit(String name) {
		addBelow(name);
	}

	List<SettingKey<?>> keys() {
		return List.copyOf(this.keys.values());
	}

	Optional<SettingKey<?>> find(String path) {
		String uniform = SettingKey.uniform(path);
		SettingKey<?> key = this.keys.get(uniform);
		return Optional.ofNullable((key != null) ? key : this.aliases.get(uniform));
	}

	boolean isGroup(List<String> path) {
		return this.groups.containsKey(SettingKey.uniform(String.join(".", path)));
	}

	/**
	 * Returns the names directly below a group.
	 * @param path the path of the group
	 * @return the names
	 */
	Set<String> below(List<String> path) {
		return this.groups.getOrDefault(SettingKey.uniform(String.join(".", path)), Set.of());
	}

	/**
	 * Returns how much of an unknown path is enough to say that it is unknown.
	 * @param path a path of no key
	 * @return the number of elements up to the first that is unknown
	 */
	int unknownLength(List<String> path) {
		int known = 0;
		while (known < path.size() - 1 && isGroup(path.subList(0, known + 1))) {
			known++;
		}
		return known + 1;
	}

	/**
	 * Returns what was probably meant by the unknown part of a path.
	 * @param path a path of no key
	 * @return a path as long as the unknown part, or that of a key elsewhere
	 */
	Optional<String> nearest(List<String> path) {
		int length = unknownLength(path);
		List<String> group = path.subList(0, length - 1);
		Optional<String> sibling = NearestSpelling.of(path.get(length - 1), below(group));
		if (sibling.isPresent()) {
			List<String> meant = new ArrayList<>(group);
			meant.add(sibling.get());
			return Optional.of(String.join(".", meant));
		}
		String whole = String.join(".", path);
		// In a known group the name alone is wrong: a key of the group that merely shares
		// its path with it was not meant
		return (group.isEmpty() ? nearestKey(whole) : homonym(whole)).map(SettingKey::path);
	}

	/**
	 * Returns the key that was probably meant.
	 * @param path a path of no key
	 * @return the key with the nearest path, or that of the nearest name in any group
	 */
	Optional<SettingKey<?>> nearestKey(String path) {
		List<String> paths = this.keys.values().stream().<String>map(SettingKey::path).toList();
		return NearestSpelling.of(path, paths).flatMap(this::find).or(() -> homonym(path));
	}

	private Optional<SettingKey<?>> homonym(String path) {
		List<String> names = this.keys.values().stream().map((key) -> lastElement(key.path())).toList();
		return NearestSpelling.of(lastElement(path), names)
			.flatMap((name) -> this.keys.values().stream().filter((key) -> isNamed(key, name)).findFirst());
	}

	private void addBelow(String path) {
		String group = "";
		for (String name : path.split("\\.")) {
			this.groups.computeIfAbsent(SettingKey.uniform(group), (unknown) -> new LinkedHashSet<>()).add(name);
			group = group + "." + name;
		}
	}

	private static boolean isNamed(SettingKey<?> key, String name) {
		return lastElement(key.path()).equals(name);
	}

	private static String lastElement(String path) {
		return path.substring(path.lastIndexOf('.') + 1);
	}

}
