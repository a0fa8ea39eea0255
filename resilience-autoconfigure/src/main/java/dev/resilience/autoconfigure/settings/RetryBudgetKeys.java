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

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryBudget;
import dev.resilience.retry.RetryBudgetConfig;
import dev.resilience.retry.RetryBudgetType;
import dev.resilience.retry.RetryConfig;

/**
 * The settings below {@code retry.budget}, and the same ones below
 * {@code resilience.retry-budgets.<name>} of budgets that instances share by naming them.
 */
final class RetryBudgetKeys {

	/** The shared budget that an instance uses instead of its own. */
	static final SettingKey<String> NAME = new SettingKey<>("retry.budget.name", PolicyType.RETRY, new NameType(true),
			Bounds.none());

	/** The keys of a shared budget. */
	static final KeyCatalog SHARED = new KeyCatalog();

	private static final List<Part<?>> PARTS = List.of(
			new Part<>("type", ChoiceType.of(RetryBudgetType.class), RetryBudgetConfig.Builder::type,
					RetryBudgetConfig::type),
			new Part<>("ratio", ScalarType.DOUBLE, RetryBudgetConfig.Builder::ratio, RetryBudgetConfig::ratio),
			new Part<>("min-per-second", ScalarType.INTEGER, RetryBudgetConfig.Builder::minPerSecond,
					RetryBudgetConfig::minPerSecond),
			new Part<Duration>("ttl", ScalarType.DURATION, RetryBudgetConfig.Builder::ttl, RetryBudgetConfig::ttl),
			new Part<>("max-tokens", ScalarType.INTEGER, RetryBudgetConfig.Builder::maxTokens,
					RetryBudgetConfig::maxTokens),
			new Part<>("token-ratio", ScalarType.DOUBLE, RetryBudgetConfig.Builder::tokenRatio,
					RetryBudgetConfig::tokenRatio),
			new Part<>("max-concurrent", ScalarType.INTEGER, RetryBudgetConfig.Builder::maxConcurrent,
					RetryBudgetConfig::maxConcurrent));

	static {
		PARTS.forEach((part) -> SHARED.add(part.shared));
	}

	private RetryBudgetKeys() {
	}

	static void addTo(KeyCatalog catalog) {
		PARTS.forEach((part) -> catalog.add(part.own));
		catalog.add(NAME);
	}

	static PolicyTranslation<RetryConfig.Builder, RetryConfig> translate(
			PolicyTranslation<RetryConfig.Builder, RetryConfig> retry) {
		PARTS.forEach((part) -> part.translate(retry));
		return retry.<String, RetryBudget>named(NAME, UserCode::retryBudget, RetryConfig.Builder::budget);
	}

	/**
	 * Returns the configuration of a shared budget.
	 * @param settings what stands below its name
	 * @return the configuration
	 */
	static RetryBudgetConfig shared(Settings settings) {
		RetryBudgetConfig.Builder builder = RetryBudgetConfig.builder();
		PARTS.forEach((part) -> part.read(settings, builder));
		return builder.build();
	}

	/**
	 * Leaves out what an upper layer replaces as a whole: settings of a budget if it
	 * names a shared one, and the name if it sets any of them.
	 * @param lower the settings below
	 * @param upper the settings above
	 * @return what is left of those below
	 */
	static Settings replaced(Settings lower, Settings upper) {
		Settings left = lower;
		if (upper.has(NAME)) {
			for (Part<?> part : PARTS) {
				left = left.has(part.own) ? left.without(part.own) : left;
			}
		}
		else if (left.has(NAME) && ownPart(upper).isPresent()) {
			left = left.without(NAME);
		}
		return left;
	}

	/**
	 * Judges whether a layer says both that a budget is shared and what it is like.
	 * @param layer the settings of the layer
	 * @return what is wrong, or nothing
	 */
	static Optional<StartupProblem> nameBesideOwn(Settings layer) {
		SettingValue<String> name = layer.find(NAME);
		Part<?> part = ownPart(layer).orElse(null);
		SettingValue<?> own = (part != null) ? layer.find(part.own) : null;
		if (name == null || own == null) {
			return Optional.empty();
		}
		return Optional.of(new StartupProblem(name.property(), name.text(), name.origin(),
				"must not be set beside " + own.property() + " = " + own.text() + " (" + own.origin() + ")",
				"What a shared budget is like stands under resilience.retry-budgets." + name.value() + "."));
	}

	private static Optional<Part<?>> ownPart(Settings layer) {
		for (Part<?> part : PARTS) {
			if (layer.has(part.own)) {
				return Optional.of(part);
			}
		}
		return Optional.empty();
	}

	/**
	 * One setting of a budget.
	 *
	 * @param <T> the type of its values
	 */
	private static final class Part<T> {

		private final SettingKey<T> own;

		private final SettingKey<T> shared;

		private final BiConsumer<RetryBudgetConfig.Builder, T> set;

		private final Function<RetryBudgetConfig, T> get;

		Part(String name, SettingType<T> type, BiConsumer<RetryBudgetConfig.Builder, T> set,
				Function<RetryBudgetConfig, T> get) {
			this.set = set;
			this.get = get;
			// The core knows the range of each on its own
			Bounds<T> bounds = this::complaint;
			this.own = new SettingKey<>("retry.budget." + name, PolicyType.RETRY, type, bounds);
			this.shared = new SettingKey<>(name, null, type, bounds);
		}

		private @Nullable String complaint(T value) {
			RetryBudgetConfig.Builder builder = RetryBudgetConfig.builder();
			this.set.accept(builder, value);
			try {
				builder.build();
				return null;
			}
			catch (InvalidConfigException ex) {
				return ex.problems().get(0).reason();
			}
		}

		void translate(PolicyTranslation<RetryConfig.Builder, RetryConfig> retry) {
			retry.line(this.own, (builder, value) -> builder.budget((budget) -> {
				this.set.accept(budget, value);
				return budget;
			}), (config) -> (config.sharedBudget() == null) ? this.get.apply(config.budget()) : null);
		}

		void read(Settings settings, RetryBudgetConfig.Builder builder) {
			T value = settings.get(this.shared);
			if (value != null) {
				this.set.accept(builder, value);
			}
		}

	}

}
