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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings that cannot hold together.
 */
final class Contradictions {

	private static final UserCode NO_CODE = new UserCode(CodeBeans.UNKNOWN);

	private Contradictions() {
	}

	/**
	 * Returns contradictions inside one layer. A setting that needs another one, which
	 * may stand in another layer, is judged when an instance is resolved.
	 * @param layer the settings of the layer
	 * @param inherited the settings of the layers below, except those of annotations
	 * @return what is wrong
	 */
	static List<StartupProblem> within(Settings layer, Settings inherited) {
		List<StartupProblem> problems = new ArrayList<>();
		Settings judged = complete(layer, inherited);
		for (PolicyTranslation<?, ?> translation : PolicyTranslations.all()) {
			if (translation.keys().stream().anyMatch(judged::has)
					&& (translation != PolicyTranslations.TIMEOUT || judged.has(SettingKeys.TIMEOUT_DURATION))) {
				problems.addAll(refusals(translation, judged));
			}
		}
		deadlineBelowTimeout(layer).ifPresent(problems::add);
		RetryBudgetKeys.nameBesideOwn(layer).ifPresent(problems::add);
		return problems;
	}

	private static Settings complete(Settings layer, Settings inherited) {
		Settings judged = inherited.only(SettingKeys.CIRCUIT_BREAKER_WINDOW_TYPE).overlay(layer);
		if (!layer.has(SettingKeys.BULKHEAD_QUEUE_SIZE)) {
			judged = judged.without(SettingKeys.BULKHEAD_MAX_WAIT);
		}
		if (!layer.has(SettingKeys.CIRCUIT_BREAKER_WINDOW_SIZE)) {
			judged = judged.without(SettingKeys.CIRCUIT_BREAKER_MINIMUM_CALLS)
				.without(SettingKeys.CIRCUIT_BREAKER_FAILURE_COUNT_THRESHOLD);
		}
		Integer consecutiveFailures = layer.get(SettingKeys.CIRCUIT_BREAKER_FAILURE_THRESHOLD);
		if (consecutiveFailures != null && consecutiveFailures == 0) {
			// Another layer may switch another rule on
			judged = judged.without(SettingKeys.CIRCUIT_BREAKER_FAILURE_THRESHOLD);
		}
		return AdjustmentKeys.alone(layer, judged);
	}

	/**
	 * Returns whether a deadline cuts every attempt short.
	 * @param settings settings of which neither is inherited
	 * @return what is wrong, or nothing
	 */
	static Optional<StartupProblem> deadlineBelowTimeout(Settings settings) {
		SettingValue<Duration> deadline = settings.find(SettingKeys.DEADLINE);
		SettingValue<Duration> timeout = settings.find(SettingKeys.TIMEOUT_DURATION);
		if (deadline == null || timeout == null || deadline.value().compareTo(timeout.value()) >= 0) {
			return Optional.empty();
		}
		return Optional.of(new StartupProblem(deadline.property(), deadline.text(), deadline.origin(),
				"must not be shorter than " + timeout.property() + " = " + timeout.text() + " (" + timeout.origin()
						+ "), which bounds a single attempt",
				null));
	}

	private static List<StartupProblem> refusals(PolicyTranslation<?, ?> translation, Settings settings) {
		try {
			translation.translate(settings, "", NO_CODE);
			return List.of();
		}
		catch (InvalidSettingsException ex) {
			return ex.problems();
		}
	}

}
