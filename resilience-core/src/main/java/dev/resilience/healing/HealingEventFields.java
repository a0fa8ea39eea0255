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

package dev.resilience.healing;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;

/**
 * Reads the fields of a journal's line, which an older or a newer version may have
 * written.
 */
final class HealingEventFields {

	private HealingEventFields() {
	}

	static HealingEvent read(Map<String, ?> map) {
		HealingEvent.Builder builder = HealingEvent.builder(category(text(map, "error_category")))
			.id(required(map, "event_id"))
			.at(time(required(map, "timestamp")))
			.subject(text(map, "subject"))
			.fingerprint(text(map, "fingerprint"))
			.diagnosisId(text(map, "diagnosis_id"))
			.diagnosis(text(map, "diagnosis"))
			.action(text(map, "recovery_action"))
			.outcome(HealingOutcome.valueOf(constant(required(map, "outcome"))))
			.duration(Duration.ofMillis(Math.max(0, number(map, "duration_ms"))))
			.actor(text(map, "actor"))
			.note(text(map, "note"));
		String mode = text(map, "mode");
		if (!mode.isEmpty()) {
			builder.mode(HealingMode.valueOf(constant(mode)));
		}
		String verification = text(map, "verification");
		if (!verification.isEmpty()) {
			builder.verification(Verification.valueOf(constant(verification)));
		}
		String since = text(map, "since");
		if (!since.isEmpty()) {
			builder.since(time(since));
		}
		if (map.get("metadata") instanceof Map<?, ?> metadata) {
			Map<String, Object> named = new LinkedHashMap<>();
			metadata.forEach((name, value) -> named.put(String.valueOf(name), value));
			builder.metadata(named);
		}
		return builder.build();
	}

	static String name(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	private static String constant(String written) {
		return written.toUpperCase(Locale.ROOT).replace('-', '_');
	}

	private static FailureCategory category(String written) {
		String name = constant(written);
		for (FailureCategory category : FailureCategory.values()) {
			if (category.name().equals(name)) {
				return category;
			}
		}
		return FailureCategory.UNKNOWN;
	}

	private static String required(Map<String, ?> map, String name) {
		String text = text(map, name);
		if (text.isBlank()) {
			throw new IllegalArgumentException("'" + name + "' is missing");
		}
		return text;
	}

	private static String text(Map<String, ?> map, String name) {
		@Nullable Object value = map.get(name);
		return (value != null) ? String.valueOf(value) : "";
	}

	private static Instant time(String written) {
		try {
			return Instant.parse(written);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("'" + written + "' is no time", ex);
		}
	}

	private static long number(Map<String, ?> map, String name) {
		return (map.get(name) instanceof Number number) ? number.longValue() : 0;
	}

}
