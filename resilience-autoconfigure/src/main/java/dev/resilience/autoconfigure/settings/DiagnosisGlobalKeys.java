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

import java.util.List;

import dev.resilience.diagnosis.DiagnosisHistory;

/**
 * The settings below {@code resilience.diagnosis}.
 */
final class DiagnosisGlobalKeys {

	static final SettingKey<Boolean> ENABLED = new SettingKey<>("diagnosis.enabled", null, ScalarType.BOOLEAN,
			Bounds.none());

	static final SettingKey<List<String>> KNOWLEDGE = new SettingKey<>("diagnosis.knowledge", null,
			new ListType<>(TextType.any("the location of a file"), ""), Bounds.none());

	static final SettingKey<Integer> HISTORY_SIZE = new SettingKey<>("diagnosis.history-size", null, ScalarType.INTEGER,
			Bounds.within(1, 10_000));

	static final GlobalSection<DiagnosisProperties> SECTION = new GlobalSection<>(DiagnosisProperties.class,
			List.of(ENABLED, KNOWLEDGE, HISTORY_SIZE),
			(settings) -> new DiagnosisProperties(GlobalSection.orElse(settings, ENABLED, true),
					GlobalSection.orElse(settings, KNOWLEDGE, List.of()),
					GlobalSection.orElse(settings, HISTORY_SIZE, DiagnosisHistory.DEFAULT_SIZE)));

	private DiagnosisGlobalKeys() {
	}

}
