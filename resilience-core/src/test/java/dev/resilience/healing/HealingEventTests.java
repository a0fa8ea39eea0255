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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.resilience.classification.FailureCategory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HealingEvent}.
 */
class HealingEventTests {

	@Test
	void d027AnEventWithoutIdGetsOneThatBeginsWithHeal() {
		HealingEvent first = HealingEvent.builder(FailureCategory.TIMEOUT).build();
		assertThat(first.id()).startsWith("heal-");
		assertThat(HealingEvent.builder(FailureCategory.TIMEOUT).build().id()).isNotEqualTo(first.id());
	}

	@Test
	void d094TheLineOfAnEventHasTheFieldsThatToolsKnow() {
		HealingEvent event = HealingEvent.builder(FailureCategory.TIMEOUT)
			.id("heal-1")
			.at(Instant.parse("2026-03-01T10:00:00Z"))
			.diagnosis("too slow")
			.action("probe-circuit")
			.metadata(Map.of("attempts", 3))
			.build();
		assertThat(event.toMap()).containsEntry("event_id", "heal-1")
			.containsEntry("error_category", "timeout")
			.containsEntry("diagnosis", "too slow")
			.containsEntry("recovery_action", "probe-circuit")
			.containsEntry("outcome", "succeeded")
			.containsEntry("timestamp", "2026-03-01T10:00:00Z")
			.containsEntry("metadata", Map.of("attempts", 3));
		assertThat(event.toJson()).startsWith("{\"schema\":1,\"event_id\":\"heal-1\",")
			.contains("\"error_category\":\"timeout\"", "\"diagnosis\":\"too slow\"",
					"\"recovery_action\":\"probe-circuit\"", "\"outcome\":\"succeeded\"",
					"\"timestamp\":\"2026-03-01T10:00:00Z\"", "\"metadata\":{\"attempts\":3}}")
			.doesNotContain("\n");
	}

	@Test
	void textsAreOneLineOfJsonWhateverIsInThem() {
		String json = HealingEvent.builder(FailureCategory.BUG)
			.diagnosis("\"a\"\\b\r\n\t\u0000\u001b\u2028\ud83d é \ud83d\ude00")
			.build()
			.toJson();
		assertThat(json)
			.contains("\"diagnosis\":\"\\\"a\\\"\\\\b\\r\\n\\t\\u0000\\u001b\\u2028\\ud83d é \ud83d\ude00\"");
	}

	@Test
	void readsWhatItHasWritten() {
		HealingEvent event = HealingEvent.builder(FailureCategory.CORRUPTION)
			.subject("orders")
			.mode(HealingMode.DRY_RUN)
			.outcome(HealingOutcome.SKIPPED_LIMIT)
			.verification(Verification.PASSED)
			.since(Instant.parse("2026-03-01T10:00:00Z"))
			.duration(Duration.ofMillis(12))
			.note("x")
			.build();
		assertThat(HealingEvent.fromMap(event.toMap())).isEqualTo(event);
	}

	@Test
	void readsLinesOfOtherVersions() {
		HealingEvent event = HealingEvent.fromMap(Map.of("schema", 7, "event_id", "heal-1", "timestamp",
				"2026-03-01T10:00:00Z", "outcome", "FAILED", "error_category", "melted", "new_field", 1));
		assertThat(event.category()).isEqualTo(FailureCategory.UNKNOWN);
		assertThat(event.outcome()).isEqualTo(HealingOutcome.FAILED);
		assertThat(event.metadata()).isEmpty();
	}

	@Test
	void refusesLinesThatAreNoEvents() {
		assertThatIllegalArgumentException().isThrownBy(() -> HealingEvent.fromMap(Map.of()))
			.withMessageContaining("event_id");
		assertThatIllegalArgumentException().isThrownBy(
				() -> HealingEvent.fromMap(Map.of("event_id", "heal-1", "timestamp", "yesterday", "outcome", "failed")))
			.withMessageContaining("yesterday");
		assertThatIllegalArgumentException().isThrownBy(() -> HealingEvent
			.fromMap(Map.of("event_id", "heal-1", "timestamp", "2026-03-01T10:00:00Z", "outcome", "maybe")));
	}

	@Test
	void textsAreBounded() {
		HealingEvent event = HealingEvent.builder(FailureCategory.BUG)
			.subject("s".repeat(10_000))
			.diagnosis("d".repeat(10_000))
			.metadata(Map.of("k".repeat(10_000), "v".repeat(10_000)))
			.build();
		assertThat(event.subject()).hasSize(HealingEvent.MAX_NAME).endsWith("…");
		assertThat(event.diagnosis()).hasSize(HealingEvent.MAX_TEXT).endsWith("…");
		assertThat(event.toJson().length()).isLessThan(6000);
	}

	@Test
	void factsThatJsonDoesNotKnowBecomeText() {
		Map<String, Object> facts = new HashMap<>();
		facts.put("null", null);
		facts.put("nan", Double.NaN);
		facts.put("time", Duration.ofSeconds(1));
		facts.put("cycle", facts);
		facts.put("list", new ArrayList<>(List.of(new Unprintable(), 1)));
		HealingEvent event = HealingEvent.builder(FailureCategory.BUG).metadata(facts).build();
		assertThat(event.metadata()).doesNotContainKey("null")
			.containsEntry("nan", "NaN")
			.containsEntry("time", "PT1S");
		assertThat(event.metadata().get("list").toString()).contains("cannot be written").endsWith(", 1]");
		assertThat(event.toJson()).contains("\"cycle\":{");
	}

	@Test
	void changesOfMetadataDoNotReachTheEvent() {
		Map<String, Object> facts = new HashMap<>(Map.of("a", 1));
		HealingEvent event = HealingEvent.builder(FailureCategory.BUG).metadata(facts).build();
		facts.put("b", 2);
		assertThat(event.metadata()).containsOnlyKeys("a");
	}

	private static final class Unprintable {

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

}
