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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.resilience.SettingsChanged.Change;
import dev.resilience.policy.PolicyType;

/**
 * What is different between the settings of one instance before and after a change. A
 * value that nobody has set is compared too, as it may follow from others.
 */
final class SettingsDifference {

	private static final String CONFIGURED = "configured";

	private SettingsDifference() {
	}

	/**
	 * Returns what has another value.
	 * @param before the settings before
	 * @param after the settings after
	 * @return the changes in the order of the documentation
	 */
	static List<Change> between(ResolvedInstance before, ResolvedInstance after) {
		List<Change> changes = new ArrayList<>();
		for (PolicyType policy : PolicyType.values()) {
			boolean was = before.blocks().contains(policy);
			boolean is = after.blocks().contains(policy);
			if (was != is) {
				changes.add(new Change(policy.property(), was ? CONFIGURED : null, is ? CONFIGURED : null));
			}
		}
		Map<String, String> old = values(before);
		Map<String, String> current = values(after);
		Set<String> keys = new LinkedHashSet<>(old.keySet());
		keys.addAll(current.keySet());
		for (String key : keys) {
			Change change = new Change(key, old.get(key), current.get(key));
			if (change.before() == null || !change.before().equals(change.after())) {
				changes.add(change);
			}
		}
		return changes;
	}

	private static Map<String, String> values(ResolvedInstance settings) {
		Map<String, String> values = new LinkedHashMap<>();
		settings.effectiveSettings(EnumSet.allOf(PolicyType.class))
			.forEach((setting) -> values.put(setting.key(), setting.value()));
		return values;
	}

}
