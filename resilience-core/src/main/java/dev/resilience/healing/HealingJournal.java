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

import java.util.List;

/**
 * Where it is written down what healing has done. Events are only ever added; a journal
 * may forget its oldest ones. Implementations are safe for use by many threads.
 */
public interface HealingJournal {

	/**
	 * Adds an event.
	 * @param event the event
	 * @throws HealingJournalException if it could not be written; then nothing of it is
	 * ever read
	 */
	void append(HealingEvent event);

	/**
	 * Returns events.
	 * @param filter which ones
	 * @return the events, those that were added last first
	 * @throws HealingJournalException if the journal cannot be read
	 */
	List<HealingEvent> read(HealingFilter filter);

	/**
	 * Returns what the newest {@value HealingFilter#MANY} events add up to.
	 * @return the statistics
	 * @throws HealingJournalException if the journal cannot be read
	 */
	default HealingStatistics statistics() {
		return HealingStatistics.of(read(HealingFilter.ALL));
	}

	/**
	 * Returns the share of actions that helped among those that ran.
	 * @return the rate, 0 to 1; 0 where none has run
	 * @throws HealingJournalException if the journal cannot be read
	 */
	default double successRate() {
		return statistics().successRate();
	}

	/**
	 * Returns how many events there are of each category and outcome.
	 * @return the numbers
	 * @throws HealingJournalException if the journal cannot be read
	 */
	default HealingSummary summary() {
		return statistics().summary();
	}

	/**
	 * Returns events as lines of JSON, in the order in which they were added.
	 * @param filter which ones
	 * @return the lines, each with an end of line
	 * @throws HealingJournalException if the journal cannot be read
	 */
	default String toJsonl(HealingFilter filter) {
		List<HealingEvent> events = read(filter);
		StringBuilder lines = new StringBuilder();
		for (int i = events.size() - 1; i >= 0; i--) {
			lines.append(events.get(i).toJson()).append('\n');
		}
		return lines.toString();
	}

	/**
	 * Returns the newest {@value HealingFilter#MANY} events as lines of JSON, in the
	 * order in which they were added.
	 * @return the lines, each with an end of line
	 * @throws HealingJournalException if the journal cannot be read
	 */
	default String toJsonl() {
		return toJsonl(HealingFilter.ALL);
	}

}
