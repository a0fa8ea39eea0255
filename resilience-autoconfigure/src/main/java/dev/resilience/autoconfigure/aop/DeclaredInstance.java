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

package dev.resilience.autoconfigure.aop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.SettingKey;
import dev.resilience.autoconfigure.settings.SettingValue;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.policy.PolicyType;

/**
 * What annotations say of one instance: what they set for its gates, where they stand,
 * and the plans of the methods that use it. Safe for use by many threads.
 */
final class DeclaredInstance {

	private final String name;

	private final Map<PolicyType, Settings> gates = new EnumMap<>(PolicyType.class);

	private final Map<SettingKey<?>, String> places = new ConcurrentHashMap<>();

	private final List<MethodPlan> plans = new ArrayList<>();

	private final Set<Settings> methodLayers = new LinkedHashSet<>();

	DeclaredInstance(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	/**
	 * Adds what one method says.
	 * @param gate the kind of gate
	 * @param layer what its annotation sets
	 * @param place where the annotation stands
	 * @return the plans that must be built again
	 * @throws StartupProblemsException if another method says something else
	 */
	synchronized List<MethodPlan> add(PolicyType gate, Settings layer, String place) {
		Settings present = this.gates.getOrDefault(gate, Settings.empty());
		List<StartupProblem> conflicts = new ArrayList<>();
		boolean grows = false;
		for (SettingKey<?> key : layer.keys()) {
			SettingValue<?> other = present.find(key);
			SettingValue<?> mine = layer.find(key);
			if (other == null) {
				grows = true;
				this.places.put(key, place);
			}
			else if (mine != null && !mine.value().equals(other.value())) {
				conflicts.add(StartupProblem.at(place,
						"sets " + key.path() + " = " + mine.text() + " for instance '" + this.name + "', but "
								+ this.places.get(key) + " sets it to " + other.text()
								+ "; methods that share an instance share its state",
						"set it in one place, or give one of them another instance name"));
			}
		}
		if (!conflicts.isEmpty()) {
			throw new StartupProblemsException(conflicts);
		}
		this.gates.put(gate, present.overlay(layer));
		return grows ? List.copyOf(this.plans) : List.of();
	}

	synchronized @Nullable Settings gate(PolicyType gate) {
		return this.gates.get(gate);
	}

	synchronized void put(PolicyType gate, @Nullable Settings layer) {
		if (layer != null) {
			this.gates.put(gate, layer);
		}
		else {
			this.gates.remove(gate);
		}
	}

	synchronized void use(MethodPlan plan) {
		this.plans.add(plan);
	}

	synchronized List<MethodPlan> plans() {
		return List.copyOf(this.plans);
	}

	// A plan that is built again comes with the same layers
	synchronized void addMethod(Settings layer) {
		if (!layer.keys().isEmpty()) {
			this.methodLayers.add(layer);
		}
	}

	synchronized List<Settings> methodLayers() {
		return List.copyOf(this.methodLayers);
	}

	synchronized Set<PolicyType> gates() {
		return Set.copyOf(this.gates.keySet());
	}

	synchronized List<Settings> layers() {
		return new ArrayList<>(this.gates.values());
	}

}
