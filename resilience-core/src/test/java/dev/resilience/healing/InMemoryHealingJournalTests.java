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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link InMemoryHealingJournal}.
 */
class InMemoryHealingJournalTests extends HealingJournalContract {

	@Override
	protected HealingJournal journal() {
		return new InMemoryHealingJournal();
	}

	@Test
	void forgetsTheOldestEvents() {
		InMemoryHealingJournal journal = new InMemoryHealingJournal(2);
		for (int i = 1; i <= 3; i++) {
			journal.append(event(i).build());
		}
		assertThat(journal.read(HealingFilter.ALL)).extracting(HealingEvent::id).containsExactly("heal-3", "heal-2");
	}

	@Test
	void keepsAtLeastOneEvent() {
		assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryHealingJournal(0));
	}

}
