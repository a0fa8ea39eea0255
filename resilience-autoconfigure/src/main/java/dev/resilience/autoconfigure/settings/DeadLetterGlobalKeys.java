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

import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;

/**
 * The settings below {@code resilience.dead-letters} that hold whatever the store.
 */
final class DeadLetterGlobalKeys {

	static final SettingKey<String> STORE = new SettingKey<>("dead-letters.store", null, new NameType(false),
			Bounds.none());

	static final SettingKey<Integer> MEMORY_MAX_ENTRIES = new SettingKey<>("dead-letters.memory.max-entries", null,
			ScalarType.INTEGER, Bounds.atLeast(1));

	static final SettingKey<Duration> REPLAY_LEASE = new SettingKey<>("dead-letters.replay-lease", null,
			ScalarType.DURATION, Bounds.positive());

	static final SettingKey<Boolean> EDITABLE_PAYLOADS = new SettingKey<>("dead-letters.editable-payloads", null,
			ScalarType.BOOLEAN, Bounds.none());

	static final GlobalSection<DeadLetterProperties> SECTION = new GlobalSection<>(DeadLetterProperties.class,
			List.of(STORE, MEMORY_MAX_ENTRIES, REPLAY_LEASE, EDITABLE_PAYLOADS), DeadLetterGlobalKeys::properties);

	private DeadLetterGlobalKeys() {
	}

	private static DeadLetterProperties properties(Settings settings) {
		return new DeadLetterProperties(settings.get(STORE),
				GlobalSection.orElse(settings, MEMORY_MAX_ENTRIES, InMemoryDeadLetterStore.DEFAULT_MAX_ENTRIES),
				GlobalSection.orElse(settings, REPLAY_LEASE, DeadLetters.DEFAULT_REPLAY_LEASE),
				GlobalSection.orElse(settings, EDITABLE_PAYLOADS, false));
	}

}
