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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.core.Ordered;

/**
 * The catalog of settings that stand directly below {@code resilience}.
 */
final class GlobalKeys {

	static final KeyCatalog CATALOG = new KeyCatalog();

	static final SettingKey<Boolean> ENABLED = add("enabled", ScalarType.BOOLEAN, Bounds.none());

	static final SettingKey<Integer> EVENTS_BUFFER_SIZE = add("events.buffer-size", ScalarType.INTEGER,
			Bounds.within(0, 1_000_000));

	static final SettingKey<Boolean> REJECTION_STACK_TRACES = add("rejection-stack-traces", ScalarType.BOOLEAN,
			Bounds.none());

	static final SettingKey<AopMode> AOP_MODE = add("aop.mode", ChoiceType.of(AopMode.class), Bounds.none());

	static final SettingKey<Integer> AOP_ORDER = add("aop.order", ScalarType.INTEGER, Bounds.none());

	static final SettingKey<String> OFFLOAD_EXECUTOR = add("offload.executor", new NameType(false), Bounds.none());

	static final SettingKey<List<String>> HEALTH_FAIL_ON_OPEN = add("health.fail-on-open",
			new ListType<>(new NameType(true), ""), Bounds.none());

	static final SettingKey<Boolean> METRICS_HISTOGRAM = add("metrics.histogram", ScalarType.BOOLEAN, Bounds.none());

	static final SettingKey<Integer> MAX_DYNAMIC_INSTANCES = add("max-dynamic-instances", ScalarType.INTEGER,
			Bounds.atLeast(1));

	static final SettingKey<Boolean> HTTP_PROBLEM_DETAILS = add("http.problem-details", ScalarType.BOOLEAN,
			Bounds.none());

	static final SettingKey<Boolean> HTTP_RATE_LIMIT_HEADERS = add("http.rate-limit-headers", ScalarType.BOOLEAN,
			Bounds.none());

	static final SettingKey<Boolean> HTTP_DEADLINES = add("http.deadlines", ScalarType.BOOLEAN, Bounds.none());

	static final SettingKey<Duration> HTTP_MAX_DEADLINE = add("http.max-deadline", ScalarType.DURATION,
			Bounds.positive());

	/** One line for each subject. */
	private static final List<GlobalSection<?>> SECTIONS = List.of( //
			DeadLetterGlobalKeys.SECTION, //
			DeadLetterJdbcGlobalKeys.SECTION, //
			DiagnosisGlobalKeys.SECTION, //
			FailureLogGlobalKeys.SECTION, //
			HealingGlobalKeys.SECTION, //
			HealingJdbcGlobalKeys.SECTION, //
			RedactionGlobalKeys.SECTION);

	private static final Duration DEFAULT_MAX_DEADLINE = Duration.ofMinutes(1);

	static {
		IdempotencyGlobalKeys.addTo(CATALOG);
		SECTIONS.forEach((section) -> section.keys().forEach(CATALOG::add));
		CATALOG.addExit(FailureRuleKeys.path());
		Scope.names().forEach(CATALOG::addExit);
	}

	private GlobalKeys() {
	}

	static Globals globals(Settings settings) {
		return new Globals(orElse(settings, ENABLED, true), orElse(settings, EVENTS_BUFFER_SIZE, 1000),
				orElse(settings, REJECTION_STACK_TRACES, false), orElse(settings, AOP_MODE, AopMode.PROXY),
				orElse(settings, AOP_ORDER, Ordered.LOWEST_PRECEDENCE - 100), settings.get(OFFLOAD_EXECUTOR),
				orElse(settings, HEALTH_FAIL_ON_OPEN, List.of()), orElse(settings, METRICS_HISTOGRAM, false),
				orElse(settings, MAX_DYNAMIC_INSTANCES, 1000),
				new Globals.Http(orElse(settings, HTTP_PROBLEM_DETAILS, true),
						orElse(settings, HTTP_RATE_LIMIT_HEADERS, false), orElse(settings, HTTP_DEADLINES, true),
						orElse(settings, HTTP_MAX_DEADLINE, DEFAULT_MAX_DEADLINE)),
				IdempotencyGlobalKeys.properties(settings), sections(settings));
	}

	private static Map<Class<?>, Object> sections(Settings settings) {
		Map<Class<?>, Object> sections = new HashMap<>();
		SECTIONS.forEach((section) -> sections.put(section.type(), section.reader().apply(settings)));
		return Map.copyOf(sections);
	}

	private static <T> T orElse(Settings settings, SettingKey<T> key, T otherwise) {
		T value = settings.get(key);
		return (value != null) ? value : otherwise;
	}

	private static <T> SettingKey<T> add(String path, SettingType<T> type, Bounds<? super T> bounds) {
		return CATALOG.add(new SettingKey<>(path, null, type, bounds));
	}

}
