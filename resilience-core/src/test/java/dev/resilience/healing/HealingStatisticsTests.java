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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.resilience.classification.FailureCategory;
import dev.resilience.healing.HealingStatistics.Action;
import dev.resilience.healing.HealingStatistics.Fingerprint;
import dev.resilience.healing.HealingStatistics.Period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HealingStatistics}.
 */
class HealingStatisticsTests {

	private static final Instant START = Instant.parse("2026-03-01T10:30:00Z");

	@Test
	void onlyActionsThatRanCountForTheSuccessRate() {
		HealingStatistics statistics = HealingStatistics.of(List.of(event(0, HealingOutcome.SUCCEEDED).build(),
				event(1, HealingOutcome.DRY_RUN).build(), event(2, HealingOutcome.SKIPPED_COOLDOWN).build(),
				event(3, HealingOutcome.ESCALATED).build(), event(4, HealingOutcome.SKIPPED_LIMIT).build()));
		assertThat(statistics.attempts()).isEqualTo(1);
		assertThat(statistics.successRate()).isEqualTo(1);
		assertThat(statistics.summary().totalEvents()).isEqualTo(5);
		assertThat(statistics.summary().attempts()).isEqualTo(1);
	}

	@Test
	void nothingHasHappenedInAnEmptyJournal() {
		HealingStatistics statistics = HealingStatistics.of(List.of());
		assertThat(statistics.successRate()).isZero();
		assertThat(statistics.recurrenceRate()).isZero();
		assertThat(statistics.meanTimeToRecovery()).isEmpty();
		assertThat(statistics.topFingerprints(3)).isEmpty();
		assertThat(statistics.actions()).isEmpty();
		assertThat(statistics.overTime(Duration.ofHours(1))).isEmpty();
	}

	@Test
	void theMostFrequentFailuresComeFirst() {
		HealingStatistics statistics = HealingStatistics
			.of(List.of(event(0, HealingOutcome.FAILED).fingerprint("a").build(),
					event(1, HealingOutcome.FAILED).fingerprint("b").diagnosis("early").build(),
					event(2, HealingOutcome.SUCCEEDED).fingerprint("b").diagnosis("late").build(),
					event(3, HealingOutcome.SUCCEEDED).fingerprint("c").build(),
					event(4, HealingOutcome.SUCCEEDED).build()));
		assertThat(statistics.topFingerprints(2)).containsExactly(
				new Fingerprint("b", FailureCategory.TIMEOUT, "late", 2, 1, START.plusSeconds(2)),
				new Fingerprint("c", FailureCategory.TIMEOUT, "", 1, 1, START.plusSeconds(3)));
	}

	@Test
	void anActionThatNeverHelpsIsCalledSoAfterThreeAttempts() {
		HealingEvent failed = event(0, HealingOutcome.FAILED).action("useless").build();
		assertThat(HealingStatistics.of(List.of(failed, failed)).actions())
			.containsOnly(Map.entry("useless", new Action(2, 0, 0, false)));
		assertThat(HealingStatistics.of(List.of(failed, failed, failed)).actions())
			.containsOnly(Map.entry("useless", new Action(3, 0, 0, true)));
		HealingEvent helped = event(1, HealingOutcome.SUCCEEDED).action("useless").build();
		assertThat(HealingStatistics.of(List.of(failed, failed, failed, helped)).actions())
			.containsOnly(Map.entry("useless", new Action(4, 1, 0.25, false)));
	}

	@Test
	void recoveryTakesTheTimeFromIllToWell() {
		HealingStatistics statistics = HealingStatistics.of(List.of(
				event(60, HealingOutcome.SUCCEEDED).since(START).build(),
				event(120, HealingOutcome.SUCCEEDED).since(START.plusSeconds(100)).build(),
				event(120, HealingOutcome.FAILED).since(START).build(), event(130, HealingOutcome.SUCCEEDED).build(),
				event(5, HealingOutcome.SUCCEEDED).category(FailureCategory.NETWORK).since(START).build()));
		assertThat(statistics.meanTimeToRecovery()).containsOnly(
				Map.entry(FailureCategory.TIMEOUT, Duration.ofSeconds(40)),
				Map.entry(FailureCategory.NETWORK, Duration.ofSeconds(5)));
	}

	@Test
	void aFailureThatIsBackWithinADayWasNotHealedForLong() {
		int day = (int) HealingStatistics.RECURRENCE.toSeconds();
		HealingEvent healed = event(0, HealingOutcome.SUCCEEDED).subject("a").build();
		HealingEvent backAtOnce = event(day, HealingOutcome.FAILED).subject("a").build();
		HealingEvent backLate = event(day + 1, HealingOutcome.FAILED).subject("a").build();
		HealingEvent elsewhere = event(1, HealingOutcome.FAILED).subject("b").build();
		HealingEvent otherKind = event(1, HealingOutcome.FAILED).subject("a").category(FailureCategory.BUG).build();
		assertThat(HealingStatistics.of(List.of(healed, backAtOnce)).recurrenceRate()).isEqualTo(1);
		assertThat(HealingStatistics.of(List.of(healed, backLate, elsewhere, otherKind)).recurrenceRate()).isZero();
		HealingEvent healedAgain = event(day + 2, HealingOutcome.SUCCEEDED).subject("a").build();
		assertThat(HealingStatistics.of(List.of(healed, backAtOnce, healedAgain)).recurrenceRate()).isEqualTo(0.5);
	}

	@Test
	void showsWhetherItGetsBetterOrWorse() {
		HealingStatistics statistics = HealingStatistics.of(List.of(event(0, HealingOutcome.SUCCEEDED).build(),
				event(10, HealingOutcome.FAILED).category(FailureCategory.BUG).build(),
				event(7200, HealingOutcome.SUCCEEDED).build()));
		assertThat(statistics.overTime(Duration.ofHours(1))).containsExactly(
				new Period(Instant.parse("2026-03-01T10:00:00Z"), 2, 0.5, Map.of("timeout", 1L, "bug", 1L)),
				new Period(Instant.parse("2026-03-01T12:00:00Z"), 1, 1, Map.of("timeout", 1L)));
		assertThatIllegalArgumentException().isThrownBy(() -> statistics.overTime(Duration.ofNanos(1)));
	}

	@Test
	void showsWhatComesBackAtTheSameTimeOfTheDay() {
		HealingStatistics statistics = HealingStatistics.of(List.of(event(0, HealingOutcome.FAILED).build(),
				event(86_400, HealingOutcome.FAILED).build(), event(3600, HealingOutcome.FAILED).build()));
		assertThat(statistics.byHourOfDay(ZoneOffset.UTC)).containsExactly(Map.entry(10, 2L), Map.entry(11, 1L));
		assertThat(statistics.byHourOfDay(ZoneOffset.ofHours(2))).containsExactly(Map.entry(12, 2L), Map.entry(13, 1L));
	}

	private static HealingEvent.Builder event(int second, HealingOutcome outcome) {
		return HealingEvent.builder(FailureCategory.TIMEOUT).at(START.plusSeconds(second)).outcome(outcome);
	}

}
