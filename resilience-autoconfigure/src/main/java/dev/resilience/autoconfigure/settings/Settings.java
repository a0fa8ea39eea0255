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
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import dev.resilience.policy.PolicyType;

/**
 * One layer of settings, or several laid over each other. Immutable.
 */
public final class Settings {

	private static final Settings EMPTY = new Settings(Map.of(), Set.of());

	private final Map<SettingKey<?>, SettingValue<?>> values;

	private final Set<PolicyType> blocks;

	private Settings(Map<SettingKey<?>, SettingValue<?>> values, Set<PolicyType> blocks) {
		this.values = Collections.unmodifiableMap(values);
		this.blocks = Collections.unmodifiableSet(blocks);
	}

	/**
	 * Returns settings in which nothing is set.
	 * @return empty settings
	 */
	public static Settings empty() {
		return EMPTY;
	}

	/**
	 * Begins a layer that one place in code sets, such as an annotation.
	 * @param origin what sets the values, such as
	 * {@code annotation @Retry on PaymentService.charge}
	 * @return a new builder
	 */
	public static Builder builder(String origin) {
		return new Builder("", origin, ClassUtils.getDefaultClassLoader());
	}

	/**
	 * Returns a value.
	 * @param <T> the type of the value
	 * @param key the setting
	 * @return the value, or {@code null} where it is not set
	 */
	public <T> @Nullable T get(SettingKey<T> key) {
		SettingValue<T> found = find(key);
		return (found != null) ? found.value() : null;
	}

	/**
	 * Returns a value and where it comes from.
	 * @param <T> the type of the value
	 * @param key the setting
	 * @return the value, or {@code null} where it is not set
	 */
	// The builder puts under a key only what the key has read
	@SuppressWarnings("unchecked")
	public <T> @Nullable SettingValue<T> find(SettingKey<T> key) {
		return (SettingValue<T>) this.values.get(key);
	}

	/**
	 * Returns whether a setting is set.
	 * @param key the setting
	 * @return whether it is set
	 */
	public boolean has(SettingKey<?> key) {
		return this.values.containsKey(key);
	}

	/**
	 * Returns which settings are set.
	 * @return the keys
	 */
	public Set<SettingKey<?>> keys() {
		return this.values.keySet();
	}

	/**
	 * Returns whether nothing is set and no block stands here.
	 * @return whether these settings say nothing
	 */
	public boolean isEmpty() {
		return this.values.isEmpty() && this.blocks.isEmpty();
	}

	/**
	 * Returns the policies whose block stands here, be it empty.
	 * @return the kinds of policies
	 */
	public Set<PolicyType> blocks() {
		return this.blocks;
	}

	/**
	 * Returns what is set, without where it comes from.
	 * @return the values by key
	 */
	Map<SettingKey<?>, Object> values() {
		Map<SettingKey<?>, Object> plain = new LinkedHashMap<>();
		this.values.forEach((key, value) -> plain.put(key, value.value()));
		return plain;
	}

	/**
	 * Lays other settings over these. A value that stands above replaces that below, a
	 * list as a whole, and so does the name of a shared retry budget replace settings of
	 * one's own, or they it.
	 * @param upper the settings that win
	 * @return all settings
	 */
	public Settings overlay(Settings upper) {
		if (upper.isEmpty()) {
			return this;
		}
		if (isEmpty()) {
			return upper;
		}
		Map<SettingKey<?>, SettingValue<?>> values = new LinkedHashMap<>(RetryBudgetKeys.replaced(this, upper).values);
		values.putAll(upper.values);
		Set<PolicyType> blocks = EnumSet.noneOf(PolicyType.class);
		blocks.addAll(this.blocks);
		blocks.addAll(upper.blocks);
		return new Settings(values, blocks);
	}

	/**
	 * Returns the classes that are values, alone or in lists.
	 * @return the classes
	 */
	List<Class<?>> namedClasses() {
		List<Class<?>> classes = new ArrayList<>();
		for (SettingValue<?> value : this.values.values()) {
			Collection<?> parts = (value.value() instanceof Collection<?> list) ? list : List.of(value.value());
			for (Object part : parts) {
				if (part instanceof Class<?> type) {
					classes.add(type);
				}
				if (part instanceof ListedFailure entry && entry.type() != null) {
					classes.add(entry.type());
				}
			}
		}
		return classes;
	}

	/**
	 * Returns these settings without one of them; its block stays.
	 * @param key the setting to leave out
	 * @return the other settings
	 */
	Settings without(SettingKey<?> key) {
		Map<SettingKey<?>, SettingValue<?>> others = new LinkedHashMap<>(this.values);
		others.remove(key);
		return new Settings(others, this.blocks);
	}

	/**
	 * Returns one of these settings.
	 * @param key the setting to keep
	 * @return the setting, if it is set
	 */
	Settings only(SettingKey<?> key) {
		SettingValue<?> value = this.values.get(key);
		return (value != null) ? new Settings(Map.of(key, value), Set.of()) : EMPTY;
	}

	/**
	 * Builds a layer and collects what is wrong with it. Not safe for use by many
	 * threads.
	 */
	public static final class Builder {

		private final String prefix;

		private final String origin;

		private final ClassLoader classLoader;

		private final Map<SettingKey<?>, SettingValue<?>> values = new LinkedHashMap<>();

		private final Set<PolicyType> blocks = EnumSet.noneOf(PolicyType.class);

		private final List<StartupProblem> problems = new ArrayList<>();

		Builder(String prefix, String origin, @Nullable ClassLoader classLoader) {
			this.prefix = prefix;
			this.origin = origin;
			this.classLoader = (classLoader != null) ? classLoader : ClassLoader.getSystemClassLoader();
		}

		/**
		 * Sets a value.
		 * @param <T> the type of the value
		 * @param key the setting
		 * @param value the value
		 * @return this builder
		 */
		public <T> Builder set(SettingKey<T> key, T value) {
			return read(key, value, this.origin);
		}

		/**
		 * Sets a value as it is written in YAML.
		 * @param key the setting
		 * @param text the text of the value, such as {@code 200ms}
		 * @return this builder
		 */
		public Builder setText(SettingKey<?> key, String text) {
			return read(key, text, this.origin);
		}

		/**
		 * Returns the layer.
		 * @return the settings
		 * @throws InvalidSettingsException listing every value that cannot be used
		 */
		public Settings build() {
			if (!this.problems.isEmpty()) {
				throw new InvalidSettingsException(this.problems);
			}
			return new Settings(new LinkedHashMap<>(this.values), EnumSet.copyOf(this.blocks));
		}

		Builder block(PolicyType policy) {
			this.blocks.add(policy);
			return this;
		}

		<T> Builder read(SettingKey<T> key, Object raw, String origin) {
			String property = this.prefix + key.path();
			try {
				T value = key.read(raw, this.classLoader);
				this.values.put(key, new SettingValue<>(value, text(key, raw, value), property, origin));
			}
			catch (UnusableValueException ex) {
				problem(new StartupProblem(property, text(raw), origin, ex.reason(), ex.suggestion()));
			}
			PolicyType policy = key.policy();
			if (policy != null && key.inBlock()) {
				this.blocks.add(policy);
			}
			return this;
		}

		private static <T> String text(SettingKey<T> key, Object raw, T value) {
			return (raw instanceof CharSequence || raw instanceof List) ? text(raw) : key.write(value);
		}

		private static String text(Object raw) {
			if (raw instanceof Collection<?> parts) {
				return parts.stream().map(Builder::text).collect(Collectors.joining(","));
			}
			return (raw instanceof Class<?> type) ? type.getName() : raw.toString().trim();
		}

		void problem(StartupProblem problem) {
			this.problems.add(problem);
		}

		/**
		 * Returns the legal part of the layer.
		 * @param sink takes what is wrong with the rest
		 * @return the settings
		 */
		Settings buildLegal(Consumer<StartupProblem> sink) {
			this.problems.forEach(sink);
			this.problems.clear();
			return build();
		}

	}

}
