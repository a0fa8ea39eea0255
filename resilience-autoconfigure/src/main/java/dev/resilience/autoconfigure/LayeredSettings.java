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

package dev.resilience.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.actuate.EffectiveSettings;
import dev.resilience.autoconfigure.aop.AnnotatedInstances;
import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.SettingKey;
import dev.resilience.autoconfigure.settings.SettingValue;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.policy.PolicyType;

/**
 * Effective settings from the layers of the configuration and of annotations.
 *
 * @param settings the configuration
 * @param live what is in force for instances as a whole
 * @param annotated what annotations say, {@code null} where they are not looked at
 */
record LayeredSettings(ResilienceSettings settings, LiveSettings live,
		@Nullable AnnotatedInstances annotated) implements EffectiveSettings {

	@Override
	public List<EffectiveSetting> of(String instance, Set<PolicyType> policies) {
		return this.live.resolve(instance).effectiveSettings(policies);
	}

	@Override
	public Map<String, List<EffectiveSetting>> ofMethods(String instance, Set<PolicyType> policies) {
		Map<String, List<EffectiveSetting>> methods = new LinkedHashMap<>();
		if (this.annotated != null) {
			List<EffectiveSetting> common = of(instance, policies);
			for (Settings layer : this.annotated.methodLayers(instance)) {
				List<Settings> layers = shared(instance);
				layers.add(layer);
				List<EffectiveSetting> own = effective(instance, layers, policies);
				own.removeAll(common);
				if (!own.isEmpty()) {
					methods.put(originOf(layer), own);
				}
			}
		}
		return methods;
	}

	private List<Settings> shared(String instance) {
		return (this.annotated != null) ? new ArrayList<>(this.annotated.layers(instance)) : new ArrayList<>();
	}

	private List<EffectiveSetting> effective(String instance, List<Settings> layers, Set<PolicyType> policies) {
		return new ArrayList<>(this.settings.resolve(instance, layers).effectiveSettings(policies));
	}

	private static String originOf(Settings layer) {
		for (SettingKey<?> key : layer.keys()) {
			SettingValue<?> value = layer.find(key);
			if (value != null) {
				return value.origin();
			}
		}
		return "";
	}

}
