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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.InstanceNames;

/**
 * The layers of all instances at one moment. Maps are by the uniform form of names.
 *
 * @param globals the settings that hold for all instances
 * @param defaults what stands under {@code resilience.defaults}
 * @param templates what stands under {@code resilience.templates}
 * @param instances what stands under {@code resilience.instances}
 * @param custom what customizers set
 * @param code makes predicates and the like of what settings name
 * @param live what was changed live
 */
record SettingsLayers(Globals globals, Settings defaults, Map<String, Layer> templates, Map<String, Layer> instances,
		CustomLayers custom, UserCode code, Map<String, Settings> live) {

	SettingsLayers {
		templates = Map.copyOf(templates);
		instances = Map.copyOf(instances);
		live = Map.copyOf(live);
	}

	SettingsLayers withCustom(CustomLayers custom) {
		return new SettingsLayers(this.globals, this.defaults, this.templates, this.instances, custom, this.code,
				this.live);
	}

	SettingsLayers withCode(UserCode code) {
		return new SettingsLayers(this.globals, this.defaults, this.templates, this.instances, this.custom, code,
				this.live);
	}

	/**
	 * Returns these layers with one live layer replaced.
	 * @param name the name of the instance
	 * @param layer the live layer, empty to take it away
	 * @return the layers
	 */
	SettingsLayers withLive(String name, Settings layer) {
		Map<String, Settings> live = new LinkedHashMap<>(this.live);
		if (layer.isEmpty()) {
			live.remove(InstanceNames.uniform(name));
		}
		else {
			live.put(InstanceNames.uniform(name), layer);
		}
		return new SettingsLayers(this.globals, this.defaults, this.templates, this.instances, this.custom, this.code,
				live);
	}

	/**
	 * Returns these layers without what was changed live.
	 * @return the layers
	 */
	SettingsLayers withoutLive() {
		return this.live.isEmpty() ? this : new SettingsLayers(this.globals, this.defaults, this.templates,
				this.instances, this.custom, this.code, Map.of());
	}

	/**
	 * Returns the layers of an environment under the customizers and live changes of
	 * these. The global settings stay, as they take effect at the start.
	 * @param environment the layers of the environment
	 * @return the layers
	 */
	SettingsLayers refreshed(SettingsLayers environment) {
		return new SettingsLayers(this.globals, environment.defaults, environment.templates, environment.instances,
				this.custom, this.code.with(this.code.retryBudgets().replacedBy(environment.code.retryBudgets())),
				this.live);
	}

	String nameOf(String name) {
		return nameOf(name, InstanceNames.uniform(name));
	}

	private String nameOf(String name, String uniform) {
		Layer configured = this.instances.get(uniform);
		return (configured != null) ? configured.name() : name;
	}

	Settings live(String name) {
		return this.live.getOrDefault(InstanceNames.uniform(name), Settings.empty());
	}

	ResolvedInstance resolve(String name, List<Settings> annotationLayers) {
		// Once for all maps: an application starts with many instances, each asked for
		// often
		String uniform = InstanceNames.uniform(name);
		String knownName = nameOf(name, uniform);
		Settings live = this.live.getOrDefault(uniform, Settings.empty());
		Settings instance = uniformLayer(this.instances, uniform);
		Settings fromTemplate = layer(this.templates, instance.overlay(live).get(SettingKeys.TEMPLATE));
		Settings own = Settings.empty();
		for (Settings annotationLayer : annotationLayers) {
			own = own.overlay(annotationLayer);
		}
		own = own.overlay(instance).overlay(this.custom.layer(knownName, uniform)).overlay(live);
		return new ResolvedInstance(knownName, fromTemplate.overlay(instance).overlay(live).blocks(),
				this.defaults.overlay(fromTemplate), own, this.code);
	}

	/**
	 * Returns what a live layer stands on, as far as settings say it.
	 * @param name the name of the instance
	 * @param live the live layer
	 * @return the settings of all layers below
	 */
	Settings below(String name, Settings live) {
		Settings instance = layer(this.instances, name);
		return this.defaults.overlay(layer(this.templates, instance.overlay(live).get(SettingKeys.TEMPLATE)))
			.overlay(instance)
			.overlay(this.custom.layer(nameOf(name)));
	}

	private static Settings layer(Map<String, Layer> layers, @Nullable String name) {
		return (name != null) ? uniformLayer(layers, InstanceNames.uniform(name)) : Settings.empty();
	}

	private static Settings uniformLayer(Map<String, Layer> layers, String uniform) {
		Layer layer = layers.get(uniform);
		return (layer != null) ? layer.settings() : Settings.empty();
	}

}
