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

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What to do about settings that stand where they mean nothing.
 */
final class Remedies {

	private Remedies() {
	}

	static String didYouMean(String name) {
		return "Did you mean " + name + "?";
	}

	/**
	 * Returns what to do about an unknown setting: a key that stands on the wrong level
	 * is recognised, a misspelt one corrected, and for any other the known ones are
	 * listed.
	 * @param draft the layer in which it stands
	 * @param catalog the keys of that layer
	 * @param path the path below the layer
	 * @return a sentence
	 */
	static @Nullable String forUnknown(LayerDraft draft, KeyCatalog catalog, List<String> path) {
		boolean global = catalog == GlobalKeys.CATALOG;
		if (global && isSettingOnly(path)) {
			return "Write it under resilience.instances.<name>, or for all instances under resilience.defaults.";
		}
		String below = draft.name() + "." + String.join(".", path);
		if (catalog == SettingKeys.CATALOG && SettingKeys.CATALOG.find(below).isPresent()) {
			return "Indent it below the name of %s: %s<name>.%s".formatted(
					draft.parent().equals("resilience.templates.") ? "a template" : "an instance", draft.parent(),
					below);
		}
		Optional<String> nearest = catalog.nearest(path).map((meant) -> didYouMean(draft.prefix() + meant));
		if (nearest.isPresent()) {
			return nearest.get();
		}
		if (global && path.size() > 1 && isSetting(path.get(1))) {
			return didYouMean("resilience.instances." + path.get(0));
		}
		return "Known there: " + String.join(", ", catalog.below(path.subList(0, catalog.unknownLength(path) - 1)));
	}

	/**
	 * Returns what to do about a value where a group of settings belongs.
	 * @param catalog the keys of the layer
	 * @param path the path of the group below the layer
	 * @return a sentence
	 */
	static String forGroup(KeyCatalog catalog, List<String> path) {
		return "Set below it: " + String.join(", ", catalog.below(path));
	}

	// Both instances and all of them together have a group named idempotency
	private static boolean isSettingOnly(List<String> path) {
		return GlobalKeys.CATALOG.isGroup(path.subList(0, 1))
				? SettingKeys.CATALOG.find(String.join(".", path)).isPresent() : isSetting(path.get(0));
	}

	private static boolean isSetting(String first) {
		return SettingKeys.CATALOG.find(first).isPresent() || SettingKeys.CATALOG.isGroup(List.of(first));
	}

}
