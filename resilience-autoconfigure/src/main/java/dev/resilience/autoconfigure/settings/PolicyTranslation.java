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
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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

	private final @Nullable PolicyType policy;

	private final String block;

	private final Supplier<B> builders;

	private final Function<B, C> build;

	private final List<Line<B, C>> lines = new ArrayList<>();

	PolicyTranslation(PolicyType policy, Supplier<B> builders, Function<B, C> build) {
		this(policy, policy.property(), builders, build);
	}

	PolicyTranslation(@Nullable PolicyType policy, String block, Supplier<B> builders, Function<B, C> build) {
		this.policy = policy;
		this.block = block;
		this.builders = builders;
		this.build = build;
	}

	<T> PolicyTranslation<B, C> line(SettingKey<T> key, BiConsumer<B, T> set, Function<C, @Nullable T> get) {
		this.lines.add(new ValueLine<>(key, set, get));
		return this;
	}

	<F> PolicyTranslation<B, C> code(SettingKey<CodeReference> key, Maker<F> make, BiConsumer<B, F> set) {
		this.lines.add(new CodeLine<>(key, make, set));
		return this;
	}

	<T, F> PolicyTranslation<B, C> named(SettingKey<T> key, Finder<T, F> find, BiConsumer<B, F> set) {
		this.lines.add(new NameLine<>(key, find, set));
		return this;
	}

	/**
	 * Takes more settings from elsewhere.
	 * @param more adds them
	 * @return this translation
	 */
	PolicyTranslation<B, C> also(UnaryOperator<PolicyTranslation<B, C>> more) {
		return more.apply(this);
	}

	@Nullable PolicyType policy() {
		return this.policy;
	}

	List<SettingKey<?>> keys() {
		return this.lines.stream().<SettingKey<?>>map(Line::key).toList();
	}

	/**
	 * Builds a configuration.
	 * @param settings the settings
	 * @param place the path of the instance, ending in a dot, for what was never set
	 * @param code makes predicates and the like of what settings name
	 * @return the configuration
	 * @throws InvalidSettingsException listing what the builder refuses, and code that
	 * there is not
	 */
	C translate(Settings settings, String place, UserCode code) {
		return complete(this.builders.get(), settings, place, code);
	}

	/**
	 * Builds a configuration on top of what a builder holds.
	 * @param builder the builder
	 * @param settings the settings, which win
	 * @param place the path of the instance, ending in a dot, for what was never set
	 * @param code makes predicates and the like of what settings name
	 * @return the configuration
	 * @throws InvalidSettingsException listing what the builder refuses, and code that
	 * there is not
	 */
	C complete(B builder, Settings settings, String place, UserCode code) {
		List<StartupProblem> problems = new ArrayList<>();
		// Most instances leave most policies as they are
		for (Line<B, C> line : isSetIn(settings) ? this.lines : List.<Line<B, C>>of()) {
			try {
				line.apply(settings, builder, code);
			}
			catch (UnusableValueException ex) {
				problems.add(unusable(settings.find(line.key()), ex));
			}
		}
		try {
			C config = this.build.apply(builder);
			if (problems.isEmpty()) {
				return config;
			}
		}
		catch (InvalidConfigException ex) {
			ex.problems().forEach((problem) -> problems.add(problem(problem, settings, place)));
		}
		throw new InvalidSettingsException(problems);
	}

	private boolean isSetIn(Settings settings) {
		for (SettingKey<?> key : settings.keys()) {
			if (key.policy() == this.policy) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Says what is wrong with code that a setting names.
	 * @param value the setting
	 * @param ex why it cannot be used
	 * @return the problem
	 */
	static StartupProblem unusable(@Nullable SettingValue<?> value, UnusableValueException ex) {
		SettingValue<?> set = Objects.requireNonNull(value);
		return new StartupProblem(set.property(), set.text(), set.origin(), ex.reason(), ex.suggestion());
	}

	/**
	 * Says in settings what a configuration says.
	 * @param config the configuration, or {@code null} for none
	 * @param layer takes what differs from the built-in defaults
	 */
	void describe(@Nullable C config, Settings.Builder layer) {
		if (config == null) {
			return;
		}
		C defaults = null;
		try {
			defaults = this.build.apply(this.builders.get());
		}
		catch (InvalidConfigException ex) {
			// A timeout is nothing without a duration: all of it is said
			defaults = null;
		}
		if (this.policy != null) {
			layer.block(this.policy);
		}
		for (Line<B, C> line : this.lines) {
			line.describe(config, defaults, layer);
		}
	}

	/**
	 * Lists what takes effect.
	 * @param settings the settings
	 * @param code makes predicates and the like of what settings name
	 * @return the values that are set and those that the core chose
	 */
	List<EffectiveSetting> effective(Settings settings, UserCode code) {
		C config;
		try {
			config = translate(settings, "", code);
		}
		catch (InvalidSettingsException ex) {
			// Invalid settings stop the start; a block that is not used may lack what it
			// needs
			config = null;
		}
		List<EffectiveSetting> effective = new ArrayList<>();
		for (Line<B, C> line : this.lines) {
			line.effective(settings, config).ifPresent(effective::add);
		}
		return effective;
	}

	private StartupProblem problem(ConfigProblem problem, Settings settings, String place) {
		String path = this.block + "." + problem.property();
		SettingValue<?> value = SettingKeys.find(path).<SettingValue<?>>map(settings::find).orElse(null);
		if (value == null) {
			return new StartupProblem(place + path, null, null, problem.reason(), null);
		}
		return new StartupProblem(value.property(), value.text(), value.origin(), problem.reason(), null);
	}

	/**
	 * Makes something of the code that a setting names.
	 *
	 * @param <F> the type of what is made
	 */
	@FunctionalInterface
	interface Maker<F> {

		F make(UserCode code, CodeReference reference) throws UnusableValueException;

	}

	/**
	 * Finds what a setting names.
	 *
	 * @param <T> the type of names
	 * @param <F> the type of what is found
	 */
	@FunctionalInterface
	interface Finder<T, F> {

		F find(UserCode code, T name) throws UnusableValueException;

	}

	/**
	 * One setting on its way.
	 *
	 * @param <B> the type of the builder
	 * @param <C> the type of the configuration
	 */
	private interface Line<B, C> {

		SettingKey<?> key();

		void apply(Settings settings, B builder, UserCode code) throws UnusableValueException;

		void describe(C config, @Nullable C defaults, Settings.Builder layer);

		Optional<EffectiveSetting> effective(Settings settings, @Nullable C config);

	}

	/**
	 * A setting that is a value.
	 *
	 * @param <B> the type of the builder
	 * @param <C> the type of the configuration
	 * @param <T> the type of the value
	 * @param key the setting
	 * @param set gives a value to the builder
	 * @param get takes the value from the configuration
	 */
	private record ValueLine<B, C, T>(SettingKey<T> key, BiConsumer<B, T> set,
			Function<C, @Nullable T> get) implements Line<B, C> {

		@Override
		public void apply(Settings settings, B builder, UserCode code) {
			T value = settings.get(this.key);
			if (value != null) {
				this.set.accept(builder, value);
			}
		}

		@Override
		public void describe(C config, @Nullable C defaults, Settings.Builder layer) {
			T value = this.get.apply(config);
			T byDefault = (defaults != null) ? this.get.apply(defaults) : null;
			if (value != null && !value.equals(byDefault) && !(value instanceof List<?> list && list.isEmpty())) {
				layer.set(this.key, value);
			}
		}

		@Override
		public Optional<EffectiveSetting> effective(Settings settings, @Nullable C config) {
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

	/**
	 * A setting that names code, for which there is no default.
	 *
	 * @param <B> the type of the builder
	 * @param <C> the type of the configuration
	 * @param <F> what becomes of the code
	 * @param key the setting
	 * @param make makes something of the code
	 * @param set gives it to the builder
	 */
	private record CodeLine<B, C, F>(SettingKey<CodeReference> key, Maker<F> make,
			BiConsumer<B, F> set) implements Line<B, C> {

		@Override
		public void apply(Settings settings, B builder, UserCode code) throws UnusableValueException {
			CodeReference reference = settings.get(this.key);
			if (reference != null) {
				this.set.accept(builder, this.make.make(code, reference));
			}
		}

		@Override
		public void describe(C config, @Nullable C defaults, Settings.Builder layer) {
			// nothing that could be written
		}

		@Override
		public Optional<EffectiveSetting> effective(Settings settings, @Nullable C config) {
			SettingValue<CodeReference> set = settings.find(this.key);
			return (set != null)
					? Optional.of(new EffectiveSetting(this.key.path(), this.key.write(set.value()), set.origin()))
					: Optional.empty();
		}

	}

	/**
	 * A setting that names an object which stands elsewhere in the settings, for which
	 * there is no default.
	 *
	 * @param <B> the type of the builder
	 * @param <C> the type of the configuration
	 * @param <T> the type of names
	 * @param <F> the type of the object
	 * @param key the setting
	 * @param find finds the object
	 * @param set gives it to the builder
	 */
	private record NameLine<B, C, T, F>(SettingKey<T> key, Finder<T, F> find,
			BiConsumer<B, F> set) implements Line<B, C> {

		@Override
		public void apply(Settings settings, B builder, UserCode code) throws UnusableValueException {
			T name = settings.get(this.key);
			if (name != null) {
				this.set.accept(builder, this.find.find(code, name));
			}
		}

		@Override
		public void describe(C config, @Nullable C defaults, Settings.Builder layer) {
			// Nobody could find by its name what was made in code
		}

		@Override
		public Optional<EffectiveSetting> effective(Settings settings, @Nullable C config) {
			SettingValue<T> set = settings.find(this.key);
			return (set != null)
					? Optional.of(new EffectiveSetting(this.key.path(), this.key.write(set.value()), set.origin()))
					: Optional.empty();
		}

	}

}
