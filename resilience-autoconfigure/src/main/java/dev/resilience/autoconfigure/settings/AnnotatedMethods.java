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

import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyType;

/**
 * What annotated methods say of instances, and how they follow a change of settings. Safe
 * for use by many threads.
 */
public interface AnnotatedMethods {

	/** There are none. */
	AnnotatedMethods NONE = new NoAnnotatedMethods();

	/**
	 * Returns the names that annotations use.
	 * @return the names as they were written first
	 */
	Collection<String> names();

	/**
	 * Returns the settings of an instance with what annotations say of its gates.
	 * @param settings the settings of all instances
	 * @param name the name of the instance
	 * @return the settings
	 * @throws InvalidSettingsException if customizers fail
	 */
	ResolvedInstance resolve(ResilienceSettings settings, String name);

	/**
	 * Returns what calls apply that name an instance in code: the policies whose block
	 * stands in its settings, and the gates that annotations give it.
	 * @param settings the settings of all instances
	 * @param name the name of the instance
	 * @param alsoApplied the policies that the instance has for other reasons
	 * @return the policies and their settings
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	InstanceConfig config(ResilienceSettings settings, String name, Set<PolicyType> alsoApplied);

	/**
	 * Prepares all methods that use some instances to follow other settings.
	 * @param candidate the settings
	 * @param names the names of the instances
	 * @param problems takes what is wrong with the settings
	 * @return what is to be done once nothing is wrong
	 */
	List<Runnable> prepare(ResilienceSettings candidate, Collection<String> names, StartupProblems problems);

	/**
	 * Does something while no method begins to use an instance. Must not ask for beans.
	 * @param work what to do
	 */
	void exclusively(Runnable work);

}
