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

package dev.resilience.autoconfigure.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.policy.PolicyType;

/**
 * Tells which settings are in force for an instance and where each comes from. Must not
 * show anything secret.
 */
@FunctionalInterface
public interface EffectiveSettings {

	/**
	 * Returns the settings that hold for an instance.
	 * @param instance the name of the instance
	 * @param policies the policies that the instance uses
	 * @return the settings, in the order in which they are to be shown
	 */
	List<EffectiveSetting> of(String instance, Set<PolicyType> policies);

	/**
	 * Returns the settings that hold for single methods only.
	 * @param instance the name of the instance
	 * @param policies the policies that the instance uses
	 * @return by what is annotated, the settings that differ from those of the instance
	 */
	default Map<String, List<EffectiveSetting>> ofMethods(String instance, Set<PolicyType> policies) {
		return Map.of();
	}

}
