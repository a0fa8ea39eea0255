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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.AdjustmentRule;
import dev.resilience.retry.AttemptAdjuster;
import dev.resilience.retry.RetryConfig;

/**
 * The settings below {@code retry.adjust}: the same for each kind of failure.
 *
 * @param timeoutMultiplier by what the limit of each further attempt grows
 * @param maxTimeout the longest limit that comes of it
 * @param delayMultiplier by what the next wait is multiplied
 * @param maxAttempts the number of attempts in all
 * @param adjuster names what is asked as well
 */
record AdjustmentKeys(SettingKey<Double> timeoutMultiplier, SettingKey<Duration> maxTimeout,
		SettingKey<Double> delayMultiplier, SettingKey<Integer> maxAttempts, SettingKey<CodeReference> adjuster) {

	/** All of them, by the kind of failure. */
	static final Map<FailureCategory, AdjustmentKeys> BY_CATEGORY = all();

	private static Map<FailureCategory, AdjustmentKeys> all() {
		Map<FailureCategory, AdjustmentKeys> all = new EnumMap<>(FailureCategory.class);
		for (FailureCategory category : FailureCategory.values()) {
			all.put(category, of("retry.adjust." + name(category) + "."));
		}
		return Collections.unmodifiableMap(all);
	}

	private static AdjustmentKeys of(String prefix) {
		return new AdjustmentKeys(key(prefix + "timeout-multiplier", ScalarType.DOUBLE, Bounds.atLeast(1)),
				key(prefix + "max-timeout", ScalarType.DURATION, Bounds.positive()),
				key(prefix + "delay-multiplier", ScalarType.DOUBLE, Bounds.atLeast(1)),
				key(prefix + "max-attempts", ScalarType.INTEGER, Bounds.atLeast(1)),
				key(prefix + "adjuster", new CodeType(CodeRole.ATTEMPT_ADJUSTER), Bounds.none()));
	}

	private static <T> SettingKey<T> key(String path, SettingType<T> type, Bounds<? super T> bounds) {
		return new SettingKey<>(path, PolicyType.RETRY, type, bounds);
	}

	private static String name(FailureCategory category) {
		return category.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	List<SettingKey<?>> keys() {
		return List.of(this.timeoutMultiplier, this.maxTimeout, this.delayMultiplier, this.maxAttempts, this.adjuster);
	}

	static void addTo(KeyCatalog catalog) {
		BY_CATEGORY.values().forEach((keys) -> keys.keys().forEach(catalog::add));
	}

	/**
	 * Leaves out what is only legal beside a setting that may stand in another layer.
	 * @param layer the settings of the layer
	 * @param judged the settings to be judged
	 * @return the settings that can be judged without other layers
	 */
	static Settings alone(Settings layer, Settings judged) {
		Settings alone = judged;
		for (AdjustmentKeys keys : BY_CATEGORY.values()) {
			if (layer.has(keys.maxTimeout) && !layer.has(keys.timeoutMultiplier)) {
				alone = alone.without(keys.maxTimeout);
			}
		}
		return alone;
	}

	static PolicyTranslation<RetryConfig.Builder, RetryConfig> translate(
			PolicyTranslation<RetryConfig.Builder, RetryConfig> retry) {
		BY_CATEGORY.forEach((category, keys) -> {
			line(retry, category, keys.timeoutMultiplier, AdjustmentRule::withTimeoutMultiplier,
					AdjustmentRule::timeoutMultiplier);
			line(retry, category, keys.maxTimeout, AdjustmentRule::withMaxTimeout, AdjustmentRule::maxTimeout);
			line(retry, category, keys.delayMultiplier, AdjustmentRule::withDelayMultiplier,
					AdjustmentRule::delayMultiplier);
			line(retry, category, keys.maxAttempts, AdjustmentRule::withMaxAttempts, AdjustmentRule::maxAttempts);
			retry.<AttemptAdjuster>code(keys.adjuster, UserCode::attemptAdjuster,
					(builder, code) -> builder.adjustAlso(category, (rule) -> rule.withAdjuster(code)));
		});
		return retry;
	}

	private static <T> void line(PolicyTranslation<RetryConfig.Builder, RetryConfig> retry, FailureCategory category,
			SettingKey<T> key, BiFunction<AdjustmentRule, T, AdjustmentRule> set,
			Function<AdjustmentRule, @Nullable T> get) {
		retry.line(key, (builder, value) -> builder.adjustAlso(category, (rule) -> set.apply(rule, value)),
				(config) -> (config.adjusters().get(category) instanceof AdjustmentRule rule) ? get.apply(rule) : null);
	}

}
