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

import org.springframework.util.unit.DataSize;

import dev.resilience.autoconfigure.settings.HealingProperties.Actions;
import dev.resilience.autoconfigure.settings.HealingProperties.Journal;
import dev.resilience.autoconfigure.settings.HealingProperties.JournalFile;
import dev.resilience.autoconfigure.settings.HealingProperties.JournalType;
import dev.resilience.autoconfigure.settings.HealingProperties.Limits;
import dev.resilience.healing.HealingConfig;
import dev.resilience.healing.HealingMode;
import dev.resilience.healing.InMemoryHealingJournal;

/**
 * The settings below {@code resilience.healing}.
 */
final class HealingGlobalKeys {

	private static final List<SettingKey<?>> ALL = new ArrayList<>();

	static final SettingKey<HealingMode> MODE = add("mode", ChoiceType.of(HealingMode.class), Bounds.none());

	static final SettingKey<List<String>> ACT = add("actions.act", new ListType<>(new NameType(false), ""),
			Bounds.none());

	static final SettingKey<List<String>> DRY_RUN = add("actions.dry-run", new ListType<>(new NameType(false), ""),
			Bounds.none());

	static final SettingKey<List<String>> OFF = add("actions.off", new ListType<>(new NameType(false), ""),
			Bounds.none());

	static final SettingKey<List<String>> CACHES = add("caches", new ListType<>(TextType.any("a name"), ""),
			Bounds.none());

	static final SettingKey<Duration> COOLDOWN = add("cooldown", ScalarType.DURATION, Bounds.positive());

	static final SettingKey<Duration> MAX_COOLDOWN = add("max-cooldown", ScalarType.DURATION, Bounds.positive());

	static final SettingKey<Integer> MAX_PER_SUBJECT = add("max-per-subject", ScalarType.INTEGER, Bounds.atLeast(1));

	static final SettingKey<Integer> MAX_PER_HOUR = add("max-per-hour", ScalarType.INTEGER, Bounds.atLeast(1));

	static final SettingKey<Integer> MAX_ILL_SHARE = add("max-ill-share", ScalarType.INTEGER, Bounds.within(0, 100));

	static final SettingKey<Duration> VERIFY_AFTER = add("verify-after", ScalarType.DURATION, Bounds.positive());

	static final SettingKey<Duration> VERIFY_WITHIN = add("verify-within", ScalarType.DURATION, Bounds.positive());

	static final SettingKey<Duration> ACTION_TIMEOUT = add("action-timeout", ScalarType.DURATION, Bounds.positive());

	static final SettingKey<JournalType> JOURNAL_TYPE = add("journal.type", ChoiceType.of(JournalType.class),
			Bounds.none());

	static final SettingKey<Integer> JOURNAL_MAX_EVENTS = add("journal.memory.max-events", ScalarType.INTEGER,
			Bounds.atLeast(1));

	static final SettingKey<String> JOURNAL_PATH = add("journal.file.path", TextType.any("a path"), Bounds.none());

	static final SettingKey<DataSize> JOURNAL_MAX_SIZE = add("journal.file.max-size", ScalarType.DATA_SIZE,
			Bounds.size());

	static final SettingKey<Integer> JOURNAL_MAX_FILES = add("journal.file.max-files", ScalarType.INTEGER,
			Bounds.within(1, 1000));

	static final SettingKey<Boolean> JOURNAL_SYNC = add("journal.file.sync", ScalarType.BOOLEAN, Bounds.none());

	static final GlobalSection<HealingProperties> SECTION = new GlobalSection<>(HealingProperties.class, ALL,
			HealingGlobalKeys::properties);

	private HealingGlobalKeys() {
	}

	private static HealingProperties properties(Settings settings) {
		HealingConfig defaults = HealingConfig.defaults();
		return new HealingProperties(GlobalSection.orElse(settings, MODE, defaults.mode()),
				new Actions(GlobalSection.orElse(settings, ACT, List.of()),
						GlobalSection.orElse(settings, DRY_RUN, List.of()),
						GlobalSection.orElse(settings, OFF, List.of())),
				GlobalSection.orElse(settings, CACHES, List.of()),
				new Limits(GlobalSection.orElse(settings, COOLDOWN, defaults.cooldown()), settings.get(MAX_COOLDOWN),
						GlobalSection.orElse(settings, MAX_PER_SUBJECT, defaults.maxPerSubject()),
						GlobalSection.orElse(settings, MAX_PER_HOUR, defaults.maxPerHour()),
						GlobalSection.orElse(settings, MAX_ILL_SHARE, defaults.maxIllShare()),
						settings.get(VERIFY_AFTER),
						GlobalSection.orElse(settings, VERIFY_WITHIN, defaults.verifyWithin()),
						GlobalSection.orElse(settings, ACTION_TIMEOUT, defaults.actionTimeout())),
				new Journal(GlobalSection.orElse(settings, JOURNAL_TYPE, JournalType.MEMORY),
						GlobalSection.orElse(settings, JOURNAL_MAX_EVENTS, InMemoryHealingJournal.DEFAULT_MAX_EVENTS),
						new JournalFile(GlobalSection.orElse(settings, JOURNAL_PATH, "healing.jsonl"),
								GlobalSection.orElse(settings, JOURNAL_MAX_SIZE, DataSize.ofMegabytes(10)),
								GlobalSection.orElse(settings, JOURNAL_MAX_FILES, 5),
								GlobalSection.orElse(settings, JOURNAL_SYNC, false))));
	}

	private static <T> SettingKey<T> add(String name, SettingType<T> type, Bounds<? super T> bounds) {
		SettingKey<T> key = new SettingKey<>("healing." + name, null, type, bounds);
		ALL.add(key);
		return key;
	}

}
