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
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyType;

/**
 * How the settings of one policy become a configuration of the core, and which values the
 * core chose where nothing is set. The core validates; this class only says where what is
 * wrong was written.
 *
 * @param <B> the type of the builder
 * @param <C> the type of the configuration
 */
final class PolicyTranslation<B, C> {

	private final PolicyType policy;

	private final Supplier<B> builders;

	private final Function<B, C> build;

	private final List<Line<B, C, ?>> lines = new ArrayList<>();

	PolicyTranslation(PolicyType policy, Supplier<B> builders, Function<B, C> build) {
		this.policy = policy;
		this.builders = builders;
		this.build = build;
	}

	<T> PolicyTranslation<B, C> line(SettingKey<T> key, BiConsumer<B, T> set, Function<C, @Nullable T> get) {
		this.lines.add(new Line<>(key, set, get));
		return this;
	}

	PolicyType policy() {
		return this.policy;
	}

	List<SettingKey<?>> keys() {
		return this.lines.stream().<SettingKey<?>>map(Line::key).toList();
	}

	/**
	 * Builds a configuration.
	 * @param settings the settings
	 * @param place the path of the instance, ending in a dot, for what was never set
	 * @return the configuration
	 * @throws InvalidSettingsException listing what the builder refuses
	 */
	C translate(Settings settings, String place) {
		B builder = this.builders.get();
		this.lines.forEach((line) -> line.apply(settings, builder));
		try {
			return this.build.apply(builder);
		}
		catch (InvalidConfigException ex) {
			throw new InvalidSettingsException(
					ex.problems().stream().map((problem) -> problem(problem, settings, place)).toList());
		}
	}

	/**
	 * Lists what takes effect.
	 * @param settings the settings
	 * @return the values that are set and those that the core chose
	 */
	List<EffectiveSetting> effective(Settings settings) {
		C config;
		try {
			config = translate(settings, "");
		}
		catch (InvalidSettingsException ex) {
			// Invalid settings stop the start; a block that is not used may lack what it
			// needs
			config = null;
		}
		List<EffectiveSetting> effective = new ArrayList<>();
		for (Line<B, C, ?> line : this.lines) {
			line.effective(settings, config).ifPresent(effective::add);
		}
		return effective;
	}

	private StartupProblem problem(ConfigProblem problem, Settings settings, String place) {
		String path = this.policy.property() + "." + problem.property();
		SettingValue<?> value = SettingKeys.find(path).<SettingValue<?>>map(settings::find).orElse(null);
		if (value == null) {
			return new StartupProblem(place + path, null, null, problem.reason(), null);
		}
		return new StartupProblem(value.property(), value.text(), value.origin(), problem.reason(), null);
	}

	/**
	 * One setting on its way.
	 *
	 * @param <B> the type of the builder
	 * @param <C> the type of the configuration
	 * @param <T> the type of the value
	 * @param key the setting
	 * @param set gives a value to the builder
	 * @param get takes the value from the configuration
	 */
	private record Line<B, C, T>(SettingKey<T> key, BiConsumer<B, T> set, Function<C, @Nullable T> get) {

		void apply(Settings settings, B builder) {
			T value = settings.get(this.key);
			if (value != null) {
				this.set.accept(builder, value);
			}
		}

		Optional<EffectiveSetting> effective(Settings settings, @Nullable C config) {
			SettingValue<T> set = settings.find(this.key);
			if (set != null) {
				return Optional.of(new EffectiveSetting(this.key.path(), this.key.write(set.value()), set.origin()));
			}
			T chosen = (config != null) ? this.get.apply(config) : null;
			if (chosen == null || (chosen instanceof List<?> list && list.isEmpty())) {
				return Optional.empty();
			}
			return Optional.of(new EffectiveSetting(this.key.path(), this.key.write(chosen), EffectiveSetting.DEFAULT));
		}

	}

}
