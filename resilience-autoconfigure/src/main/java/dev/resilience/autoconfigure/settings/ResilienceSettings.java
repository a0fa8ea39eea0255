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
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.springframework.beans.factory.ListableBeanFactory;

import dev.resilience.InstanceNames;

/**
 * Everything that is configured: the global settings and the layers of which the settings
 * of an instance are made. From the weakest to the strongest these are the built-in
 * defaults, {@code resilience.defaults}, the template, annotations,
 * {@code resilience.instances}, customizers and live changes. Layers are replaced all at
 * once by {@link LiveSettings}, so that nobody sees some of a change. Thread-safe.
 */
public final class ResilienceSettings {

	private volatile SettingsLayers layers;

	/** The last answers for instances of which annotations say something. */
	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	ResilienceSettings(SettingsLayers layers) {
		this.layers = layers;
	}

	/**
	 * Returns these settings with customizers on top.
	 * @param customizers gives the customizers, the later ones winning; asked when the
	 * first instance is resolved
	 * @return the settings
	 */
	public ResilienceSettings withCustomizers(Supplier<List<SettingsCustomizer>> customizers) {
		SettingsLayers present = this.layers;
		return new ResilienceSettings(present.withCustom(present.custom().with(customizers)));
	}

	/**
	 * Returns these settings with the beans that they may name: predicates, functions and
	 * hooks. Each is fetched when it is first used.
	 * @param beanFactory where beans are found
	 * @return the settings
	 */
	public ResilienceSettings withBeans(ListableBeanFactory beanFactory) {
		SettingsLayers present = this.layers;
		UserCode code = new UserCode(new CodeBeans(beanFactory)).with(present.code().retryBudgets());
		return new ResilienceSettings(present.withCode(code));
	}

	/**
	 * Looks for the beans that the defaults, templates, instances and live changes name,
	 * whether or not anything uses them.
	 * @return what is named and does not exist, or has another type
	 */
	public List<StartupProblem> missingBeans() {
		SettingsLayers present = this.layers;
		List<StartupProblem> problems = new ArrayList<>(present.code().missing(present.defaults()));
		present.templates().values().forEach((layer) -> problems.addAll(present.code().missing(layer.settings())));
		present.instances().values().forEach((layer) -> problems.addAll(present.code().missing(layer.settings())));
		present.live().values().forEach((layer) -> problems.addAll(present.code().missing(layer)));
		return problems;
	}

	/**
	 * Looks for the beans that a layer names.
	 * @param layer the layer, such as that of an annotation
	 * @return what is named and does not exist, or has another type
	 */
	public List<StartupProblem> missingBeans(Settings layer) {
		return this.layers.code().missing(layer);
	}

	/**
	 * Returns the classes that the defaults, templates and instances name.
	 * @return the classes, those of exceptions
	 */
	Set<Class<?>> namedClasses() {
		SettingsLayers present = this.layers;
		Set<Class<?>> classes = new LinkedHashSet<>(present.defaults().namedClasses());
		present.templates().values().forEach((layer) -> classes.addAll(layer.settings().namedClasses()));
		present.instances().values().forEach((layer) -> classes.addAll(layer.settings().namedClasses()));
		return classes;
	}

	/**
	 * Returns the settings that hold for all instances.
	 * @return the global settings
	 */
	public Globals globals() {
		return this.layers.globals();
	}

	/**
	 * Returns what stands under {@code resilience.defaults}.
	 * @return the settings
	 */
	public Settings defaults() {
		return this.layers.defaults();
	}

	/**
	 * Returns the instances under {@code resilience.instances}.
	 * @return the names as written, in alphabetical order
	 */
	public Set<String> instanceNames() {
		Set<String> names = new TreeSet<>();
		this.layers.instances().values().forEach((layer) -> names.add(layer.name()));
		return names;
	}

	/**
	 * Returns whether an instance stands under {@code resilience.instances}.
	 * @param name the name in any spelling
	 * @return whether it is configured
	 */
	public boolean isConfigured(String name) {
		return this.layers.instances().containsKey(InstanceNames.uniform(name));
	}

	/**
	 * Returns the one spelling by which an instance is known.
	 * @param name the name in any spelling
	 * @return the name as configured, or as given where it is not configured
	 */
	public String nameOf(String name) {
		return this.layers.nameOf(name);
	}

	/**
	 * Returns what was changed live.
	 * @param name the name of the instance in any spelling
	 * @return the settings, empty where nothing was changed
	 */
	public Settings live(String name) {
		return this.layers.live(name);
	}

	/**
	 * Lays all layers of an instance over each other.
	 * @param name the name of the instance in any spelling; it need not be configured
	 * @param annotationLayers the layers of annotations, the later ones winning
	 * @return the settings of the instance
	 * @throws InvalidSettingsException if the name is illegal or customizers fail
	 */
	public ResolvedInstance resolve(String name, Settings... annotationLayers) {
		return resolve(name, Arrays.asList(annotationLayers));
	}

	/**
	 * Lays all layers of an instance over each other.
	 * @param name the name of the instance in any spelling; it need not be configured
	 * @param annotationLayers the layers of annotations, the later ones winning
	 * @return the settings of the instance
	 * @throws InvalidSettingsException if the name is illegal or customizers fail
	 */
	public ResolvedInstance resolve(String name, List<Settings> annotationLayers) {
		return this.layers.resolve(requireLegal(name), annotationLayers);
	}

	/**
	 * Lays all layers of an instance over each other, unless nothing has changed since
	 * that was last done. For layers that the methods of an instance share, which every
	 * part of every method asks for while an application starts.
	 * @param name the name of the instance in any spelling; it need not be configured
	 * @param annotationLayers the layers of annotations, the later ones winning
	 * @return the settings of the instance
	 * @throws InvalidSettingsException if the name is illegal or customizers fail
	 */
	public ResolvedInstance resolveShared(String name, List<Settings> annotationLayers) {
		if (annotationLayers.isEmpty()) {
			return resolve(name, annotationLayers);
		}
		SettingsLayers present = this.layers;
		Answer answer = this.answers.get(name);
		if (answer == null || !answer.isTo(present, annotationLayers)) {
			answer = new Answer(present, List.copyOf(annotationLayers),
					present.resolve(requireLegal(name), annotationLayers));
			this.answers.put(name, answer);
		}
		return answer.instance();
	}

	private static String requireLegal(String name) {
		if (!InstanceNames.isLegal(name)) {
			throw new InvalidSettingsException(List.of(StartupProblem.at("instance " + name, NameType.ILLEGAL, null)));
		}
		return name;
	}

	/**
	 * Lays what was changed live over what code says of an instance.
	 * @param name the name of the instance
	 * @param given what code says
	 * @return the settings of the instance
	 */
	ResolvedInstance resolveGiven(String name, Settings given) {
		Settings own = given.overlay(live(name));
		return new ResolvedInstance(name, own.blocks(), Settings.empty(), own, this.layers.code());
	}

	SettingsLayers layers() {
		return this.layers;
	}

	/**
	 * Replaces all layers at once.
	 * @param layers the new layers
	 */
	void replace(SettingsLayers layers) {
		this.layers = layers;
		layers.code().retryBudgets().follow();
	}

	/**
	 * What an instance was resolved to.
	 *
	 * @param layers the layers of all instances
	 * @param annotationLayers the layers of annotations
	 * @param instance the settings of the instance
	 */
	private record Answer(SettingsLayers layers, List<Settings> annotationLayers, ResolvedInstance instance) {

		@SuppressWarnings("ReferenceEquality") // layers are replaced, never changed
		boolean isTo(SettingsLayers layers, List<Settings> annotationLayers) {
			if (this.layers != layers || this.annotationLayers.size() != annotationLayers.size()) {
				return false;
			}
			for (int i = 0; i < annotationLayers.size(); i++) {
				if (this.annotationLayers.get(i) != annotationLayers.get(i)) {
					return false;
				}
			}
			return true;
		}

	}

}
