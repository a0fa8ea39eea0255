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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.resilience.classification.FailureCategory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules that hold for every journal.
 */
public abstract class HealingJournalContract {

	protected static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	/** An empty journal. */
	protected abstract HealingJournal journal();

	@Test
	protected void d025HalfOfTheActionsThatRanHelped() {
		HealingJournal journal = journal();
		journal.append(event(1).outcome(HealingOutcome.SUCCEEDED).build());
		journal.append(event(2).outcome(HealingOutcome.FAILED).build());
		assertThat(journal.successRate()).isEqualTo(0.5);
		assertThat(journal.toJsonl().lines()).hasSize(2)
			.first()
			.asString()
			.contains("\"event_id\":\"heal-1\"")
			.contains("\"outcome\":\"succeeded\"");
	}

	@Test
	protected void d026TheSummaryNamesCategoryAndOutcome() {
		HealingJournal journal = journal();
		journal.append(event(1).build());
		HealingSummary summary = journal.summary();
		assertThat(summary.totalEvents()).isEqualTo(1);
		assertThat(summary.byCategory()).containsOnly(Map.entry("timeout", 1L));
		assertThat(summary.byOutcome()).containsOnly(Map.entry("succeeded", 1L));
		assertThat(summary.toMap()).containsEntry("total_events", 1L);
	}

	@Test
	protected void anEmptyJournalHasNothingToSay() {
		HealingJournal journal = journal();
		assertThat(journal.read(HealingFilter.ALL)).isEmpty();
		assertThat(journal.successRate()).isZero();
		assertThat(journal.summary().totalEvents()).isZero();
		assertThat(journal.toJsonl()).isEmpty();
	}

	@Test
	protected void givesBackWhatWasAdded() {
		HealingJournal journal = journal();
		HealingEvent event = event(1).subject("orders")
			.category(FailureCategory.CONFLICT)
			.fingerprint("0a1b2c3d")
			.diagnosisId("diag-1")
			.diagnosis("The connection was \"reset\" by\n\tpeer – \\ 100 % \u2028 \ud83d\ude00")
			.action("evict-idle-connections")
			.mode(HealingMode.DRY_RUN)
			.outcome(HealingOutcome.DRY_RUN)
			.verification(Verification.FAILED)
			.since(START.minusSeconds(30))
			.duration(Duration.ofMillis(1234))
			.actor("ann")
			.note("only a try")
			.metadata(Map.of("attempts", 3, "ratio", 0.25, "open", true, "names", List.of("a", "b"), "nested",
					Map.of("deep", "value")))
			.build();
		journal.append(event);
		assertThat(journal.read(HealingFilter.ALL)).containsExactly(event);
	}

	@Test
	protected void givesBackWhatIsEmptyAsEmpty() {
		HealingJournal journal = journal();
		HealingEvent event = HealingEvent.builder(FailureCategory.UNKNOWN).id("heal-empty").at(START).build();
		journal.append(event);
		assertThat(journal.read(HealingFilter.ALL)).containsExactly(event);
	}

	@Test
	protected void readsTheNewestFirstAndNoMoreThanAskedFor() {
		HealingJournal journal = journal();
		for (int i = 1; i <= 5; i++) {
			journal.append(event(i).build());
		}
		assertThat(journal.read(HealingFilter.newest(3))).extracting(HealingEvent::id)
			.containsExactly("heal-5", "heal-4", "heal-3");
		assertThat(journal.toJsonl(HealingFilter.newest(2)).lines().toList()).satisfiesExactly(
				(line) -> assertThat(line).contains("heal-4"), (line) -> assertThat(line).contains("heal-5"));
	}

	@Test
	protected void readsWhatFits() {
		HealingJournal journal = journal();
		journal.append(event(1).subject("a").action("x").fingerprint("f1").build());
		journal.append(event(2).subject("b").action("y").fingerprint("f2").outcome(HealingOutcome.FAILED).build());
		journal.append(event(3).subject("a").action("y").fingerprint("f1").category(FailureCategory.NETWORK).build());
		assertThat(ids(journal, HealingFilter.ALL.withSubject("a"))).containsExactly("heal-3", "heal-1");
		assertThat(ids(journal, HealingFilter.ALL.withAction("y"))).containsExactly("heal-3", "heal-2");
		assertThat(ids(journal, HealingFilter.ALL.withFingerprint("f2"))).containsExactly("heal-2");
		assertThat(ids(journal, HealingFilter.ALL.withOutcome(HealingOutcome.FAILED))).containsExactly("heal-2");
		assertThat(ids(journal, HealingFilter.ALL.withCategory(FailureCategory.NETWORK))).containsExactly("heal-3");
		assertThat(ids(journal, HealingFilter.ALL.withFrom(START.plusSeconds(2)))).containsExactly("heal-3", "heal-2");
		assertThat(ids(journal, HealingFilter.ALL.withSubject("a").withLimit(1))).containsExactly("heal-3");
		assertThat(ids(journal, HealingFilter.ALL.withSubject("nobody"))).isEmpty();
	}

	@Test
	protected void losesNothingThatManyThreadsAdd() throws InterruptedException {
		HealingJournal journal = journal();
		Set<Throwable> failures = ConcurrentHashMap.newKeySet();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int first = i * 25;
			Thread thread = new Thread(() -> {
				for (int number = first; number < first + 25; number++) {
					journal.append(event(number).build());
					journal.read(HealingFilter.newest(1));
				}
			});
			thread.setUncaughtExceptionHandler((ended, failure) -> failures.add(failure));
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(failures).isEmpty();
		assertThat(journal.read(HealingFilter.ALL).stream().map(HealingEvent::id).collect(Collectors.toSet()))
			.hasSize(100);
	}

	/** An event that happened that many seconds after the start. */
	protected static HealingEvent.Builder event(int number) {
		return HealingEvent.builder(FailureCategory.TIMEOUT).id("heal-" + number).at(START.plusSeconds(number));
	}

	private static List<String> ids(HealingJournal journal, HealingFilter filter) {
		return journal.read(filter).stream().map(HealingEvent::id).toList();
	}

}
