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

import org.slf4j.event.Level;

import dev.resilience.policy.FailureLog;

/**
 * The settings below {@code resilience.failure-log}.
 */
final class FailureLogGlobalKeys {

	static final SettingKey<Boolean> ENABLED = new SettingKey<>("failure-log.enabled", null, ScalarType.BOOLEAN,
			Bounds.none());

	static final SettingKey<Level> LEVEL = new SettingKey<>("failure-log.level", null, ChoiceType.of(Level.class),
			Bounds.none());

	static final SettingKey<Integer> BURST = new SettingKey<>("failure-log.burst", null, ScalarType.INTEGER,
			Bounds.within(1, 1_000_000));

	static final SettingKey<Duration> INTERVAL = new SettingKey<>("failure-log.interval", null, ScalarType.DURATION,
			Bounds.positive());

	static final GlobalSection<FailureLogProperties> SECTION = new GlobalSection<>(FailureLogProperties.class,
			List.of(ENABLED, LEVEL, BURST, INTERVAL), FailureLogGlobalKeys::properties);

	private FailureLogGlobalKeys() {
	}

	private static FailureLogProperties properties(Settings settings) {
		return new FailureLogProperties(GlobalSection.orElse(settings, ENABLED, true),
				GlobalSection.orElse(settings, LEVEL, Level.WARN),
				GlobalSection.orElse(settings, BURST, FailureLog.DEFAULT_BURST),
				GlobalSection.orElse(settings, INTERVAL, FailureLog.DEFAULT_INTERVAL));
	}

}
