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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.CapturedLog;
import dev.resilience.redaction.Redactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link GuardedHealingJournal}.
 */
class GuardedHealingJournalTests extends HealingJournalContract {

	private final FailingJournal behind = new FailingJournal();

	private final GuardedHealingJournal guarded = new GuardedHealingJournal(this.behind);

	@Override
	protected HealingJournal journal() {
		return this.guarded;
	}

	@Test
	void keepsWhatTheJournalDoesNotTakeAndOffersItAgain() {
		this.guarded.append(event(1).build());
		this.behind.failing = true;
		this.guarded.append(event(2).build());
		this.guarded.append(event(3).build());
		assertThat(this.guarded.isFailing()).isTrue();
		assertThat(ids(this.guarded)).containsExactly("heal-3", "heal-2", "heal-1");
		assertThat(ids(this.behind)).containsExactly("heal-1");
		this.behind.failing = false;
		this.guarded.append(event(4).build());
		assertThat(this.guarded.isFailing()).isFalse();
		assertThat(ids(this.behind)).containsExactly("heal-4", "heal-3", "heal-2", "heal-1");
		assertThat(ids(this.guarded)).containsExactly("heal-4", "heal-3", "heal-2", "heal-1");
		assertThat(this.guarded.lost()).isZero();
	}

	@Test
	void reportsAJournalThatFailsOnce() {
		try (CapturedLog log = new CapturedLog(GuardedHealingJournal.class)) {
			this.behind.failing = true;
			for (int i = 0; i < 5; i++) {
				this.guarded.append(event(i).build());
			}
			assertThat(log.messages()).singleElement().asString().contains("cannot be written");
			this.behind.failing = false;
			this.guarded.append(event(6).build());
			assertThat(log.messages()).hasSize(2).last().asString().contains("takes events again");
		}
	}

	@Test
	void dropsTheOldestOfTooMany() {
		this.behind.failing = true;
		for (int i = 0; i < GuardedHealingJournal.MAX_WAITING + 3; i++) {
			this.guarded.append(event(i).build());
		}
		assertThat(this.guarded.read(HealingFilter.ALL)).hasSize(GuardedHealingJournal.MAX_WAITING)
			.last()
			.extracting(HealingEvent::id)
			.isEqualTo("heal-3");
		assertThat(this.guarded.lost()).isEqualTo(3);
	}

	@Test
	void showsWhatIsThereOfAJournalThatCannotBeRead() {
		this.guarded.append(event(1).build());
		this.behind.unreadable = true;
		try (CapturedLog log = new CapturedLog(GuardedHealingJournal.class)) {
			assertThat(ids(this.guarded)).isEmpty();
			assertThat(this.guarded.summary().totalEvents()).isZero();
			assertThat(log.warnings()).singleElement().asString().contains("cannot be read");
		}
		this.behind.failing = true;
		this.guarded.append(event(2).build());
		assertThat(ids(this.guarded)).containsExactly("heal-2");
	}

	@Test
	void writesNoSecrets() {
		this.guarded.append(event(1).diagnosis("refused password=hunter2")
			.note("Authorization: Bearer abcdefghijklmnop")
			.metadata(Map.of("apiKey", "topsecret", "attempts", 3))
			.build());
		assertThat(this.behind.toJsonl()).contains("refused", "\"attempts\":3")
			.doesNotContain("hunter2", "abcdefghijklmnop", "topsecret");
	}

	@Test
	void writesNoTextsOfARedactorThatFails() {
		GuardedHealingJournal broken = new GuardedHealingJournal(this.behind, new Redactor() {

			@Override
			public String redact(String text) {
				throw new StackOverflowError();
			}

			@Override
			public Object redactValue(String name, @Nullable Object value) {
				throw new StackOverflowError();
			}

		});
		HealingEvent event = event(1).diagnosis("password=secret").metadata(Map.of("a", "secret")).build();
		assertThatNoException().isThrownBy(() -> broken.append(event));
		assertThat(ids(this.behind)).containsExactly("heal-1");
		assertThat(this.behind.toJsonl()).doesNotContain("secret");
	}

	private static List<String> ids(HealingJournal journal) {
		return journal.read(HealingFilter.ALL).stream().map(HealingEvent::id).toList();
	}

	private static final class FailingJournal implements HealingJournal {

		private final List<HealingEvent> events = new ArrayList<>();

		private boolean failing;

		private boolean unreadable;

		@Override
		public void append(HealingEvent event) {
			if (this.failing) {
				throw new HealingJournalException("Disk full", new IOException("No space left on device"));
			}
			this.events.add(event);
		}

		@Override
		public List<HealingEvent> read(HealingFilter filter) {
			if (this.unreadable) {
				throw new HealingJournalException("Gone", new IOException("No such file"));
			}
			List<HealingEvent> newestFirst = new ArrayList<>();
			for (int i = this.events.size() - 1; i >= 0 && newestFirst.size() < filter.limit(); i--) {
				if (filter.matches(this.events.get(i))) {
					newestFirst.add(this.events.get(i));
				}
			}
			return newestFirst;
		}

	}

}
